import { describe, expect, test } from 'vitest';
import { empiricalCdf } from '../statistics/statistics';
import { cdfChart } from './cdf-chart';
import { type SvgNode, svg, svgDocument } from './svg';
import { colourOfVerb, DARK_CHART, LIGHT_CHART } from './theme';
import { trafficChart } from './traffic-chart';

const look = { size: { width: 400, height: 240 }, theme: LIGHT_CHART };

function all(node: SvgNode, tag: SvgNode['tag']): SvgNode[] {
  const inside = node.children.flatMap((child) => (typeof child === 'string' ? [] : all(child, tag)));
  return node.tag === tag ? [node, ...inside] : inside;
}

function words(node: SvgNode): string[] {
  return all(node, 'text').map(({ children }) => children.join(''));
}

describe('an SVG document', () => {
  test('lets no text become markup', () => {
    const hostile = `</text><script>alert("1")</script>&\u0000\u001b`;
    const text = svgDocument(svg('svg', { 'aria-label': hostile }, svg('text', { fontSize: 1 }, hostile)));
    expect(text).not.toContain('<script');
    expect(text).not.toContain('\u0000');
    expect(text).not.toContain('\u001b');
    expect(text).toContain('font-size="1"');
    expect(text).toContain('&lt;/text&gt;&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;');
    expect(text.startsWith('<svg xmlns="http://www.w3.org/2000/svg"')).toBe(true);
  });
});

describe('a CDF plot', () => {
  const values = [1, 1, 2, 4];
  const chart = cdfChart({
    title: 'Hops',
    axis: 'Hops',
    of: 'answers',
    unit: 'hops',
    whole: true,
    curves: [{ name: 'first', steps: empiricalCdf(values) }],
    ...look,
  });
  const { left, top, width, height } = chart.area;

  test('is a step curve from nothing to everything', () => {
    const [path] = all(chart.root, 'path');
    const d = String(path?.attributes['d']);
    expect(d.startsWith(`M${left},${top + height}`)).toBe(true);
    // Steps only: every part of the path runs along an axis.
    const points = d
      .slice(1)
      .split('L')
      .map((point) => point.split(',').map(Number));
    for (const [index, [x, y]] of points.entries()) {
      const [nextX, nextY] = points[index + 1] ?? [x, y];
      expect(x === nextX || y === nextY).toBe(true);
    }
    expect(points.at(-1)).toEqual([left + width, top]);
  });

  test('reads off the share of values that are no larger', () => {
    const across = (value: number) => left + (value / 4.5) * width;
    const at = (value: number) => chart.readAt(across(value) + 0.01);
    expect(at(0.5)).toMatchObject({
      heading: 'At or below 0 hops',
      readings: [{ words: '0.0 % of answers' }],
    });
    expect(at(1)).toMatchObject({
      heading: 'At or below 1 hops',
      readings: [{ words: '50.0 % of answers' }],
    });
    expect(at(3)).toMatchObject({ readings: [{ words: '75.0 % of answers' }] });
    expect(at(4)).toMatchObject({ readings: [{ words: '100.0 % of answers', y: top }] });
  });

  test('names its axes with units and has whole ticks for what is counted', () => {
    expect(words(chart.root)).toEqual(
      expect.arrayContaining(['Hops', 'Share of answers (%)', '0', '100', '1', '2', '3', '4']),
    );
    expect(words(chart.root)).not.toContain('0.5');
  });

  test('tells curves apart by name, colour and dash, and has none for nothing', () => {
    const two = cdfChart({
      ...{ title: 'T', axis: 'ms', of: 'answers', unit: 'ms', whole: false },
      curves: [
        { name: 'before', steps: empiricalCdf([1, 2]) },
        { name: 'never', steps: [] },
        { name: 'after', steps: empiricalCdf([2, 3]) },
      ],
      ...look,
    });
    const paths = all(two.root, 'path').map(({ attributes }) => attributes);
    expect(paths).toHaveLength(2);
    expect(new Set(paths.map((path) => path['stroke'])).size).toBe(2);
    expect(new Set(paths.map((path) => path['strokeDasharray'])).size).toBe(2);
    expect(words(two.root)).toEqual(expect.arrayContaining(['before', 'after']));
    expect(words(two.root)).not.toContain('never');
  });
});

describe('the plot of messages a second', () => {
  const chart = trafficChart({
    title: 'Messages',
    seconds: [
      { second: 995, sent: { SER: 6, SEROK: 2 } },
      { second: 1_000, sent: { SER: 1 } },
    ],
    last: 1_000,
    span: 10,
    ...look,
  });

  test('tells how many there were in a second, verb by verb', () => {
    const { left, width } = chart.area;
    const half = chart.readAt(left + width / 2 + 1);
    expect(half.heading).toBe('8 messages, 5 s ago');
    expect(half.readings.map((reading) => reading.words)).toEqual(['SER: 6', 'SEROK: 2']);
    expect(chart.readAt(left + 1).heading).toBe('0 messages, 10 s ago');
    expect(chart.readAt(left + width).heading).toBe('1 messages, now');
  });

  test('what walkers ask their way by has the colour of searches, not of signs of life', () => {
    for (const theme of [LIGHT_CHART, DARK_CHART]) {
      for (const verb of ['NEIGH', 'NEIGHOK'] as const) {
        expect(colourOfVerb(theme, verb)).toBe(colourOfVerb(theme, 'SER'));
      }
    }
  });

  test('has one layer and one legend entry for each verb that occurs', () => {
    expect(all(chart.root, 'path')).toHaveLength(2);
    expect(words(chart.root)).toEqual(
      expect.arrayContaining(['SER', 'SEROK', 'Time (s)', 'Messages a second']),
    );
  });
});
