import type { Point } from './model/drawn';

/** What of the canvas units is in view, and how large. */
export interface Viewport {
  /** CSS pixels for a canvas unit. */
  readonly scale: number;
  /** The canvas point in the middle. */
  readonly x: number;
  readonly y: number;
  /** Size of the canvas in CSS pixels. */
  readonly width: number;
  readonly height: number;
}

/** @returns where on the canvas element, in CSS pixels, a canvas point is drawn */
export function toScreen(view: Viewport, { x, y }: Point): Point {
  return { x: (x - view.x) * view.scale + view.width / 2, y: (y - view.y) * view.scale + view.height / 2 };
}

/** @returns the canvas point under a point of the canvas element */
export function toCanvas(view: Viewport, { x, y }: Point): Point {
  return { x: (x - view.width / 2) / view.scale + view.x, y: (y - view.height / 2) / view.scale + view.y };
}
