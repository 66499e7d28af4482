import { scaleLinear } from 'd3-scale';
import { curveStepAfter, line } from 'd3-shape';
import type { Step } from '../network/metrics/metrics-schema';
import { type Axis, type Chart, type ChartSize, legend, picture, plotArea, rounded } from './chart-frame';
import { type SvgNode, svg } from './svg';
import { type ChartTheme, DASHES } from './theme';

export interface CdfCurve {
  readonly name: string;
  readonly steps: readonly Step[];
}

export interface CdfOptions {
  readonly title: string;
  /** What lies along the bottom, with its unit: "Latency (ms)". */
  readonly axis: string;
  /** Of what the shares are: "answers". */
  readonly of: string;
  /** What stands behind a value: "ms", "hops". */
  readonly unit: string;
  /** Values that are counted have no ticks between them. */
  readonly whole: boolean;
  readonly curves: readonly CdfCurve[];
  readonly size: ChartSize;
  readonly theme: ChartTheme;
}

const SHARES = [0, 0.25, 0.5, 0.75, 1];
/** Up to here, whole numbers are few enough to be seen one by one. */
const MAX_SINGLE = 30;

/**
 * The empirical CDF of one or a few samples as step curves. The bottom axis begins at 0, so that figures of one run
 * and of another look what they are.
 */
export function cdfChart(options: CdfOptions): Chart {
  const { title, axis, of, unit, size, theme } = options;
  const curves = options.curves.filter(({ steps }) => steps.length > 0);
  const named = curves.length > 1 ? curves : [];
  const flat = plotArea(size, 0);
  const marks = named.map(({ name }) => {
    const index = curves.findIndex((curve) => curve.name === name);
    return { name, mark: (x: number, y: number) => strokeMark(theme, index, x, y) };
  });
  const key = legend(marks, flat, theme);
  const area = plotArea(size, key.rows);

  const largest = Math.max(0, ...curves.map(({ steps }) => steps.at(-1)?.value ?? 0));
  const x = scaleLinear()
    .domain([0, largest === 0 ? 1 : largest])
    .range([area.left, area.left + area.width]);
  // The last step of a few whole numbers is to be seen as one, not as the edge of the picture.
  if (options.whole && largest <= MAX_SINGLE) x.domain([0, largest + 0.5]);
  else x.nice();
  const y = scaleLinear()
    .domain([0, 1])
    .range([area.top + area.height, area.top]);
  const end = x.domain()[1] ?? largest;
  const bottom: Axis = {
    scale: x,
    ticks: ticksOf(x, area.width, options.whole),
    words: shortFigure,
    title: axis,
  };
  const left: Axis = {
    scale: y,
    ticks: SHARES,
    words: (share) => String(share * 100),
    title: `Share of ${of} (%)`,
  };

  const path = line<Step>()
    .x(({ value }) => rounded(x(value)))
    .y(({ share }) => rounded(y(share)))
    .curve(curveStepAfter);
  const drawn = curves.map(({ name, steps }, index) =>
    svg(
      'path',
      {
        // From nothing at the left edge, and on along the top to the right one.
        d: path([{ value: 0, share: 0 }, ...steps, { value: end, share: 1 }]) ?? '',
        fill: 'none',
        stroke: colourOf(theme, index),
        strokeWidth: 1.75,
        strokeDasharray: dashOf(index),
        strokeLinejoin: 'round',
      },
      // Shown by browsers when a saved picture is pointed at.
      svg('title', {}, `${name}: ${median(steps)}`),
    ),
  );
  const description = `${title}. ${curves.map(({ name, steps }) => `${name}: ${median(steps)}`).join('; ')}`;

  function median(steps: readonly Step[]): string {
    const half = steps.find(({ share }) => share >= 0.5)?.value ?? 0;
    return `half of ${of} at or below ${shortFigure(half)} ${unit}, all at or below ${shortFigure(steps.at(-1)?.value ?? 0)} ${unit}`;
  }

  return {
    root: picture({ size, theme, title, description, area, x: bottom, y: left }, ...drawn, ...key.draw()),
    area,
    readAt(at) {
      const value = Math.max(0, x.invert(at));
      const shown = options.whole ? Math.floor(value) : value;
      const readings = curves.map(({ name, steps }, index) => {
        const share = steps.findLast((step) => step.value <= value)?.share ?? 0;
        const words = `${(share * 100).toFixed(1)} %`;
        return {
          y: rounded(y(share)),
          colour: colourOf(theme, index),
          words: curves.length > 1 ? `${name}: ${words}` : `${words} of ${of}`,
        };
      });
      return { x: rounded(x(value)), heading: `At or below ${shortFigure(shown)} ${unit}`, readings };
    },
  };
}

function ticksOf(
  scale: { ticks(count: number): number[] },
  width: number,
  whole: boolean,
): readonly number[] {
  const ticks = scale.ticks(Math.max(2, Math.floor(width / 64)));
  return whole ? ticks.filter(Number.isInteger) : ticks;
}

function strokeMark(theme: ChartTheme, index: number, x: number, y: number): SvgNode {
  return svg('line', {
    x1: x,
    x2: x + 16,
    y1: y,
    y2: y,
    stroke: colourOf(theme, index),
    strokeWidth: 1.75,
    strokeDasharray: dashOf(index),
  });
}

function colourOf(theme: ChartTheme, index: number): string {
  return theme.curves[index % theme.curves.length] ?? theme.text;
}

function dashOf(index: number): string {
  return DASHES[index % DASHES.length] ?? 'none';
}

/** @returns a number as short as it can be read: three digits that matter, groups of three, and no unit */
export function shortFigure(value: number): string {
  const digits = Math.abs(value) >= 100 || Number.isInteger(value) ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString('en-US', { maximumFractionDigits: digits });
}
