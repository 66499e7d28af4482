import { readFileSync } from 'node:fs';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';

const placeSchema = z.object({
  x: z.int(),
  y: z.int(),
  width: z.int().min(1).max(100_000),
  height: z.int().min(1).max(100_000),
  maximized: z.boolean(),
});

/** Where the window was: its normal bounds in screen pixels, and whether it filled the screen. */
export type WindowPlace = z.infer<typeof placeSchema>;

export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export const FIRST_SIZE = { width: 1280, height: 800 };
export const MIN_SIZE = { width: 720, height: 480 };

/** As much of the window's top edge as a person needs to see it and to drag it, in pixels. */
const GRIP = { width: 100, height: 32 };

/** @returns the remembered place, or null when there is none that can be read */
export function readPlace(file: string): WindowPlace | null {
  try {
    return placeSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return null;
  }
}

/** Keeps the place for the next start. A full or read-only disk costs the memory, not the app. */
export function writePlace(file: string, place: WindowPlace): void {
  try {
    writeFileAtomic.sync(file, `${JSON.stringify(place)}\n`);
  } catch (error) {
    console.warn(`the window's place could not be kept in ${file}: ${String(error)}`);
  }
}

/**
 * Brings a remembered place back to a screen that exists now: no larger than it, and with its title bar
 * within reach. A place on a display that is gone is forgotten; its size is kept.
 *
 * @param workAreas of all displays, the primary one first
 */
export function fitPlace(place: WindowPlace | null, workAreas: readonly Area[]): Partial<Area> {
  const [primary] = workAreas;
  if (!primary) return FIRST_SIZE;
  if (!place) return sizeWithin(FIRST_SIZE, primary);
  const home = workAreas.find((area) => isWithinReach(place, area));
  if (!home) return sizeWithin(place, primary);
  return { x: place.x, y: place.y, ...sizeWithin(place, home) };
}

function isWithinReach(place: Area, area: Area): boolean {
  const seen = Math.min(place.x + place.width, area.x + area.width) - Math.max(place.x, area.x);
  return (
    seen >= Math.min(GRIP.width, place.width) &&
    place.y >= area.y &&
    place.y + GRIP.height <= area.y + area.height
  );
}

function sizeWithin(size: { width: number; height: number }, area: Area): { width: number; height: number } {
  return {
    width: Math.min(Math.max(size.width, MIN_SIZE.width), area.width),
    height: Math.min(Math.max(size.height, MIN_SIZE.height), area.height),
  };
}
