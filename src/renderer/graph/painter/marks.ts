import type { Phase } from '../../../shared/network/events';
import type { Point } from '../model/drawn';
import type { Palette } from '../palette';

/** A peer that is painted: its middle and radius in CSS pixels. */
export interface Spot extends Point {
  readonly radius: number;
}

type Context = CanvasRenderingContext2D;

/** The second mark of each phase, beside its colour. */
type Mark = 'hollow' | 'ring' | 'dot-in-ring' | 'filled' | 'barred' | 'dashed' | 'half' | 'cross';

const MARKS: Readonly<Record<Phase, Mark>> = {
  listening: 'hollow',
  registering: 'ring',
  registered: 'dot-in-ring',
  joining: 'ring',
  joined: 'filled',
  leaving: 'barred',
  left: 'dashed',
  suspended: 'half',
  crashed: 'cross',
};

export const PHASES = Object.keys(MARKS) as readonly Phase[];

/** Phases that pass by themselves; their ring breathes for as long as that should take. */
export function isPassing(phase: Phase): boolean {
  return MARKS[phase] === 'ring';
}

/**
 * Paints peers of one phase, all in one path a layer.
 *
 * @param diamond external peers have the outline of a diamond, hosted ones of a circle
 */
export function paintMarks(
  context: Context,
  phase: Phase,
  diamond: boolean,
  spots: readonly Spot[],
  palette: Palette,
): void {
  const first = spots[0];
  if (first === undefined) return;
  const colour = palette.phases[phase];
  const trace = diamond ? traceDiamond : traceCircle;
  const line = Math.min(Math.max(first.radius * 0.26, 1), 3);
  const outline = (inset: number, scale = 1) => {
    context.beginPath();
    for (const { x, y, radius } of spots) trace(context, x, y, Math.max(radius * scale - inset, 0.5));
  };
  context.fillStyle = colour;
  context.strokeStyle = colour;
  context.lineWidth = line;
  const mark = MARKS[phase];
  if (mark === 'cross') {
    paintCrosses(context, spots, line * 1.35, palette);
    return;
  }
  if (mark === 'filled' || mark === 'barred') {
    outline(0);
    context.fill();
    if (mark === 'barred') paintBars(context, spots, palette);
    return;
  }
  outline(line / 2);
  context.fillStyle = palette.canvas;
  context.fill();
  context.fillStyle = colour;
  if (mark === 'dashed') context.setLineDash([first.radius * 0.55, first.radius * 0.42]);
  context.stroke();
  context.setLineDash([]);
  if (mark === 'dot-in-ring') {
    outline(0, 0.44);
    context.fill();
  } else if (mark === 'half') {
    context.beginPath();
    for (const { x, y, radius } of spots) traceRightHalf(context, x, y, radius, diamond);
    context.fill();
  }
}

function traceCircle(context: Context, x: number, y: number, radius: number): void {
  context.moveTo(x + radius, y);
  context.arc(x, y, radius, 0, 2 * Math.PI);
}

/**
 * Begins and ends in the middle of an edge, where the two ends of the line meet without a gap. It is not closed:
 * Chromium walks the whole path at each `closePath`, so that closing 2,000 marks of one path costs 2,000 times 2,000
 * steps (measured with 100 changes a second: 23 frames a second, and 59 without).
 */
export function traceDiamond(context: Context, x: number, y: number, radius: number): void {
  const reach = radius * 1.25;
  context.moveTo(x + reach / 2, y - reach / 2);
  context.lineTo(x + reach, y);
  context.lineTo(x, y + reach);
  context.lineTo(x - reach, y);
  context.lineTo(x, y - reach);
  context.lineTo(x + reach / 2, y - reach / 2);
}

/** Only ever filled, which closes it without a step more; see {@link traceDiamond}. */
function traceRightHalf(context: Context, x: number, y: number, radius: number, diamond: boolean): void {
  if (diamond) {
    context.moveTo(x, y - radius * 1.25);
    context.lineTo(x + radius * 1.25, y);
    context.lineTo(x, y + radius * 1.25);
  } else {
    context.moveTo(x, y - radius);
    context.arc(x, y, radius, -Math.PI / 2, Math.PI / 2);
  }
}

/** A bar in the colour of the canvas, so that leaving is not told from joined by its colour alone. */
function paintBars(context: Context, spots: readonly Spot[], palette: Palette): void {
  context.fillStyle = palette.canvas;
  context.beginPath();
  for (const { x, y, radius } of spots) {
    context.rect(x - radius * 0.52, y - radius * 0.14, radius * 1.04, radius * 0.28);
  }
  context.fill();
}

/** A cross on a rim of the canvas's colour, which keeps it apart from the links that end at it. */
function paintCrosses(context: Context, spots: readonly Spot[], line: number, palette: Palette): void {
  const colour = context.strokeStyle;
  context.beginPath();
  for (const { x, y, radius } of spots) {
    const reach = radius * 0.78;
    context.moveTo(x - reach, y - reach);
    context.lineTo(x + reach, y + reach);
    context.moveTo(x + reach, y - reach);
    context.lineTo(x - reach, y + reach);
  }
  context.lineCap = 'round';
  context.strokeStyle = palette.canvas;
  context.lineWidth = line + 3;
  context.stroke();
  context.strokeStyle = colour;
  context.lineWidth = line;
  context.stroke();
  context.lineCap = 'butt';
}
