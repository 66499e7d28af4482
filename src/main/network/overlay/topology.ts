import { assertNever } from '../../../shared/problem';
import type { Topology } from '../../../shared/topology';
import { randomInt } from '../../runtime/random';

/** One JOIN to be made: the peer at place `from` JOINs the one at place `to`. */
export interface Edge {
  readonly from: number;
  readonly to: number;
}

export interface WiringOptions {
  readonly count: number;
  /** Links of each peer, or children in a tree. */
  readonly degree?: number | undefined;
  /** Share of links rewired at random, 0 to 1 (small world). */
  readonly rewire?: number | undefined;
  readonly random: () => number;
}

const DEFAULT_DEGREE: Record<Exclude<Topology, 'offered' | 'ring' | 'star' | 'line'>, number> = {
  tree: 2,
  random: 3,
  'small-world': 4,
  'scale-free': 2,
};
const DEFAULT_REWIRE = 0.1;

/**
 * @returns the links of a wiring over peers 0 … count−1, each once, never one to itself. Every wiring but
 * `random` and `small-world` is connected by construction; those two are nearly always, as in the literature.
 */
export function edgesOf(wiring: Exclude<Topology, 'offered'>, options: WiringOptions): Edge[] {
  const { count, random } = options;
  switch (wiring) {
    case 'line':
      return times(count - 1, (index) => ({ from: index + 1, to: index }));
    case 'ring':
      return [
        ...times(count - 1, (index) => ({ from: index + 1, to: index })),
        // Two peers are a line already; the closing link would be the same one again.
        ...(count > 2 ? [{ from: 0, to: count - 1 }] : []),
      ];
    case 'star':
      return times(count - 1, (index) => ({ from: index + 1, to: 0 }));
    case 'tree': {
      const children = options.degree ?? DEFAULT_DEGREE.tree;
      return times(count - 1, (index) => ({ from: index + 1, to: Math.floor(index / children) }));
    }
    case 'random':
      return uniform(count, options.degree ?? DEFAULT_DEGREE.random, random);
    case 'small-world':
      return wattsStrogatz(
        count,
        options.degree ?? DEFAULT_DEGREE['small-world'],
        options.rewire ?? DEFAULT_REWIRE,
        random,
      );
    case 'scale-free':
      return barabasiAlbert(count, options.degree ?? DEFAULT_DEGREE['scale-free'], random);
    default:
      return assertNever(wiring);
  }
}

function times(count: number, make: (index: number) => Edge): Edge[] {
  return Array.from({ length: Math.max(0, count) }, (_, index) => make(index));
}

/** Links without direction, each at most once, in the order of being added. */
class EdgeSet {
  readonly edges: Edge[] = [];
  readonly #keys = new Set<string>();

  has(one: number, other: number): boolean {
    return this.#keys.has(one < other ? `${one} ${other}` : `${other} ${one}`);
  }

  /** @returns whether it was new, and no loop */
  add(from: number, to: number): boolean {
    if (from === to || this.has(from, to)) return false;
    this.#keys.add(from < to ? `${from} ${to}` : `${to} ${from}`);
    this.edges.push({ from, to });
    return true;
  }
}

/** Every peer JOINs `degree` others drawn uniformly; a link drawn from both sides counts once. */
function uniform(count: number, degree: number, random: () => number): Edge[] {
  const set = new EdgeSet();
  const most = Math.min(degree, count - 1);
  for (let from = 0; from < count; from += 1) {
    const drawn = new Set<number>();
    while (drawn.size < most) {
      const to = randomInt(count, random);
      if (to !== from) drawn.add(to);
    }
    for (const to of drawn) set.add(from, to);
  }
  return set.edges;
}

/**
 * A ring lattice of `degree` neighbours each, of which each link's far end is moved at random with probability
 * `rewire` (Watts and Strogatz, Nature 393, 1998).
 */
function wattsStrogatz(count: number, degree: number, rewire: number, random: () => number): Edge[] {
  const set = new EdgeSet();
  const sides = Math.min(Math.max(1, Math.floor(degree / 2)), Math.floor((count - 1) / 2));
  const planned: Edge[] = [];
  for (let step = 1; step <= Math.max(sides, count > 1 ? 1 : 0); step += 1) {
    for (let from = 0; from < count; from += 1) planned.push({ from, to: (from + step) % count });
  }
  const lattice = new Set(planned.map(({ from, to }) => `${from} ${to}`));
  for (const { from, to } of planned) {
    const target = random() < rewire ? randomInt(count, random) : to;
    // A draw that would make a loop, a double, or the place of a lattice link still to come leaves the link as it was.
    const taken = lattice.has(`${from} ${target}`) || lattice.has(`${target} ${from}`);
    if (target !== to && !taken && set.add(from, target)) continue;
    set.add(from, to);
  }
  return set.edges;
}

/**
 * Newcomers link to `degree` earlier peers with a probability in proportion to the links these have already
 * (Barabási and Albert, Science 286, 1999). It starts from a star of `degree` + 1.
 */
function barabasiAlbert(count: number, degree: number, random: () => number): Edge[] {
  const set = new EdgeSet();
  const core = Math.min(degree + 1, count);
  // Each end of each link stands here once: drawing from it is drawing in proportion to degree.
  const ends: number[] = [];
  const link = (from: number, to: number) => {
    if (set.add(from, to)) ends.push(from, to);
  };
  for (let from = 1; from < core; from += 1) link(from, 0);
  for (let from = core; from < count; from += 1) {
    const chosen = new Set<number>();
    while (chosen.size < degree) {
      const to = ends[randomInt(ends.length, random)];
      if (to !== undefined) chosen.add(to);
    }
    for (const to of chosen) link(from, to);
  }
  return set.edges;
}
