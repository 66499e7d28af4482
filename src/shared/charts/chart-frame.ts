import type { ScaleLinear } from 'd3-scale';
import { type SvgNode, svg } from './svg';
import type { ChartTheme } from './theme';

/** CSS pixels. */
export interface ChartSize {
  readonly width: number;
  readonly height: number;
}

/** Where the curves are, inside the picture; CSS pixels. */
export interface PlotArea {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** One value where the pointer is. */
interface Reading {
  /** CSS pixels from the top of the picture; absent where it is no point of a curve. */
  readonly y?: number;
  readonly colour: string;
  readonly words: string;
}

/** What is shown where the pointer is. */
export interface Readout {
  /** CSS pixels from the left edge of the picture. */
  readonly x: number;
  readonly heading: string;
  readonly readings: readonly Reading[];
}

/** A picture, and what to show when the pointer is over it. */
export interface Chart {
  readonly root: SvgNode;
  readonly area: PlotArea;
  /** @param x a place from the left edge of the picture, in CSS pixels */
  readAt(x: number): Readout;
}

export interface Axis {
  readonly scale: ScaleLinear<number, number>;
  readonly ticks: readonly number[];
  readonly words: (tick: number) => string;
  /** With its unit. */
  readonly title: string;
}

const FONT = 'system-ui, -apple-system, "Segoe UI", "Noto Sans", "Liberation Sans", sans-serif';
const SMALL = 11;
/** Room for the title, the tick words and the axis titles. */
const MARGIN = { top: 30, right: 20, bottom: 38, left: 58 };
const LEGEND_ROW = 16;

/** @param legendRows lines of legend above the curves */
export function plotArea({ width, height }: ChartSize, legendRows: number): PlotArea {
  const top = MARGIN.top + legendRows * LEGEND_ROW;
  return {
    left: MARGIN.left,
    top,
    width: Math.max(1, width - MARGIN.left - MARGIN.right),
    height: Math.max(1, height - top - MARGIN.bottom),
  };
}

function text(theme: ChartTheme, words: string, attributes: SvgNode['attributes'], muted = true): SvgNode {
  return svg(
    'text',
    { fill: muted ? theme.muted : theme.text, fontFamily: FONT, fontSize: SMALL, ...attributes },
    words,
  );
}

interface PictureOptions {
  readonly size: ChartSize;
  readonly theme: ChartTheme;
  readonly title: string;
  /** What it shows, in words, for who cannot see it. */
  readonly description: string;
  readonly area: PlotArea;
  readonly x: Axis;
  readonly y: Axis;
}

/** The picture around the curves: ground, title, grid and axes. */
export function picture(
  { size, theme, title, description, area, x, y }: PictureOptions,
  ...content: SvgNode[]
): SvgNode {
  return svg(
    'svg',
    {
      viewBox: `0 0 ${size.width} ${size.height}`,
      width: size.width,
      height: size.height,
      role: 'img',
      'aria-label': description,
    },
    svg('rect', { width: size.width, height: size.height, fill: theme.surface }),
    text(theme, title, { x: 8, y: 18, fontSize: 13, fontWeight: 600 }, false),
    ...verticalAxis(y, area, theme),
    ...horizontalAxis(x, area, theme),
    ...content,
  );
}

function verticalAxis({ scale, ticks, words, title }: Axis, area: PlotArea, theme: ChartTheme): SvgNode[] {
  const right = area.left + area.width;
  const middle = area.top + area.height / 2;
  return [
    ...ticks.flatMap((tick) => {
      const y = rounded(scale(tick));
      return [
        svg('line', { x1: area.left, x2: right, y1: y, y2: y, stroke: theme.grid }),
        text(theme, words(tick), { x: area.left - 6, y: y + 4, textAnchor: 'end' }),
      ];
    }),
    text(theme, title, { transform: `translate(14 ${rounded(middle)}) rotate(-90)`, textAnchor: 'middle' }),
  ];
}

function horizontalAxis({ scale, ticks, words, title }: Axis, area: PlotArea, theme: ChartTheme): SvgNode[] {
  const bottom = area.top + area.height;
  return [
    svg('line', {
      x1: area.left,
      x2: area.left + area.width,
      y1: bottom,
      y2: bottom,
      stroke: theme.axis,
    }),
    ...ticks.flatMap((tick) => {
      const x = rounded(scale(tick));
      return [
        svg('line', { x1: x, x2: x, y1: bottom, y2: bottom + 4, stroke: theme.axis }),
        text(theme, words(tick), { x, y: bottom + 16, textAnchor: 'middle' }),
      ];
    }),
    text(theme, title, { x: area.left + area.width / 2, y: bottom + 31, textAnchor: 'middle' }),
  ];
}

/** Half a pixel is all that a line needs, and keeps files small. */
export function rounded(place: number): number {
  return Math.round(place * 10) / 10;
}

/** Which of a few is meant, each with the mark it has in the picture. */
export function legend(
  entries: readonly { readonly name: string; readonly mark: (x: number, y: number) => SvgNode }[],
  area: PlotArea,
  theme: ChartTheme,
): { readonly rows: number; readonly draw: () => SvgNode[] } {
  const places: { x: number; row: number }[] = [];
  let x = 0;
  let row = 0;
  for (const { name } of entries) {
    const width = 30 + name.length * SMALL * 0.62;
    if (x > 0 && x + width > area.width) {
      x = 0;
      row += 1;
    }
    places.push({ x, row });
    x += width;
  }
  const draw = () =>
    entries.flatMap(({ name, mark }, index) => {
      const place = places[index] ?? { x: 0, row: 0 };
      const left = rounded(area.left + place.x);
      const y = MARGIN.top + place.row * LEGEND_ROW + 4;
      return [mark(left, y), text(theme, name, { x: left + 20, y: y + 4 })];
    });
  return { rows: entries.length === 0 ? 0 : row + 1, draw };
}
