import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TOPOLOGIES, type Topology } from '../../../shared/topology';
import { seeded } from '../../runtime/random';
import { type Edge, edgesOf } from './topology';

type Made = Exclude<Topology, 'offered'>;
const MADE = TOPOLOGIES.filter((wiring): wiring is Made => wiring !== 'offered');

const counts = fc.integer({ min: 1, max: 200 });
const degrees = fc.option(fc.integer({ min: 1, max: 100 }), { nil: undefined });
const rewires = fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined });
const seeds = fc.nat({ max: 4_294_967_295 });

const edges = (wiring: Made, count: number, degree?: number, rewire?: number, seed = 1) =>
  edgesOf(wiring, { count, degree, rewire, random: seeded(seed) });
const undirected = (list: readonly Edge[]) =>
  list.map(({ from, to }) => (from < to ? `${from} ${to}` : `${to} ${from}`)).toSorted();

function degreesOf(list: readonly Edge[], count: number): number[] {
  const found = new Array<number>(count).fill(0);
  for (const { from, to } of list) {
    found[from] = (found[from] ?? 0) + 1;
    found[to] = (found[to] ?? 0) + 1;
  }
  return found;
}

/** Peers that can be reached from the first. */
function reached(list: readonly Edge[], count: number): number {
  const near = Array.from({ length: count }, (): number[] => []);
  for (const { from, to } of list) {
    near[from]?.push(to);
    near[to]?.push(from);
  }
  const seen = new Set([0]);
  for (const at of seen) for (const next of near[at] ?? []) seen.add(next);
  return seen.size;
}

describe.each(MADE)('a %s', (wiring) => {
  it('has links between peers that exist, none to itself, none twice; and from one seed, the same ones', () => {
    fc.assert(
      fc.property(counts, degrees, rewires, seeds, (count, degree, rewire, seed) => {
        const list = edges(wiring, count, degree, rewire, seed);
        const isPeer = (end: number) => Number.isInteger(end) && end >= 0 && end < count;
        // One comparison for the list: one for each of its thousands of links took most of the test's time.
        expect(list.filter(({ from, to }) => from === to || !isPeer(from) || !isPeer(to))).toEqual([]);
        expect(new Set(undirected(list)).size).toBe(list.length);
        expect(edges(wiring, count, degree, rewire, seed)).toEqual(list);
      }),
    );
  });
});

const BY_CHANCE: readonly (typeof MADE)[number][] = ['random', 'small-world'];

describe.each(MADE.filter((wiring) => !BY_CHANCE.includes(wiring)))('a %s', (wiring) => {
  it('is connected, always', () => {
    fc.assert(
      fc.property(counts, degrees, seeds, (count, degree, seed) => {
        expect(reached(edges(wiring, count, degree, undefined, seed), count)).toBe(count);
      }),
    );
  });
});

describe.each(BY_CHANCE)('a %s', (wiring) => {
  it('is connected nearly always, as it comes', () => {
    const seedsTried = Array.from({ length: 100 }, (_, seed) => seed);
    const whole = seedsTried.filter(
      (seed) => reached(edges(wiring, 200, undefined, undefined, seed), 200) === 200,
    );
    expect(whole.length).toBeGreaterThanOrEqual(97);
  });
});

describe('the number of links', () => {
  it('is what the wiring says, for every count', () => {
    fc.assert(
      fc.property(counts, fc.integer({ min: 1, max: 100 }), rewires, seeds, (count, degree, rewire, seed) => {
        for (const wiring of ['line', 'star', 'tree'] as const) {
          expect(edges(wiring, count, degree, rewire, seed)).toHaveLength(count - 1);
        }
        expect(edges('ring', count)).toHaveLength(count > 2 ? count : count - 1);
        const links = edges('random', count, degree, rewire, seed).length;
        const each = Math.min(degree, count - 1);
        expect(links).toBeGreaterThanOrEqual(Math.ceil((count * each) / 2));
        expect(links).toBeLessThanOrEqual(count * each);
        const sides = Math.min(Math.max(1, Math.floor(degree / 2)), Math.floor((count - 1) / 2));
        expect(edges('small-world', count, degree, rewire, seed)).toHaveLength(
          count === 2 ? 1 : count * sides,
        );
        const core = Math.min(degree + 1, count);
        expect(edges('scale-free', count, degree, rewire, seed)).toHaveLength(
          core - 1 + (count - core) * degree,
        );
      }),
    );
  });
});

describe('the shape', () => {
  it('of a ring gives everybody two neighbours, of a star all but one a single one', () => {
    expect(new Set(degreesOf(edges('ring', 50), 50))).toEqual(new Set([2]));
    expect(degreesOf(edges('star', 50), 50)).toEqual([49, ...new Array<number>(49).fill(1)]);
  });

  it('of a tree gives nobody more children than asked for', () => {
    fc.assert(
      fc.property(counts, fc.integer({ min: 1, max: 10 }), (count, children) => {
        const of = new Map<number, number>();
        for (const { to } of edges('tree', count, children)) of.set(to, (of.get(to) ?? 0) + 1);
        expect(Math.max(0, ...of.values())).toBeLessThanOrEqual(children);
      }),
    );
  });

  it('of a random wiring has everybody JOIN as many as asked for, drawn from all', () => {
    const list = edges('random', 200, 5);
    const found = degreesOf(list, 200);
    expect(Math.min(...found)).toBeGreaterThanOrEqual(5);
    expect(Math.max(...found)).toBeLessThan(25);
  });

  it('of a small world is the ring lattice where nothing is rewired, and far from it where all is', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 3, max: 200 }),
        fc.integer({ min: 1, max: 20 }),
        seeds,
        (count, degree, seed) => {
          const sides = Math.min(Math.max(1, Math.floor(degree / 2)), Math.floor((count - 1) / 2));
          const lattice = Array.from({ length: sides }, (_, step) =>
            Array.from({ length: count }, (__, from) => ({ from, to: (from + step + 1) % count })),
          ).flat();
          expect(undirected(edges('small-world', count, degree, 0, seed))).toEqual(undirected(lattice));
        },
      ),
    );
    const lattice = new Set(undirected(edges('small-world', 200, 4, 0)));
    const kept = (rewire: number) =>
      undirected(edges('small-world', 200, 4, rewire)).filter((link) => lattice.has(link)).length / 400;
    expect(kept(1)).toBeLessThan(0.1);
    expect(kept(0.5)).toBeGreaterThan(0.4);
    expect(kept(0.5)).toBeLessThan(0.6);
  });

  it('of a scale-free wiring has hubs, and most with few links; that of a random one has no hubs', () => {
    const largest = (wiring: Made, degree: number) =>
      Math.max(
        ...Array.from({ length: 10 }, (_, seed) =>
          Math.max(...degreesOf(edges(wiring, 1_000, degree, 0, seed), 1_000)),
        ),
      );
    expect(largest('scale-free', 2)).toBeGreaterThan(50);
    expect(largest('random', 2)).toBeLessThan(20);
    const found = degreesOf(edges('scale-free', 1_000, 2), 1_000).toSorted((one, other) => one - other);
    expect(found[500]).toBeLessThanOrEqual(3);
    // Degrees fall off as k^-3: some 2m(m+1)/(k(k+1)(k+2)) of all have k, so half of them have m.
    expect(found.filter((degree) => degree === 2).length / 1_000).toBeGreaterThan(0.4);
    expect(found.filter((degree) => degree === 2).length / 1_000).toBeLessThan(0.6);
  });
});
