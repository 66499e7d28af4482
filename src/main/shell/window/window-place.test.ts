import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { FIRST_SIZE, fitPlace, readPlace, type WindowPlace, writePlace } from './window-place';

const laptop = { x: 0, y: 25, width: 1440, height: 875 };
const projector = { x: 1440, y: 0, width: 1920, height: 1080 };
const place: WindowPlace = { x: 1600, y: 100, width: 1500, height: 900, maximized: false };

describe('fitPlace', () => {
  it('begins with a size that fits', () => {
    expect(fitPlace(null, [laptop])).toEqual(FIRST_SIZE);
    expect(fitPlace(null, [{ x: 0, y: 0, width: 1024, height: 640 }])).toEqual({ width: 1024, height: 640 });
    expect(fitPlace(null, [])).toEqual(FIRST_SIZE);
  });

  it('comes back to where it was', () => {
    expect(fitPlace(place, [laptop, projector])).toEqual({ x: 1600, y: 100, width: 1500, height: 900 });
  });

  it('forgets a place on a display that is gone, and fits the size to the one there is', () => {
    expect(fitPlace(place, [laptop])).toEqual({ width: 1440, height: 875 });
  });

  it('forgets a place whose title bar nobody could reach', () => {
    expect(fitPlace({ ...place, x: 100, y: -50 }, [laptop])).toEqual({ width: 1440, height: 875 });
    expect(fitPlace({ ...place, x: 1400 }, [laptop])).not.toHaveProperty('x');
    expect(fitPlace({ ...place, x: 100, y: 890 }, [laptop])).not.toHaveProperty('y');
  });
});

describe('the kept place', () => {
  it('is read back, and a file beyond reading is no place', () => {
    const folder = mkdtempSync(join(tmpdir(), 'syncpulse-place-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'window.json');
    expect(readPlace(file)).toBeNull();
    writePlace(file, place);
    expect(readPlace(file)).toEqual(place);
    writeFileSync(file, '{"x":1e9');
    expect(readPlace(file)).toBeNull();
    writeFileSync(file, JSON.stringify({ ...place, width: -5 }));
    expect(readPlace(file)).toBeNull();
  });
});
