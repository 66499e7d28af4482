import { describe, expect, test } from 'vitest';
import type { Phase } from '../../../shared/network/events';
import { PHASES } from '../../words/phases';
import { paintHops } from '../anatomy/marks';
import type { Palette } from '../palette';
import { paintAlone } from './alone';
import { paintArrows } from './links';
import { paintMarks } from './marks';

const MANY = 2_000;
/** Commands of a path for one mark: six for a diamond, twice for an outline and what is in it. */
const COMMANDS_EACH = 12;

const paint = new Proxy({}, { get: () => '#000000' });
const palette = {
  canvas: '#ffffff',
  phases: paint,
  anatomy: { hops: ['#000000'], onHops: ['#ffffff'], tree: '#000000' },
};
// Only colours are read of a palette here.
const colours = palette as unknown as Palette;
const spots = Array.from({ length: MANY }, (_, at) => ({ x: at, y: at, radius: 4, diamond: true }));

/**
 * A canvas that draws nothing and counts the steps that Chromium takes: one for each command of a path, and one for
 * each command that the path has so far at `closePath`, which looks at all of it.
 */
function countSteps(draw: (context: CanvasRenderingContext2D) => void): number {
  let [steps, length] = [0, 0];
  const command = () => {
    length += 1;
    steps += 1;
  };
  const context = {
    beginPath: () => {
      length = 0;
    },
    closePath: () => {
      steps += length;
    },
    ...{ moveTo: command, lineTo: command, arc: command, rect: command },
    ...{ fill: () => {}, stroke: () => {}, setLineDash: () => {}, fillText: () => {} },
  };
  draw(context as unknown as CanvasRenderingContext2D);
  return steps;
}

describe('the work of painting marks of one path grows with their number, and no faster', () => {
  test.each(PHASES)('external peers that are %s', (phase: Phase) => {
    const steps = countSteps((context) => paintMarks(context, phase, true, spots, colours));
    expect(steps).toBeGreaterThanOrEqual(MANY);
    expect(steps).toBeLessThanOrEqual(MANY * COMMANDS_EACH);
  });

  test('hosted peers that are suspended', () => {
    const steps = countSteps((context) => paintMarks(context, 'suspended', false, spots, colours));
    expect(steps).toBeLessThanOrEqual(MANY * COMMANDS_EACH);
  });

  test('peers that are joined to nobody', () => {
    const steps = countSteps((context) => paintAlone(context, spots, colours));
    expect(steps).toBeGreaterThanOrEqual(MANY);
    expect(steps).toBeLessThanOrEqual(MANY * COMMANDS_EACH);
  });

  test('arrows of one-sided links', () => {
    const segments = spots.map(({ x, y }) => [x, y, x + 60, y + 60, 4] as const);
    const steps = countSteps((context) => paintArrows(context, segments, '#000000', 8));
    expect(steps).toBeGreaterThanOrEqual(MANY);
    expect(steps).toBeLessThanOrEqual(MANY * COMMANDS_EACH);
  });

  test('external peers that a search has reached', () => {
    const steps = countSteps((context) => paintHops(context, 0, spots, colours));
    expect(steps).toBeGreaterThanOrEqual(MANY);
    expect(steps).toBeLessThanOrEqual(MANY * COMMANDS_EACH);
  });
});
