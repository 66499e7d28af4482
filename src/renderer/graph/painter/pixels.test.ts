import { expect, test } from 'vitest';
import { PixelCanvas } from './pixels';

const WHITE = 0xff_ff_ff;
const BLACK = 0;

function canvas(width = 20, height = 20): PixelCanvas {
  const made = new PixelCanvas(width, height);
  made.fill(WHITE);
  return made;
}

/** The pixels that are not white, as "x y". */
function marked(drawn: PixelCanvas): string[] {
  const found: string[] = [];
  for (let y = 0; y < drawn.height; y += 1)
    for (let x = 0; x < drawn.width; x += 1) if (drawn.at(x, y) !== WHITE) found.push(`${x} ${y}`);
  return found;
}

test.each([
  ['across', [2.5, 5.5, 7.5, 5.5], ['2 5', '3 5', '4 5', '5 5', '6 5', '7 5']],
  ['across, backwards', [7.5, 5.5, 2.5, 5.5], ['2 5', '3 5', '4 5', '5 5', '6 5', '7 5']],
  ['down', [4.5, 1.5, 4.5, 3.5], ['4 1', '4 2', '4 3']],
  ['aslant', [1.5, 1.5, 3.5, 3.5], ['1 1', '2 2', '3 3']],
] as const)('a line %s marks the pixels from end to end', (_, [fromX, fromY, toX, toY], pixels) => {
  const drawn = canvas();
  drawn.line(fromX, fromY, toX, toY, null);
  drawn.ink(BLACK, 1);
  expect(marked(drawn)).toEqual(pixels);
  expect(drawn.at(...(pixels[0].split(' ').map(Number) as [number, number]))).toBe(BLACK);
});

test('a line between two rows of pixels darkens both by half', () => {
  const drawn = canvas();
  drawn.line(2.5, 6, 9.5, 6, null);
  drawn.ink(BLACK, 0.5);
  expect(drawn.at(5, 5)).toBe(drawn.at(5, 6));
  expect(drawn.at(5, 5) & 0xff).toBeGreaterThan(160);
  expect(drawn.at(5, 5) & 0xff).toBeLessThan(240);
});

test('lines over one another are darker than one, and what is drawn once is not drawn again', () => {
  const drawn = canvas();
  for (let line = 0; line < 3; line += 1) drawn.line(2.5, 5.5, 9.5, 5.5, null);
  drawn.line(2.5, 8.5, 9.5, 8.5, null);
  drawn.ink(BLACK, 0.3);
  const [three, one] = [drawn.at(5, 5) & 0xff, drawn.at(5, 8) & 0xff];
  expect(three).toBeLessThan(one);
  drawn.ink(BLACK, 0.3);
  expect(drawn.at(5, 8) & 0xff).toBe(one);
});

test('a dashed line has gaps', () => {
  const drawn = canvas();
  drawn.line(0.5, 5.5, 9.5, 5.5, { on: 2, off: 3 });
  drawn.ink(BLACK, 1);
  expect(marked(drawn)).toEqual(['0 5', '1 5', '5 5', '6 5']);
});

test('whatever leaves the image is cut off at its edges', () => {
  const drawn = canvas(8, 6);
  drawn.line(-1_000, 2.5, 1_000, 2.5, null);
  drawn.ink(BLACK, 1);
  expect(marked(drawn)).toEqual(['0 2', '1 2', '2 2', '3 2', '4 2', '5 2', '6 2', '7 2']);
  const outside = canvas(8, 6);
  for (let step = -30; step < 30; step += 1) {
    outside.line(step, -9, step + 4, -1, null);
    outside.line(-20, step, -2, step * 3, null);
    outside.line(9, step, 40, -step, null);
  }
  outside.ink(BLACK, 1);
  expect(marked(outside)).toEqual([]);
});

test('every line of many in any direction stays within a pixel of where it belongs', () => {
  for (let degrees = 0; degrees < 360; degrees += 7) {
    const drawn = canvas(40, 40);
    const [dx, dy] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
    drawn.line(20 - 30 * dx, 20 - 30 * dy, 20 + 30 * dx, 20 + 30 * dy, null);
    drawn.ink(BLACK, 1);
    const pixels = marked(drawn);
    expect(pixels.length).toBeGreaterThan(36);
    for (const pixel of pixels) {
      const [x = 0, y = 0] = pixel.split(' ').map((part) => Number(part) + 0.5 - 20);
      expect(Math.abs(x * dy - y * dx)).toBeLessThan(1.5);
    }
  }
});

test('a sprite is copied around its middle, as opaque as asked, and cut off at the edges', () => {
  const data = new Uint32Array(9).fill(0xff_00_00_ff | 0);
  const sprite = { width: 3, height: 3, left: -1, top: -1, data };
  const drawn = canvas(8, 6);
  drawn.copy(sprite, 0, 0, 1);
  expect(marked(drawn)).toEqual(['0 0', '1 0', '0 1', '1 1']);
  expect(drawn.at(0, 0)).toBe(0x00_00_ff);
  const faint = canvas(8, 6);
  faint.copy(sprite, 4, 3, 0.5);
  expect(faint.at(4, 3)).not.toBe(WHITE);
  expect(faint.at(4, 3)).not.toBe(0x00_00_ff);
  expect(faint.at(6, 3)).toBe(WHITE);
});
