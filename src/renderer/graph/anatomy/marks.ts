import { type Spot, traceDiamond } from '../painter/marks';
import type { Palette } from '../palette';

type Context = CanvasRenderingContext2D;

/** CSS pixels of a radius below which a figure inside cannot be read. */
const READABLE = 6;
/** CSS pixels of a badge below which it is a dot. */
const LEGIBLE = 3.5;
export const WASTED_DASH = [4, 3];
const END_DASH = [2.5, 2.5];

export interface HopSpot extends Spot {
  readonly diamond: boolean;
}

/** Peers that were reached after so many hops: a disc of their own colour, with the number in it. */
export function paintHops(context: Context, hops: number, spots: readonly HopSpot[], palette: Palette): void {
  const { fill, text } = hopColours(hops, palette);
  paintDiscs(context, spots, fill, text, String(hops), palette);
}

/** Who asked: the one disc without a number. */
export function paintAsker(context: Context, spot: HopSpot, palette: Palette): void {
  paintDiscs(context, [spot], palette.text, palette.canvas, '?', palette);
  context.beginPath();
  context.arc(spot.x, spot.y, spot.radius + 3.5, 0, 2 * Math.PI);
  context.strokeStyle = palette.text;
  context.lineWidth = 1.75;
  context.stroke();
}

function paintDiscs(
  context: Context,
  spots: readonly HopSpot[],
  fill: string,
  ink: string,
  text: string,
  palette: Palette,
): void {
  context.beginPath();
  for (const { x, y, radius, diamond } of spots) {
    if (diamond) traceDiamond(context, x, y, radius);
    else {
      context.moveTo(x + radius, y);
      context.arc(x, y, radius, 0, 2 * Math.PI);
    }
  }
  context.fillStyle = fill;
  context.fill();
  // The colours of far hops come near to the canvas's; a rim shows where the disc ends.
  context.strokeStyle = palette.anatomy.tree;
  context.lineWidth = 1.25;
  context.stroke();
  context.fillStyle = ink;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  for (const { x, y, radius } of spots) {
    if (radius < READABLE) continue;
    context.font = `600 ${Math.round(radius * 1.3)}px ${palette.font}`;
    context.fillText(text, x, y + radius * 0.08);
  }
  context.textAlign = 'start';
  context.textBaseline = 'alphabetic';
}

/** Where the time-to-live ended it: a dashed rim, beyond which nothing went from here. */
export function paintEnds(context: Context, spots: readonly Spot[], palette: Palette): void {
  if (spots.length === 0) return;
  context.beginPath();
  for (const { x, y, radius } of spots) {
    const reach = radius + Math.max(2, radius * 0.45);
    context.moveTo(x + reach, y);
    context.arc(x, y, reach, 0, 2 * Math.PI);
  }
  context.strokeStyle = palette.muted;
  context.lineWidth = 1.5;
  context.setLineDash(END_DASH);
  context.stroke();
  context.setLineDash([]);
}

/** Who answered: a tick at the upper right. */
export function paintAnswered(context: Context, spots: readonly Spot[], palette: Palette): void {
  paintBadges(context, spots, palette.anatomy.found, palette.canvas, (x, y, size) => {
    context.moveTo(x - size * 0.45, y + size * 0.02);
    context.lineTo(x - size * 0.1, y + size * 0.4);
    context.lineTo(x + size * 0.48, y - size * 0.36);
  });
}

/** Who has it and did not answer: an exclamation mark at the upper right, and a rim around all of it. */
export function paintMissed(context: Context, spots: readonly Spot[], palette: Palette): void {
  const small = spots.every(({ radius }) => radius < 4.5);
  context.beginPath();
  for (const { x, y, radius } of spots) {
    context.moveTo(x + radius + 2.5, y);
    context.arc(x, y, radius + 2.5, 0, 2 * Math.PI);
  }
  context.strokeStyle = palette.anatomy.missed;
  context.lineWidth = small ? 1.25 : 2;
  context.stroke();
  // From afar the rim says it alone; a badge for each would hide the picture.
  if (small) return;
  paintBadges(context, spots, palette.anatomy.missed, palette.canvas, (x, y, size) => {
    context.moveTo(x, y - size * 0.52);
    context.lineTo(x, y + size * 0.12);
    context.moveTo(x, y + size * 0.5);
    context.lineTo(x, y + size * 0.52);
  });
}

function paintBadges(
  context: Context,
  spots: readonly Spot[],
  fill: string,
  ink: string,
  trace: (x: number, y: number, size: number) => void,
): void {
  if (spots.length === 0) return;
  const badges = spots.map(({ x, y, radius }) => {
    const size = Math.min(Math.max(radius * 0.72, 3), 7);
    const away = radius * 0.92;
    return { x: x + away, y: y - away, size };
  });
  const largest = Math.max(...badges.map(({ size }) => size));
  context.beginPath();
  for (const { x, y, size } of badges) {
    context.moveTo(x + size, y);
    context.arc(x, y, size, 0, 2 * Math.PI);
  }
  context.strokeStyle = ink;
  context.lineWidth = largest < LEGIBLE ? 1.5 : 3;
  context.stroke();
  context.fillStyle = fill;
  context.fill();
  if (largest < LEGIBLE) return;
  context.beginPath();
  for (const { x, y, size } of badges) trace(x, y, size);
  context.lineWidth = 1.6;
  context.lineCap = 'round';
  context.lineJoin = 'round';
  context.stroke();
  context.lineCap = 'butt';
  context.lineJoin = 'miter';
}

function hopColours(hops: number, { anatomy }: Palette): { fill: string; text: string } {
  const last = anatomy.hops.length - 1;
  const at = Math.min(hops, last);
  return { fill: anatomy.hops[at] ?? '', text: anatomy.onHops[at] ?? '' };
}
