import type { Point } from '../model/drawn';
import type { Palette, VerbGroup } from '../palette';
import type { Pulse } from '../pulses';

/** A pulse between two points of the screen, CSS pixels. */
export interface PlacedPulse {
  readonly pulse: Pulse;
  readonly from: Point;
  readonly to: Point;
}

/** Length of the tail as a share of the line, and at most in CSS pixels. */
const TAIL = 0.22;
const LONGEST_TAIL = 26;

/**
 * Paints pulses, those of one colour together. Requests are full, replies hollow; several messages at once are larger.
 *
 * @param still paints the line that a message takes instead of a dot that moves
 */
export function paintPulses(
  context: CanvasRenderingContext2D,
  placed: readonly PlacedPulse[],
  { verbs, canvas }: Palette,
  now: number,
  scale: number,
  still: boolean,
): void {
  const groups = new Map<VerbGroup, PlacedPulse[]>();
  for (const one of placed) {
    if (now < one.pulse.start) continue;
    const group = groups.get(one.pulse.group);
    if (group) group.push(one);
    else groups.set(one.pulse.group, [one]);
  }
  for (const [group, members] of groups) {
    if (still) paintLines(context, members, verbs[group]);
    else paintDots(context, members, verbs[group], canvas, now, scale);
  }
}

function paintLines(
  context: CanvasRenderingContext2D,
  members: readonly PlacedPulse[],
  colour: string,
): void {
  context.beginPath();
  for (const { from, to } of members) {
    context.moveTo(from.x, from.y);
    context.lineTo(to.x, to.y);
  }
  context.strokeStyle = colour;
  context.lineWidth = 2;
  context.globalAlpha = 0.7;
  context.stroke();
  context.globalAlpha = 1;
}

function paintDots(
  context: CanvasRenderingContext2D,
  members: readonly PlacedPulse[],
  colour: string,
  canvas: string,
  now: number,
  scale: number,
): void {
  const radius = Math.min(Math.max(3.4 * scale ** 0.5, 1.8), 4.5);
  const requests = new Path2D();
  const replies = new Path2D();
  const tails = new Path2D();
  for (const { pulse, from, to } of members) {
    const share = ease((now - pulse.start) / (pulse.end - pulse.start));
    const x = from.x + (to.x - from.x) * share;
    const y = from.y + (to.y - from.y) * share;
    const length = Math.hypot(to.x - from.x, to.y - from.y);
    const tail = Math.min(share, TAIL, LONGEST_TAIL / Math.max(length, 1));
    tails.moveTo(x - (to.x - from.x) * tail, y - (to.y - from.y) * tail);
    tails.lineTo(x, y);
    const size = radius * (pulse.reply ? 0.9 : 1) * Math.min(1 + Math.log2(pulse.messages) * 0.2, 1.8);
    const dots = pulse.reply ? replies : requests;
    dots.moveTo(x + size, y);
    dots.arc(x, y, size, 0, 2 * Math.PI);
  }
  context.strokeStyle = colour;
  context.fillStyle = colour;
  context.lineCap = 'round';
  context.globalAlpha = 0.45;
  context.lineWidth = radius * 1.1;
  context.stroke(tails);
  context.lineCap = 'butt';
  context.globalAlpha = 1;
  context.fill(requests);
  context.fillStyle = canvas;
  context.fill(replies);
  context.lineWidth = Math.max(radius * 0.45, 1);
  context.stroke(replies);
}

function ease(share: number): number {
  return share < 0.5 ? 2 * share * share : 1 - (2 - 2 * share) ** 2 / 2;
}
