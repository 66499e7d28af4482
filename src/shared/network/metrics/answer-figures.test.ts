import { fc, test } from '@fast-check/vitest';
import { afterEach, expect, it, vi } from 'vitest';
import { OrderedValues } from '../../statistics/ordered-values';
import { empiricalCdf, statisticsOf } from '../../statistics/statistics';
import type { SearchStrategy } from '../../strategy';
import type { NetworkEvent, SearchId } from '../events';
import { emptyState } from '../state/state';
import { Metrics } from './metrics';
import type { SearchChoice } from './metrics-schema';

const ASKER = '10.0.0.1:1';
const STRATEGIES: readonly SearchStrategy[] = [
  { kind: 'flood', timeToLive: 3 },
  { kind: 'flood', timeToLive: 5 },
  { kind: 'random-walk', walkers: 2, length: 5 },
];
const CHOICES: readonly SearchChoice[] = [
  {},
  { strategy: 'flood' },
  { timeToLive: 5 },
  { strategy: 'flood', timeToLive: 3 },
  { strategy: 'random-walk', timeToLive: 5 },
];

class Measuring {
  readonly metrics: Metrics;
  #seq = 0;

  constructor(kept?: number) {
    this.metrics = new Metrics(emptyState(), kept);
  }

  start(search: SearchId, strategy: SearchStrategy): void {
    this.#add({ type: 'search:started', search, peer: ASKER, query: 'a', strategy, timeToLive: 5 });
  }

  answer(search: SearchId, hops: number, latencyMs: number): void {
    this.#add({ type: 'search:hit', search, holder: '10.0.0.2:2', files: ['a'], hops, latencyMs });
  }

  #add(body: object): void {
    this.#seq += 1;
    this.metrics.add({ ...body, seq: this.#seq, at: this.#seq } as NetworkEvent);
  }
}

afterEach(() => {
  vi.restoreAllMocks();
});

const steps = fc.array(
  fc.record({
    starts: fc.constantFrom(...STRATEGIES, null),
    to: fc.nat({ max: 5 }),
    hops: fc.nat({ max: 4 }),
    latency: fc.nat({ max: 4_000 }).map((eighths) => eighths / 8),
    asksFor: fc.constantFrom(...CHOICES, null),
  }),
  { maxLength: 300 },
);

test.prop([steps])('are those of all answers that are remembered, whatever is chosen and when', (list) => {
  const measuring = new Measuring(4);
  let started = 0;
  for (const { starts, to, hops, latency, asksFor } of list) {
    if (starts) {
      started += 1;
      measuring.start(`s${started}`, starts);
    }
    measuring.answer(`s${started - to}`, hops, latency);
    if (asksFor) measuring.metrics.report(emptyState(), asksFor);
  }
  for (const choice of CHOICES) {
    const { report, searches } = measuring.metrics.detail(emptyState(), choice);
    const answers = searches.flatMap((search) => search.answers);
    for (const [found, values] of [
      [report.figures.hops, answers.map(({ hops }) => hops)],
      [report.figures.latency, answers.map(({ latencyMs }) => latencyMs)],
      [
        report.figures.firstLatency,
        searches.flatMap((search) =>
          search.answers.length > 0 ? [Math.min(...search.answers.map(({ latencyMs }) => latencyMs))] : [],
        ),
      ],
    ] as const) {
      const expected = statisticsOf(values);
      expect(found).toEqual(
        expected && {
          ...expected,
          mean: expect.closeTo(expected.mean, 9),
          standardDeviation:
            expected.standardDeviation === null ? null : expect.closeTo(expected.standardDeviation, 6),
        },
      );
    }
    const cdf = empiricalCdf(answers.map(({ latencyMs }) => latencyMs));
    const shown = report.curves.latency;
    if (cdf.length <= 100) expect(shown).toEqual(cdf);
    expect(cdf).toEqual(expect.arrayContaining([...shown]));
    expect([shown[0], shown.at(-1)]).toEqual([cdf[0], cdf.at(-1)]);
    for (const [index, step] of shown.entries()) {
      const next = shown[index + 1];
      const skipped = cdf.filter(({ value }) => next && value > step.value && value < next.value).at(-1);
      if (skipped) expect(skipped.share - step.share).toBeLessThanOrEqual(1 / 99 + 1e-9);
    }
  }
});

it('a report looks at no answer, and asks for as few places in their order however many there are', () => {
  const workOf = (answersOfEach: number) => {
    const measuring = new Measuring();
    for (let search = 1; search <= 20; search += 1) {
      measuring.start(`s${search}`, { kind: 'flood', timeToLive: 3 });
      for (let index = 0; index < answersOfEach; index += 1)
        measuring.answer(`s${search}`, index % 4, (index * 7_919 + search) / 64);
    }
    measuring.metrics.report(emptyState());
    let looked = 0;
    for (const search of measuring.metrics.measured(emptyState()).searches) {
      const counting = new Proxy(search.answers, {
        get(target, key, receiver) {
          if (key !== 'length') looked += 1;
          return Reflect.get(target, key, receiver);
        },
      });
      Object.assign(search, { answers: counting });
    }
    const calls = [
      vi.spyOn(OrderedValues.prototype, 'at'),
      vi.spyOn(OrderedValues.prototype, 'countUpTo'),
      vi.spyOn(OrderedValues.prototype, 'countBelow'),
    ];
    const { figures } = measuring.metrics.report(emptyState());
    expect(figures.latency?.count).toBe(20 * answersOfEach);
    const lookUps = calls.reduce((sum, { mock }) => sum + mock.calls.length, 0);
    vi.restoreAllMocks();
    return { looked, lookUps };
  };
  const [few, many] = [workOf(100), workOf(5_000)];
  expect(many.looked).toBe(0);
  expect(few.looked).toBe(0);
  // Up to 100 steps of two curves, a few places for each.
  expect(many.lookUps).toBeLessThan(2_000);
  expect(many.lookUps).toBeLessThan(1.5 * few.lookUps);
});
