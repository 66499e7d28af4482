import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { cardPosition } from './card-position';

const card = { width: 200, height: 44 };
const peer = (x: number, y: number) => ({ x, y, radius: 8 });
const canvas = (width: number, height: number, ...obstacles: [number, number, number, number][]) => ({
  width,
  height,
  obstacles: obstacles.map(([left, top, right, bottom]) => ({ left, top, right, bottom })),
});

describe('the card of a peer', () => {
  test('stands below it, in the middle', () => {
    expect(cardPosition(peer(400, 300), card, canvas(800, 600))).toEqual({ x: 300, y: 314 });
  });

  test('stands above it near the lower edge, and inside the canvas near the others', () => {
    expect(cardPosition(peer(400, 590), card, canvas(800, 600))).toEqual({ x: 300, y: 516 });
    expect(cardPosition(peer(3, 300), card, canvas(800, 600))).toEqual({ x: 6, y: 314 });
    expect(cardPosition(peer(790, 300), card, canvas(800, 600))).toEqual({ x: 594, y: 314 });
  });

  test('moves aside for what lies over the canvas, and no further', () => {
    const legend = [0, 320, 350, 600] as [number, number, number, number];
    expect(cardPosition(peer(400, 310), card, canvas(800, 600, legend))).toEqual({ x: 356, y: 324 });
  });

  test('stands beside the peer on a canvas that is too low for above and below', () => {
    expect(cardPosition(peer(400, 40), card, canvas(800, 80))).toEqual({ x: 430, y: 18 });
    expect(cardPosition(peer(700, 40), card, canvas(800, 80))).toEqual({ x: 470, y: 18 });
  });

  test('is left out where there is no room for it', () => {
    expect(cardPosition(peer(100, 20), card, canvas(200, 40))).toBeNull();
  });
});

const length = fc.integer({ min: 20, max: 1_200 });
const box = fc.record({ left: length, top: length, width: length, height: length });

property.prop([
  fc.record({ width: length, height: length }),
  fc.record({ x: length, y: length, radius: fc.integer({ min: 2, max: 32 }) }),
  fc.record({ width: fc.integer({ min: 40, max: 400 }), height: fc.integer({ min: 20, max: 60 }) }),
  fc.array(box, { maxLength: 4 }),
])(
  'the card covers nothing and is covered by nothing, wherever it stands',
  (size, subject, extent, boxes) => {
    const obstacles = boxes.map(({ left, top, width, height }) => {
      return { left, top, right: left + width, bottom: top + height };
    });
    const at = cardPosition(subject, extent, { ...size, obstacles });
    if (at === null) return;
    const [right, bottom] = [at.x + extent.width, at.y + extent.height];
    expect(at.x >= 0 && at.y >= 0 && right <= size.width && bottom <= size.height).toBe(true);
    for (const one of obstacles) {
      expect(at.x >= one.right || right <= one.left || at.y >= one.bottom || bottom <= one.top).toBe(true);
    }
    const dx = Math.max(at.x - subject.x, 0, subject.x - right);
    const dy = Math.max(at.y - subject.y, 0, subject.y - bottom);
    expect(Math.hypot(dx, dy)).toBeGreaterThan(subject.radius);
  },
);
