import type { Bounds, Point } from '../model/drawn';

interface Size {
  readonly width: number;
  readonly height: number;
}

/** What a card must not cover: a peer as it is drawn. CSS pixels of the canvas. */
interface Subject extends Point {
  readonly radius: number;
}

/** The canvas, and what lies over it. CSS pixels of the canvas. */
export interface CardRoom extends Size {
  readonly obstacles: readonly Bounds[];
}

/** CSS pixels between the card and the rim of its subject, whose ring and handle lie in between. */
const GAP_BELOW = 6;
const GAP_ABOVE = 22;
/** CSS pixels between the card and the edge of the canvas, and what lies over it. */
const MARGIN = 6;

/**
 * Finds the place of the card that describes a peer: below it, else above, right or left of it, as near as possible,
 * where it covers neither the peer nor leaves the canvas, and where nothing lies over it.
 *
 * @returns the upper left corner of the card; null where there is no such place
 */
export function cardPosition(subject: Subject, card: Size, room: CardRoom): Point | null {
  const { x, y, radius } = subject;
  const right = room.width - MARGIN - card.width;
  const bottom = room.height - MARGIN - card.height;
  const left = between(x - card.width / 2, MARGIN, right);
  const top = between(y - card.height / 2, MARGIN, bottom);
  // Beside each obstacle is where the card comes to lie when it is moved no further than it must be.
  const besides = [
    left,
    ...room.obstacles.flatMap((one) => [one.right + MARGIN, one.left - MARGIN - card.width]),
  ];
  const heights = [
    top,
    ...room.obstacles.flatMap((one) => [one.bottom + MARGIN, one.top - MARGIN - card.height]),
  ];
  const nearest = (wanted: number) => (one: number, other: number) =>
    Math.abs(one - wanted) - Math.abs(other - wanted);
  besides.sort(nearest(left));
  heights.sort(nearest(top));
  const candidates: Point[] = [
    ...[y + radius + GAP_BELOW, y - radius - GAP_ABOVE - card.height].flatMap((at) =>
      besides.map((beside) => ({ x: beside, y: at })),
    ),
    ...[x + radius + GAP_ABOVE, x - radius - GAP_ABOVE - card.width].flatMap((at) =>
      heights.map((height) => ({ x: at, y: height })),
    ),
  ];
  const fits = (at: Point) => {
    const inside = at.x >= MARGIN && at.x <= right && at.y >= MARGIN && at.y <= bottom;
    return inside && !room.obstacles.some((one) => overlaps(at, card, one));
  };
  return candidates.find(fits) ?? null;
}

function between(value: number, least: number, most: number): number {
  return Math.max(Math.min(value, most), least);
}

function overlaps({ x, y }: Point, { width, height }: Size, { left, top, right, bottom }: Bounds): boolean {
  return x < right && x + width > left && y < bottom && y + height > top;
}
