import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startLab } from '../../../test/support/lab';
import { recount, spread } from '../../../test/support/recount';
import { type ExperimentOptions, experimentSchema, USUAL_QUERIES } from '../../shared/experiment/experiment';
import type { ExperimentReport } from '../../shared/experiment/experiment-report';
import type { NetworkEvent } from '../../shared/network/events';
import { runExperiment } from './experiment';
import { localFiles } from './file-service';
import { planOf } from './plan';
import { readQueries } from './queries';

const QUERIES = ['Twilight', 'windows', 'Happy Feet', 'no such thing', 'Happy Feet', 'The'];
const SMALL = experimentSchema.parse({ peers: 10, askers: 2, seed: 3, queries: QUERIES });

async function run(
  options: ExperimentOptions,
): Promise<{ report: ExperimentReport; events: NetworkEvent[] }> {
  const downloadFolder = await mkdtemp(join(tmpdir(), 'syncpulse-experiment-test-'));
  onTestFinished(() => rm(downloadFolder, { recursive: true, force: true }));
  const overlay = await startLab({ downloadFolder });
  const events: NetworkEvent[] = [];
  overlay.log.subscribe((event) => events.push(event));
  const result = await runExperiment({
    overlay,
    options,
    files: localFiles,
    onProgress: () => {},
    signal: new AbortController().signal,
  });
  if (!result.ok) throw new Error(result.error.sentence);
  await overlay.stop();
  return { report: result.value, events: JSON.parse(JSON.stringify(events)) };
}

describe('the experiment', { timeout: 60_000 }, () => {
  test('goes through every step, and its figures are those of its raw events', async () => {
    const { report, events } = await run(SMALL);
    expect(report.checks.filter(({ ok }) => !ok)).toEqual([]);
    expect(report.ok).toBe(true);
    expect(report.file).toMatchObject({
      downloadMs: expect.any(Number),
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(report.rounds.map(({ title }) => title)).toEqual(['all peers', '2 have left', '2 more crashed']);
    expect(report.rounds.map(({ figures }) => figures.degree?.count)).toEqual([10, 8, 6]);
    for (const round of report.rounds) {
      const measured = events.filter(({ seq }) => seq >= round.fromSeq && seq <= round.toSeq);
      const again = recount(measured);
      const { figures } = round;
      expect(round.searches).toHaveLength(2 * QUERIES.length);
      for (const [figure, values] of [
        [figures.firstHops, again.firstHops],
        [figures.hops, again.hops],
        [figures.firstLatency, again.firstLatency],
        [figures.latency, again.latency],
        [figures.redundancy, again.redundancy],
      ] as const) {
        expectSame(figure, values);
      }
      // One search at a time: whatever is asked and answered in a round belongs to its searches.
      const crossed = measured.filter((event) => event.type === 'message:sent' && /^SER/.test(event.verb));
      const messages = round.searches.map((search) => search.messages);
      expect(messages.reduce((sum, one) => sum + one, 0)).toBe(crossed.length);
      expect(figures.searchMessages?.mean).toBeCloseTo(crossed.length / messages.length, 9);
      for (const [index, asked] of again.questions.entries()) {
        expect(messages[index]).toBeGreaterThanOrEqual(asked + (round.searches[index]?.answers.length ?? 0));
      }
      expectSame(
        figures.peerMessages,
        round.peers.map(({ peer }) => again.messagesOf.get(peer) ?? 0),
      );
      expectSame(
        figures.peerBytes,
        round.peers.map(({ peer }) => again.bytesOf.get(peer) ?? 0),
      );
    }
  });

  test('with the same seed asks the same, of the same network, and loses the same peers', async () => {
    const [one, other] = [(await run(SMALL)).report, (await run(SMALL)).report];
    expect(other.placement).toEqual(one.placement);
    expect(other.askers).toEqual(one.askers);
    expect(other.left).toEqual(one.left);
    expect(other.crashed).toEqual(one.crashed);
    const degrees = ({ rounds }: ExperimentReport) =>
      rounds.map(({ peers }) => peers.map(({ name, degree }) => `${name} ${degree}`).sort());
    expect(degrees(other)).toEqual(degrees(one));
    const found = ({ rounds }: ExperimentReport) =>
      rounds.map(({ searches }) => searches.map(({ query, found, holders }) => ({ query, found, holders })));
    expect(found(other)).toEqual(found(one));
  });

  test.each([
    [
      'five-trials',
      5,
      [12, 11, 10, 9, 8],
      ['all peers', '1 has left', '2 have left', '3 have left', '4 have left'],
    ],
    ['two-leave', 3, [12, 11, 10], ['all peers', '1 has left', '2 have left']],
    ['leave-and-crash', 5, [12, 10, 8], ['all peers', '2 have left', '2 more crashed']],
  ] as const)(
    '%s has %i askers and loses its peers trial by trial',
    async (variant, askers, peers, titles) => {
      const queries = QUERIES;
      const { report, events } = await run(experimentSchema.parse({ variant, peers: 12, queries }));
      expect(report.checks.filter(({ ok }) => !ok)).toEqual([]);
      expect(report.options).toMatchObject({ variant, peers: 12, askers });
      expect(report.askers).toHaveLength(askers);
      expect(report.rounds.map(({ title }) => title)).toEqual(titles);
      expect(report.rounds.map(({ figures }) => figures.degree?.count)).toEqual(peers);
      for (const { fromSeq, toSeq, searches } of report.rounds) {
        expect(searches).toHaveLength(askers * queries.length);
        // Nobody goes while it is asked, and one asker has ended before the next one begins.
        const during = events.filter(({ seq }) => seq >= fromSeq && seq <= toSeq);
        expect(during.filter(({ type }) => type === 'peer:phase-changed')).toEqual([]);
        const order = searches.map(({ peer }) => peer);
        expect(new Set(order).size).toBe(askers);
        expect(order.filter((peer, index) => peer !== order[index - 1])).toHaveLength(askers);
      }
      const crashes = variant === 'leave-and-crash' ? 2 : 0;
      expect(report.crashed).toHaveLength(crashes);
      expect(report.left).toHaveLength(12 - (peers.at(-1) ?? 0) - crashes);
    },
  );

  test('says what is wrong with numbers that cannot be', async () => {
    const overlay = await startLab();
    const options: ExperimentOptions = {
      ...SMALL,
      peers: 40,
      askers: 30,
      queries: Array.from({ length: 200 }, () => 'x'),
    };
    const { signal } = new AbortController();
    const tooMany = await runExperiment({
      overlay,
      options,
      files: localFiles,
      onProgress: () => {},
      signal,
    });
    expect(tooMany).toMatchObject({ ok: false, error: { code: 'bad-input' } });
    expect(overlay.log.state.peers.size).toBe(0);
    expect(planOf({ ...SMALL, peers: 8, askers: 5 }, ['a'])).toMatchObject({
      ok: false,
      error: { code: 'bad-input' },
    });
  });
});

describe('its plan', () => {
  test('sends nobody away who still has to ask or to share', () => {
    for (let seed = 0; seed < 200; seed += 1) {
      const plan = planOf({ ...SMALL, peers: 12, askers: 5, seed }, ['a', 'b', 'c', 'd', 'e', 'f']);
      if (!plan.ok) throw new Error(plan.error.sentence);
      const { askers, departures, holder, placement } = plan.value;
      const all = [...askers, ...departures.flatMap(({ peers }) => peers), holder];
      expect(new Set(all).size).toBe(10);
      expect(all.every((number) => number >= 0 && number < 12)).toBe(true);
      for (const names of placement) expect(names.length).toBeGreaterThanOrEqual(3);
    }
  });
});

function expectSame(
  figure: { mean: number; standardDeviation: number | null; min: number; max: number; count: number } | null,
  values: readonly number[],
): void {
  const { mean, standardDeviation } = spread(values);
  expect(figure?.count).toBe(values.length);
  expect(figure?.min).toBeCloseTo(Math.min(...values), 9);
  expect(figure?.max).toBeCloseTo(Math.max(...values), 9);
  expect(figure?.mean).toBeCloseTo(mean, 9);
  if (standardDeviation !== null) expect(figure?.standardDeviation).toBeCloseTo(standardDeviation, 6);
}

test('the queries of the course are as many as the screen says', async () => {
  const queries = await readQueries('');
  expect(queries).toMatchObject({ ok: true });
  if (queries.ok) expect(queries.value).toHaveLength(USUAL_QUERIES);
});
