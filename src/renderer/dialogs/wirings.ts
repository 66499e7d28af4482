import type { Topology } from '../../shared/topology';

export interface WiringWords {
  readonly wiring: Topology;
  readonly name: string;
  readonly meaning: string;
  /** What `degree` means for it, where it has one, and what it is unless told otherwise. */
  readonly degree?: { readonly label: string; readonly usual: number };
  readonly rewire?: { readonly usual: number };
  /** Chance has a part in it, so that a seed makes it the same again. */
  readonly random?: true;
  /** A picture of eight peers at most: points on a grid of 24, and lines between their places. */
  readonly points: readonly (readonly [number, number])[];
  readonly lines: readonly (readonly [number, number])[];
}

const CIRCLE: readonly (readonly [number, number])[] = Array.from({ length: 8 }, (_, index) => {
  const angle = (index / 8) * 2 * Math.PI;
  return [12 + 9 * Math.sin(angle), 12 - 9 * Math.cos(angle)] as const;
});
const AROUND = Array.from({ length: 8 }, (_, index) => [index, (index + 1) % 8] as const);

/** How each wiring is named, explained and pictured, the usual one first. */
export const WIRING_WORDS: readonly WiringWords[] = [
  {
    wiring: 'offered',
    name: 'As offered',
    meaning: 'Each peer joins the random neighbours that the bootstrap server offers it.',
    points: [
      [4, 6],
      [12, 3],
      [20, 8],
      [6, 16],
      [14, 13],
      [19, 20],
      [10, 21],
    ],
    lines: [
      [0, 1],
      [0, 3],
      [1, 4],
      [2, 4],
      [4, 5],
      [3, 6],
      [4, 6],
      [1, 2],
    ],
  },
  {
    wiring: 'ring',
    name: 'Ring',
    meaning: 'Each peer joins the one before it, and the last the first.',
    points: CIRCLE,
    lines: AROUND,
  },
  {
    wiring: 'star',
    name: 'Star',
    meaning: 'Every peer joins the first one, which is everybody’s neighbour.',
    points: [[12, 12], ...CIRCLE],
    lines: CIRCLE.map((_, index) => [0, index + 1] as const),
  },
  {
    wiring: 'line',
    name: 'Line',
    meaning: 'Each peer joins the one before it: one break makes two islands.',
    points: [
      [3, 17],
      [8, 10],
      [13, 15],
      [17, 7],
      [21, 11],
    ],
    lines: [
      [0, 1],
      [1, 2],
      [2, 3],
      [3, 4],
    ],
  },
  {
    wiring: 'tree',
    name: 'Tree',
    meaning: 'Each peer joins its parent; there are no loops.',
    degree: { label: 'Children of each', usual: 2 },
    points: [
      [12, 4],
      [6, 12],
      [18, 12],
      [3, 20],
      [9, 20],
      [15, 20],
      [21, 20],
    ],
    lines: [
      [0, 1],
      [0, 2],
      [1, 3],
      [1, 4],
      [2, 5],
      [2, 6],
    ],
  },
  {
    wiring: 'random',
    name: 'Random',
    meaning: 'Each peer joins so many others, drawn at random.',
    degree: { label: 'Links of each', usual: 3 },
    random: true,
    points: CIRCLE,
    lines: [
      [0, 3],
      [1, 5],
      [2, 7],
      [4, 6],
      [0, 5],
      [3, 6],
      [1, 2],
      [4, 7],
    ],
  },
  {
    wiring: 'small-world',
    name: 'Small world',
    meaning: 'A ring of near neighbours with a few shortcuts across (Watts–Strogatz).',
    degree: { label: 'Links of each', usual: 4 },
    rewire: { usual: 0.1 },
    random: true,
    points: CIRCLE,
    lines: [...AROUND, [0, 3], [5, 1]],
  },
  {
    wiring: 'scale-free',
    name: 'Scale free',
    meaning: 'Newcomers prefer those with many links, so that hubs arise (Barabási–Albert).',
    degree: { label: 'Links of each newcomer', usual: 2 },
    random: true,
    points: [
      [10, 11],
      [18, 6],
      [4, 5],
      [3, 14],
      [9, 20],
      [17, 18],
      [21, 12],
      [12, 3],
    ],
    lines: [
      [0, 1],
      [0, 2],
      [0, 3],
      [0, 4],
      [0, 5],
      [1, 6],
      [1, 7],
      [0, 7],
    ],
  },
];
