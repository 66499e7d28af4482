import type { LegendEntry } from '../legend-entries';
import { paintArrows } from '../painter/links';
import type { Palette } from '../palette';
import { paintAnswered, paintAsker, paintEnds, paintHops, paintMissed, WASTED_DASH } from './marks';

const MIDDLE = { x: 14, y: 9, radius: 6, diamond: false };

function hops(label: string, number: number): LegendEntry {
  return { label, paint: (context, palette) => paintHops(context, number, [MIDDLE], palette) };
}

function way(label: string, colour: (palette: Palette) => string, dash: readonly number[]): LegendEntry {
  return {
    label,
    paint: (context, palette) => {
      context.strokeStyle = colour(palette);
      context.lineWidth = 2;
      context.setLineDash([...dash]);
      context.beginPath();
      context.moveTo(2, 9);
      context.lineTo(22, 9);
      context.stroke();
      context.setLineDash([]);
      paintArrows(context, [[2, 9, 28, 9, 0]], colour(palette), 7);
    },
  };
}

/** What the marks of a search's anatomy mean. */
export const ANATOMY_ENTRIES: readonly LegendEntry[] = [
  {
    label: 'Who asks',
    paint: (context, palette) => paintAsker(context, { ...MIDDLE, radius: 4.5 }, palette),
  },
  hops('Neighbour: 0 forwards', 0),
  hops('1 forward', 1),
  hops('2 forwards', 2),
  {
    label: 'Time-to-live ended',
    paint: (context, palette) => {
      paintHops(context, 3, [{ ...MIDDLE, radius: 5 }], palette);
      paintEnds(context, [{ ...MIDDLE, radius: 5 }], palette);
    },
  },
  {
    label: 'Answered',
    paint: (context, palette) => {
      paintHops(context, 1, [{ ...MIDDLE, y: 10, radius: 5.5 }], palette);
      paintAnswered(context, [{ ...MIDDLE, y: 10, radius: 5.5 }], palette);
    },
  },
  {
    label: 'Has it, no answer',
    paint: (context, palette) => {
      context.globalAlpha = 0.6;
      context.fillStyle = palette.phases.joined;
      context.beginPath();
      context.arc(14, 10, 5, 0, 2 * Math.PI);
      context.fill();
      context.globalAlpha = 1;
      paintMissed(context, [{ ...MIDDLE, y: 10, radius: 5 }], palette);
    },
  },
  way('First arrival', ({ anatomy }) => anatomy.tree, []),
  way('Again: wasted', ({ anatomy }) => anatomy.wasted, WASTED_DASH),
];
