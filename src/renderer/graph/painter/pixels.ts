/** A colour as a pixel of an image: blue, green and red from bit 16 down, without opacity. */
export type Pixel = number;

/** A small image, ready to be copied: one pixel each, with its opacity (0 to 255) in the upper byte. */
export interface Sprite {
  readonly width: number;
  readonly height: number;
  /** From its middle to its upper left corner. */
  readonly left: number;
  readonly top: number;
  readonly data: Uint32Array;
}

/** How much of a pixel a line covers, of 255: sixteen lines over one another are as dark as it gets. */
const LINE = 16;

/** A dashed line, in device pixels along its longer axis; null is a continuous one. */
export type Dash = { readonly on: number; readonly off: number } | null;

const OPAQUE = 0xff00_0000;
const RED_BLUE = 0x00ff_00ff;
const GREEN = 0x0000_ff00;
/** Pixels from the edge of the image within which a line is not begun: its position is rounded at each step. */
const MARGIN = 0.05;

/**
 * Draws lines and sprites into an image in memory. Without a graphics card the rasteriser of the browser costs 3 to
 * 15 µs for each line of a path with thousands of them; these loops cost 1 µs for a line of 200 pixels (measured).
 * Coordinates are device pixels; what lies outside of the image is cut off.
 */
export class PixelCanvas {
  readonly width: number;
  readonly height: number;
  /** Red, green, blue, opacity: what `ImageData` takes. */
  readonly bytes: Uint8ClampedArray<ArrayBuffer>;
  readonly #pixels: Uint32Array;
  /** How much of each pixel lines cover that are not drawn yet, and four of them as one number. */
  readonly #traced: Uint8ClampedArray;
  readonly #tracedWords: Uint32Array;

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.bytes = new Uint8ClampedArray(width * height * 4);
    this.#pixels = new Uint32Array(this.bytes.buffer);
    const padded = new ArrayBuffer(Math.ceil((width * height) / 4) * 4);
    this.#traced = new Uint8ClampedArray(padded);
    this.#tracedWords = new Uint32Array(padded);
  }

  fill(colour: Pixel): void {
    this.#pixels.fill(OPAQUE | colour);
  }

  /** @returns the colour at a whole pixel */
  at(x: number, y: number): Pixel {
    return (this.#pixels[y * this.width + x] ?? 0) & 0x00ff_ffff;
  }

  /** Traces a line one pixel wide: it is drawn with all others by {@link ink}. */
  line(fromX: number, fromY: number, toX: number, toY: number, dash: Dash): void {
    const across = toX - fromX;
    const down = toY - fromY;
    if (across === 0 && down === 0) return;
    const steep = Math.abs(down) > Math.abs(across);
    const slope = steep ? across / down : down / across;
    // Along the longer axis, from its smaller end. The middle of pixel 0 is at 0.5.
    const forward = steep ? down > 0 : across > 0;
    const along = (steep ? (forward ? fromY : toY) : forward ? fromX : toX) - 0.5;
    const end = (steep ? (forward ? toY : fromY) : forward ? toX : fromX) - 0.5;
    const other = (steep ? (forward ? fromX : toX) : forward ? fromY : toY) - 0.5;
    const mostOther = (steep ? this.width : this.height) - 1;
    const start = Math.round(along);
    let first = Math.max(start, 0);
    let last = Math.min(Math.round(end), (steep ? this.height : this.width) - 1);
    // Only steps at which both pixels are in the image, so that the loop need not look.
    const offset = other - along * slope;
    if (slope === 0) {
      if (offset < 0 || offset >= mostOther) return;
    } else {
      const one = (MARGIN - offset) / slope;
      const two = (mostOther - MARGIN - offset) / slope;
      first = Math.max(first, Math.ceil(Math.min(one, two)));
      last = Math.min(last, Math.floor(Math.max(one, two)));
    }
    if (first > last) return;
    const stride = steep ? this.width : 1;
    const strideOther = steep ? 1 : this.width;
    // 16 bits before the point and 16 after it.
    let position = Math.round((offset + first * slope) * 65_536);
    const step = Math.round(slope * 65_536);
    const on = dash ? dash.on : 1;
    const period = dash ? dash.on + dash.off : 1;
    let phase = (first - start) % period;
    const traced = this.#traced;
    for (let base = first * stride, lastBase = last * stride; base <= lastBase; base += stride) {
      if (phase < on) {
        const index = (base + (position >> 16) * strideOther) | 0;
        // Spread over the two pixels next to it.
        const share = (position >> 12) & (LINE - 1);
        traced[index] = (traced[index] as number) + LINE - share;
        traced[index + strideOther] = (traced[index + strideOther] as number) + share;
      }
      phase = phase + 1 === period ? 0 : phase + 1;
      position = (position + step) | 0;
    }
  }

  /** Draws the lines that were traced since the last time. @param opacity of each of them, 0 to 1 */
  ink(colour: Pixel, opacity: number): void {
    const shares = new Uint16Array(256);
    for (let traced = 0; traced < 256; traced += 1) {
      shares[traced] = Math.round(256 * (1 - (1 - opacity) ** (traced / LINE)));
    }
    const redBlue = colour & RED_BLUE;
    const green = colour & GREEN;
    const pixels = this.#pixels;
    const traced = this.#traced;
    const words = this.#tracedWords;
    for (let word = 0; word < words.length; word += 1) {
      // Four pixels at once where no line was.
      if (words[word] === 0) continue;
      const end = Math.min(word * 4 + 4, pixels.length);
      for (let index = word * 4; index < end; index += 1) {
        const share = shares[traced[index] as number] as number;
        if (share === 0) continue;
        const under = pixels[index] as number;
        const rb = under & RED_BLUE;
        const g = under & GREEN;
        pixels[index] =
          OPAQUE |
          ((rb + (Math.imul(redBlue - rb, share) >>> 8)) & RED_BLUE) |
          ((g + (((green - g) * share) >> 8)) & GREEN);
      }
      words[word] = 0;
    }
  }

  /** Copies a sprite around a whole pixel. @param opacity 0 to 1 */
  copy(sprite: Sprite, x: number, y: number, opacity: number): void {
    const { width, height, data } = sprite;
    const left = x + sprite.left;
    const top = y + sprite.top;
    const alpha = Math.round(opacity * 256);
    const pixels = this.#pixels;
    const firstX = Math.max(0, -left);
    const lastX = Math.min(width, this.width - left);
    const firstY = Math.max(0, -top);
    const lastY = Math.min(height, this.height - top);
    for (let row = firstY; row < lastY; row += 1) {
      let from = row * width + firstX;
      let to = (top + row) * this.width + left + firstX;
      for (let column = firstX; column < lastX; column += 1, from += 1, to += 1) {
        const pixel = data[from] as number;
        const own = pixel >>> 24;
        if (own === 0) continue;
        const share = ((own + (own >> 7)) * alpha) >> 8;
        const under = pixels[to] as number;
        const rb = under & RED_BLUE;
        const g = under & GREEN;
        pixels[to] =
          OPAQUE |
          ((rb + (Math.imul((pixel & RED_BLUE) - rb, share) >>> 8)) & RED_BLUE) |
          ((g + ((((pixel & GREEN) - g) * share) >> 8)) & GREEN);
      }
    }
  }
}
