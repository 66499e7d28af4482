import type { Point } from './model/drawn';
import type { Viewport } from './vis-canvas';

export interface CameraState extends Point {
  readonly scale: number;
  /** It keeps the whole picture in view by itself, until the user looks elsewhere. */
  readonly follows: boolean;
}

/** A rectangle: of the picture in canvas units, or of the canvas element in CSS pixels. */
export interface Bounds {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

const CLOSEST_FIT = 1.4;
export const CLOSEST = 4;
export const FARTHEST = 0.02;
/** CSS pixels kept free around a fitted picture, and the least that is left before the camera steps back. */
const MARGIN = 56;
const LEAST_MARGIN = 20;
/** A picture smaller than this share of the window is stepped up to. */
const TOO_SMALL = 0.55;
/** Milliseconds in which a move covers two thirds of what is left. */
const EASE = 110;

/**
 * Where the user looks. While it follows, it steps back before anything leaves the view, and closer when the picture
 * has become small; between the two it stands still.
 */
export class Camera {
  #follows = true;
  #target: { x: number; y: number; scale: number } | null = null;
  readonly #still: () => boolean;

  /** @param still whether moves are to be made at once, as for reduced motion */
  constructor(still: () => boolean) {
    this.#still = still;
  }

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
  }

  /**
   * Looks whether the picture has outgrown or left the view; called when it has changed.
   *
   * @param free the part of the canvas that nothing lies over
   */
  follow(bounds: Bounds | null, view: Viewport, free: Bounds): void {
    if (!this.#follows || bounds === null || view.width === 0) return;
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
    const small = share < TOO_SMALL && view.scale < CLOSEST_FIT * 0.98;
    // Once on its way, the camera keeps up with a picture that still grows.
    if (outside || small || this.#target !== null) this.#target = fitted(bounds, view, free);
  }

  /** @returns where to look in this frame, or null to stay. @param elapsed milliseconds since the last frame */
  step(view: Viewport, elapsed: number): { x: number; y: number; scale: number } | null {
    const target = this.#target;
    if (target === null) return null;
    const share = this.#still() ? 1 : 1 - Math.exp(-elapsed / EASE);
    const scale = view.scale * (target.scale / view.scale) ** share;
    const x = view.x + (target.x - view.x) * share;
    const y = view.y + (target.y - view.y) * share;
    const left =
      Math.hypot(target.x - x, target.y - y) * scale + Math.abs(target.scale / scale - 1) * view.width;
    if (left > 0.5) return { x, y, scale };
    this.#target = null;
    return target;
  }
}

function fitted(
  bounds: Bounds | null,
  view: Viewport,
  free: Bounds,
): { x: number; y: number; scale: number } {
  if (bounds === null) return { x: 0, y: 0, scale: 1 };
  const scale = Math.min(
    (free.right - free.left - 2 * MARGIN) / Math.max(bounds.right - bounds.left, 1),
    (free.bottom - free.top - 2 * MARGIN) / Math.max(bounds.bottom - bounds.top, 1),
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
