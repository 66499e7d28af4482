import { scaleLinear } from 'd3-scale';
import { area as areaOf, curveStepAfter, stack } from 'd3-shape';
import type { Second } from '../network/metrics/metrics-schema';
import type { Verb } from '../protocol/message';
import { isReply } from '../protocol/verbs';
import { shortFigure } from './cdf-chart';
import { type Axis, type Chart, type ChartSize, legend, picture, plotArea, rounded } from './chart-frame';
import { svg } from './svg';
import { type ChartTheme, colourOfVerb } from './theme';

interface TrafficOptions {
  readonly title: string;
  /** In order of time; seconds without a message may be left out. */
  readonly seconds: readonly Second[];
  /** The second at the right edge, and how many are shown before it. */
  readonly last: number;
  readonly span: number;
  readonly size: ChartSize;
  readonly theme: ChartTheme;
}

/** Messages a second over time, the verbs stacked upon each other. */
export function trafficChart({ title, seconds, last, span, size, theme }: TrafficOptions): Chart {
  const first = last - span;
  const bySecond = new Map(seconds.map(({ second, sent }) => [second, sent]));
  const rows = Array.from({ length: span + 1 }, (_, index) => ({
    ago: index - span,
    sent: bySecond.get(first + index) ?? {},
  }));
  const verbs = verbsOf(rows);
  const flat = plotArea(size, 0);
  const marks = verbs.map((verb) => ({
    name: verb,
    mark: (x: number, y: number) =>
      svg('rect', { x, y: y - 5, width: 12, height: 10, ...fillOf(theme, verb) }),
  }));
  const key = legend(marks, flat, theme);
  const area = plotArea(size, key.rows);
  const total = (sent: Second['sent']) => verbs.reduce((sum, verb) => sum + (sent[verb] ?? 0), 0);
  const largest = Math.max(1, ...rows.map(({ sent }) => total(sent)));

  const x = scaleLinear()
    .domain([-span, 0])
    .range([area.left, area.left + area.width]);
  const y = scaleLinear()
    .domain([0, largest])
    .range([area.top + area.height, area.top])
    .nice();
  const layers = stack<(typeof rows)[number], Verb>()
    .keys(verbs)
    .value(({ sent }, verb) => sent[verb] ?? 0)(rows);
  const shape = areaOf<(typeof layers)[number][number]>()
    .x((point) => rounded(x(point.data.ago)))
    .y0((point) => rounded(y(point[0])))
    .y1((point) => rounded(y(point[1])))
    .curve(curveStepAfter);
  const drawn = layers.map((layer) =>
    svg('path', { d: shape(layer) ?? '', ...fillOf(theme, layer.key) }, svg('title', {}, layer.key)),
  );

  const bottom: Axis = {
    scale: x,
    ticks: x.ticks(Math.max(2, Math.floor(area.width / 90))),
    words: (ago) => (ago === 0 ? 'now' : String(ago)),
    title: 'Time (s)',
  };
  const left: Axis = {
    scale: y,
    ticks: y.ticks(Math.max(2, Math.floor(area.height / 36))).filter(Number.isInteger),
    words: shortFigure,
    title: 'Messages a second',
  };
  const now = rows.at(-1)?.sent ?? {};
  const description = `${title}. Over the last ${span} seconds at most ${shortFigure(largest)} messages a second; now ${shortFigure(total(now))}.`;
  return {
    root: picture({ size, theme, title, description, area, x: bottom, y: left }, ...drawn, ...key.draw()),
    area,
    readAt(at) {
      const index = Math.min(span, Math.max(0, Math.floor(x.invert(at)) + span));
      const { ago, sent } = rows[index] ?? { ago: 0, sent: {} };
      const parts = verbs.filter((verb) => (sent[verb] ?? 0) > 0);
      return {
        x: rounded(x(ago)),
        heading: `${shortFigure(total(sent))} messages, ${ago === 0 ? 'now' : `${-ago} s ago`}`,
        readings: parts.map((verb) => ({
          colour: colourOfVerb(theme, verb),
          words: `${verb}: ${shortFigure(sent[verb] ?? 0)}`,
        })),
      };
    },
  };
}

/** Verbs that occur, in an order that does not change as counts do. */
function verbsOf(rows: readonly { readonly sent: Second['sent'] }[]): Verb[] {
  const found = new Set<Verb>();
  for (const { sent } of rows)
    for (const verb of Object.keys(sent) as Verb[]) if (sent[verb]) found.add(verb);
  return [...found].sort();
}

function fillOf(theme: ChartTheme, verb: Verb) {
  return { fill: colourOfVerb(theme, verb), fillOpacity: isReply(verb) ? 0.5 : 0.95 };
}
