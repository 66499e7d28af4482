import { FIRST_SPOT } from './bootstrap';
import type { Bounds, Point } from './model/drawn';
import type { Viewport } from './viewport';

export interface CameraState extends Point {
  readonly scale: number;
  /** It keeps the whole picture in view by itself, until the user looks elsewhere. */
  readonly follows: boolean;
}

const CLOSEST_FIT = 1.4;
/** The scale of an empty canvas, which a few peers are drawn at too. */
const FIRST_SCALE = 1.25;
/** The scale of an empty canvas in a window as low as can be. */
const LEAST_FIRST_SCALE = 0.4;
export const CLOSEST = 4;
export const FARTHEST = 0.02;
/** CSS pixels kept free around a fitted picture, and the least that is left before the camera steps back. */
const MARGIN = 56;
const LEAST_MARGIN = 20;
/** A picture smaller than this share of the window is stepped up to. */
const TOO_SMALL = 0.55;
/** A picture further out of the middle than this share of the window is brought back to it. */
const TOO_FAR_OUT = 0.16;
/** Milliseconds in which a move covers two thirds of what is left. */
const EASE = 110;

/**
 * Where the user looks. While it follows, it steps back before anything leaves the view, and closer when the picture
 * has become small; between the two it stands still.
 */
export class Camera {
  #follows = true;
  #target: { x: number; y: number; scale: number } | null = null;
  /** Where it returns to; null while nothing lies over the picture for a time. */
  #kept: CameraState | null = null;

  get follows(): boolean {
    return this.#follows;
  }

  get moving(): boolean {
    return this.#target !== null;
  }

  /** The user pans or zooms: nothing else moves the view from here on. */
  release(): void {
    this.#follows = false;
    this.#target = null;
  }

  restore({ follows }: CameraState): void {
    this.#follows = follows;
    this.#target = null;
  }

  goTo(target: { x: number; y: number; scale: number }): void {
    this.#follows = false;
    this.#target = { ...target, scale: Math.min(Math.max(target.scale, FARTHEST), CLOSEST) };
  }

  /** Shows everything, and keeps doing so. */
  fit(bounds: Bounds | null, view: Viewport, free: Bounds): void {
    this.#follows = true;
    this.#target = fitted(bounds, view, free);
    // Where it looked before is given up, too.
    if (this.#kept) this.#kept = { ...this.#kept, follows: true };
  }

  /** Notes where the user looks, or is about to look, for {@link comeBack}. */
  keep(view: Viewport): void {
    const { x, y, scale } = this.#target ?? view;
    this.#kept = { x, y, scale, follows: this.#follows };
  }

  /**
   * Looks again as it did at {@link keep}, wherever the user has looked since: at everything if it kept everything in
   * view, else at the same place from as near.
   */
  comeBack(bounds: Bounds | null, view: Viewport, free: Bounds): void {
    const kept = this.#kept;
    this.#kept = null;
    if (kept === null) return;
    if (kept.follows) this.fit(bounds, view, free);
    else this.goTo(kept);
  }

  /**
   * Looks whether the picture has outgrown or left the view; called when it has changed.
   *
   * @param free the part of the canvas that nothing lies over
   * @param arranged the user has put something in its place: the view moves only to keep everything in it
   */
  follow(bounds: Bounds | null, view: Viewport, free: Bounds, arranged: boolean): void {
    if (!this.#follows || view.width === 0) return;
    if (bounds === null) {
      const target = emptyLook(view);
      if (isAway(view, target)) this.#target = target;
      return;
    }
    const left = (bounds.left - view.x) * view.scale + view.width / 2;
    const right = (bounds.right - view.x) * view.scale + view.width / 2;
    const top = (bounds.top - view.y) * view.scale + view.height / 2;
    const bottom = (bounds.bottom - view.y) * view.scale + view.height / 2;
    const outside =
      left < free.left + LEAST_MARGIN ||
      top < free.top + LEAST_MARGIN ||
      right > free.right - LEAST_MARGIN ||
      bottom > free.bottom - LEAST_MARGIN;
    const [width, height] = [free.right - free.left, free.bottom - free.top];
    const share = Math.max((right - left) / width, (bottom - top) / height);
    const small = share < TOO_SMALL && view.scale < FIRST_SCALE * 0.9;
    const aside = Math.max(
      Math.abs(left + right - free.left - free.right) / 2 / width,
      Math.abs(top + bottom - free.top - free.bottom) / 2 / height,
    );
    const loose = !arranged && (small || aside > TOO_FAR_OUT);
    // Once on its way, the camera keeps up with a picture that still grows.
    if (!outside && !loose && this.#target === null) return;
    const target = fitted(bounds, view, free);
    // A picture that cannot be fitted any better is left as it is.
    if (isAway(view, target)) this.#target = target;
  }

  /** @returns where to look in this frame, or null to stay. @param still go there at once */
  step(view: Viewport, elapsed: number, still: boolean): { x: number; y: number; scale: number } | null {
    const target = this.#target;
    if (target === null) return null;
    const share = still ? 1 : 1 - Math.exp(-elapsed / EASE);
    const scale = view.scale * (target.scale / view.scale) ** share;
    const x = view.x + (target.x - view.x) * share;
    const y = view.y + (target.y - view.y) * share;
    if (isAway({ ...view, x, y, scale }, target)) return { x, y, scale };
    this.#target = null;
    return target;
  }
}

/** @returns the look at an empty canvas: its middle, and in a low window from far enough to see the bootstrap server */
export function emptyLook({ height }: Pick<Viewport, 'height'>): { x: number; y: number; scale: number } {
  const room = height / 2 - MARGIN;
  return { x: 0, y: 0, scale: Math.min(FIRST_SCALE, Math.max(room / -FIRST_SPOT.y, LEAST_FIRST_SCALE)) };
}

/** Whether a view differs from where it should be by more than half a CSS pixel. */
function isAway(view: Viewport, { x, y, scale }: { x: number; y: number; scale: number }): boolean {
  return Math.hypot(x - view.x, y - view.y) * scale + Math.abs(scale / view.scale - 1) * view.width > 0.5;
}

function fitted(
  bounds: Bounds | null,
  view: Viewport,
  free: Bounds,
): { x: number; y: number; scale: number } {
  if (bounds === null) return emptyLook(view);
  const [width, height] = [free.right - free.left, free.bottom - free.top];
  const margin = Math.min(MARGIN, width / 8, height / 8);
  const scale = Math.min(
    (width - 2 * margin) / Math.max(bounds.right - bounds.left, 1),
    (height - 2 * margin) / Math.max(bounds.bottom - bounds.top, 1),
    CLOSEST_FIT,
  );
  const sound = Math.min(Math.max(scale, FARTHEST), CLOSEST);
  return {
    // The middle of the picture comes to the middle of what is free.
    x: (bounds.left + bounds.right) / 2 - ((free.left + free.right) / 2 - view.width / 2) / sound,
    y: (bounds.top + bounds.bottom) / 2 - ((free.top + free.bottom) / 2 - view.height / 2) / sound,
    scale: sound,
  };
}
