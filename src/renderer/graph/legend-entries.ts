import type { Phase } from '../../shared/network/events';
import type { LinkKind } from '../../shared/network/state/link-listing';
import { paintAlone } from './painter/alone';
import { paintExamined } from './painter/examined';
import { DASHES, linkColour, paintArrows } from './painter/links';
import { paintMarks } from './painter/marks';
import { paintPins } from './painter/overlay';
import type { Palette, VerbGroup } from './palette';

/** One line of the legend: what it is called, and how the canvas paints it. */
export interface LegendEntry {
  readonly label: string;
  readonly paint: (context: CanvasRenderingContext2D, palette: Palette) => void;
}

const MIDDLE = { x: 14, y: 9, radius: 6 };
/** Leaves room for a mark at the upper right. */
const BELOW = { x: 12, y: 12, radius: 4.5 };

function phase(label: string, shown: Phase, external = false): LegendEntry {
  return { label, paint: (context, palette) => paintMarks(context, shown, external, [MIDDLE], palette) };
}

export const PEER_ENTRIES: readonly LegendEntry[] = [
  phase('Listening', 'listening'),
  phase('Registering, joining', 'joining'),
  phase('Registered', 'registered'),
  phase('Joined', 'joined'),
  phase('Leaving', 'leaving'),
  phase('Left', 'left'),
  phase('Suspended', 'suspended'),
  phase('Crashed', 'crashed'),
  phase('External', 'joined', true),
  {
    label: 'Alone: no neighbour',
    paint: (context, palette) => {
      const spot = { ...MIDDLE, radius: 4 };
      paintMarks(context, 'joined', false, [spot], palette);
      paintAlone(context, [spot], palette);
    },
  },
  {
    label: 'Stays where put',
    paint: (context, palette) => {
      paintMarks(context, 'joined', false, [MIDDLE], palette);
      paintPins(context, [MIDDLE], palette);
    },
  },
  {
    label: 'Conformant',
    paint: (context, palette) => {
      paintMarks(context, 'joined', true, [BELOW], palette);
      paintExamined(context, [BELOW], true, palette);
    },
  },
  {
    label: 'Deviates',
    paint: (context, palette) => {
      paintMarks(context, 'joined', true, [BELOW], palette);
      paintExamined(context, [BELOW], false, palette);
    },
  },
  {
    label: 'Bootstrap',
    paint: (context, palette) => {
      context.fillStyle = palette.bootstrap;
      context.beginPath();
      context.roundRect(8, 3, 12, 12, 2.5);
      context.fill();
    },
  },
];

export const LINK_ENTRIES: readonly LegendEntry[] = [
  {
    label: 'Both list each other',
    paint: (context, palette) => line(context, palette, 'mutual'),
  },
  {
    label: 'Only one lists the other',
    paint: (context, palette) => {
      line(context, palette, 'one-sided');
      paintArrows(context, [[2, 9, 28, 9, 0]], palette.oneSided, 7);
    },
  },
  {
    label: 'One does, other not known',
    paint: (context, palette) => line(context, palette, 'not-known'),
  },
];

function line(context: CanvasRenderingContext2D, palette: Palette, kind: LinkKind): void {
  context.strokeStyle = linkColour(kind, palette);
  context.lineWidth = 1.75;
  context.setLineDash([...DASHES[kind]]);
  context.beginPath();
  context.moveTo(2, 9);
  context.lineTo(26, 9);
  context.stroke();
  context.setLineDash([]);
}

function verb(label: string, group: VerbGroup): LegendEntry {
  return {
    label,
    paint: (context, { verbs }) => {
      context.strokeStyle = verbs[group];
      context.fillStyle = verbs[group];
      context.lineWidth = 3.4;
      context.lineCap = 'round';
      context.globalAlpha = 0.45;
      context.beginPath();
      context.moveTo(6, 9);
      context.lineTo(18, 9);
      context.stroke();
      context.globalAlpha = 1;
      context.beginPath();
      context.arc(19, 9, 3.4, 0, 2 * Math.PI);
      context.fill();
    },
  };
}

export const MESSAGE_ENTRIES: readonly LegendEntry[] = [
  verb('Join', 'join'),
  verb('Leave', 'leave'),
  verb('Register', 'register'),
  verb('Search', 'search'),
  verb('Ping', 'alive'),
  verb('Error', 'error'),
];

/** Shown while bytes of files are drawn. */
export const FILE_ENTRIES: readonly LegendEntry[] = [verb('Bytes of a file', 'file')];

/** What a hand can do on the canvas, in the order in which one finds out. */
export const GESTURE_ENTRIES: readonly (readonly [gesture: string, does: string])[] = [
  ['Double click', 'adds a peer there'],
  ['Drag a peer', 'moves it, and it stays'],
  ['Double click it', 'lets it go, or holds it'],
  ['Drag its arrow', 'to another: joins it'],
  ['Shift and drag', 'selects an area'],
  ['Right click', 'shows what can be done'],
];
