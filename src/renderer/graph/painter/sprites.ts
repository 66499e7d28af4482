import type { Pixel, PixelCanvas, Sprite } from './pixels';

/** Positions of a sprite between two pixels, for each axis: a slow motion must not jump from pixel to pixel. */
const STEPS = 4;
/** Sprites are made again after so many: zooming makes many sizes. */
const MAX_SETS = 600;

type Draw = (context: CanvasRenderingContext2D, x: number, y: number) => void;

/** Marks that are drawn once by the painter of a few peers, and then copied for each of thousands. */
export class Sprites {
  readonly #sets = new Map<string, SpriteSet>();
  readonly #colours = new Map<string, Pixel>();
  readonly #context: CanvasRenderingContext2D | null;

  constructor() {
    this.#context = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  }

  /** @returns a colour of CSS as a pixel */
  colour(css: string): Pixel {
    const known = this.#colours.get(css);
    if (known !== undefined) return known;
    const pixel =
      (this.#read(1, 1, (context) => {
        context.fillStyle = css;
        context.fillRect(0, 0, 1, 1);
      })[0] ?? 0) & 0x00ff_ffff;
    this.#colours.set(css, pixel);
    return pixel;
  }

  /**
   * @param key what makes the mark differ from others, without the ratio
   * @param reach CSS pixels from its middle that it may cover
   * @param ratio device pixels for a CSS pixel
   * @param draw draws it around a point, CSS pixels
   */
  of(key: string, reach: number, ratio: number, draw: Draw): SpriteSet {
    const name = `${key} ${ratio}`;
    const known = this.#sets.get(name);
    if (known) return known;
    if (this.#sets.size >= MAX_SETS) this.#sets.clear();
    const side = 2 * Math.ceil(reach * ratio + 1) + 1;
    const data = this.#read(side, side * STEPS * STEPS, (context) => {
      for (let index = 0; index < STEPS * STEPS; index += 1) {
        context.setTransform(ratio, 0, 0, ratio, 0, side * index);
        const middle = (side - 1) / 2;
        const [x, y] = [middle + (index % STEPS) / STEPS, middle + Math.floor(index / STEPS) / STEPS];
        draw(context, x / ratio, y / ratio);
      }
      context.setTransform(1, 0, 0, 1, 0, 0);
    });
    const sprites = Array.from({ length: STEPS * STEPS }, (_, index) => {
      return trimmed(data.subarray(index * side * side, (index + 1) * side * side), side);
    });
    const set = new SpriteSet(sprites);
    this.#sets.set(name, set);
    return set;
  }

  #read(width: number, height: number, draw: (context: CanvasRenderingContext2D) => void): Uint32Array {
    const context = this.#context;
    if (context === null) return new Uint32Array(width * height);
    context.canvas.width = width;
    context.canvas.height = height;
    draw(context);
    return new Uint32Array(context.getImageData(0, 0, width, height).data.buffer);
  }
}

/** One mark, drawn once for each position between two pixels. */
export class SpriteSet {
  readonly #sprites: readonly Sprite[];

  constructor(sprites: readonly Sprite[]) {
    this.#sprites = sprites;
  }

  /** Copies the mark around a point, device pixels. @param opacity 0 to 1 */
  copy(canvas: PixelCanvas, x: number, y: number, opacity: number): void {
    const stepX = Math.round(x * STEPS);
    const stepY = Math.round(y * STEPS);
    const wholeX = Math.floor(stepX / STEPS);
    const wholeY = Math.floor(stepY / STEPS);
    const sprite = this.#sprites[(stepY - wholeY * STEPS) * STEPS + stepX - wholeX * STEPS];
    if (sprite) canvas.copy(sprite, wholeX, wholeY, opacity);
  }
}

/** @returns a sprite without the empty pixels around it; its middle is that of the square */
function trimmed(square: Uint32Array, side: number): Sprite {
  let [left, top, right, bottom] = [side, side, -1, -1];
  for (let at = 0; at < square.length; at += 1) {
    if ((square[at] as number) >>> 24 === 0) continue;
    const [x, y] = [at % side, Math.floor(at / side)];
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  const [width, height] = [Math.max(right - left + 1, 0), Math.max(bottom - top + 1, 0)];
  const data = new Uint32Array(width * height);
  for (let y = 0; y < height; y += 1) {
    const from = (top + y) * side + left;
    data.set(square.subarray(from, from + width), y * width);
  }
  const middle = (side - 1) / 2;
  return { width, height, left: left - middle, top: top - middle, data };
}
