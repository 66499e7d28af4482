import type { Point } from '../model/drawn';

/** CSS pixels by which a path must bend away from its chord to be a lasso rather than the diagonal of a rectangle. */
const BEND = 18;

/**
 * The area pulled open on the canvas: a rectangle for as long as the pointer goes straight, the drawn outline once
 * it has gone around a corner. Both select what is inside.
 */
export class Lasso {
  readonly #path: Point[];
  #bent = false;

  constructor(start: Point) {
    this.#path = [start];
  }

  add(point: Point): void {
    const last = this.#path.at(-1);
    if (last && Math.hypot(last.x - point.x, last.y - point.y) < 3) return;
    this.#path.push(point);
    this.#bent ||= this.#bend() > BEND;
  }

  /** The corners of the area. */
  outline(): readonly Point[] {
    const [first, last] = [this.#path[0], this.#path.at(-1)];
    if (this.#bent || first === undefined || last === undefined) return this.#path;
    return [first, { x: last.x, y: first.y }, last, { x: first.x, y: last.y }];
  }

  contains({ x, y }: Point): boolean {
    const corners = this.outline();
    let inside = false;
    let before = corners.at(-1);
    for (const corner of corners) {
      if (before && corner.y > y !== before.y > y) {
        const crossing = before.x + ((y - before.y) / (corner.y - before.y)) * (corner.x - before.x);
        if (x < crossing) inside = !inside;
      }
      before = corner;
    }
    return inside;
  }

  #bend(): number {
    const [first, last] = [this.#path[0], this.#path.at(-1)];
    if (first === undefined || last === undefined) return 0;
    const length = Math.hypot(last.x - first.x, last.y - first.y);
    let most = 0;
    for (const { x, y } of this.#path) {
      const across =
        length === 0
          ? Math.hypot(x - first.x, y - first.y)
          : Math.abs((last.x - first.x) * (y - first.y) - (last.y - first.y) * (x - first.x)) / length;
      most = Math.max(most, across);
    }
    return most;
  }
}
