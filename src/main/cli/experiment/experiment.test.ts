import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { syncpulse } from '../../../../test/support/cli/syncpulse';
import { recount, spread } from '../../../../test/support/recount';
import type { ExperimentReport } from '../../../shared/experiment/experiment-report';
import type { NetworkEvent } from '../../../shared/network/events';

async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'syncpulse-experiment-test-'));
  onTestFinished(() => rm(made, { recursive: true, force: true }));
  return made;
}

describe('syncpulse experiment', { timeout: 60_000 }, () => {
  test('writes its figures, plots and raw events, which agree', async () => {
    const out = join(await folder(), 'results');
    const queries = join(await folder(), 'queries.txt');
    await writeFile(queries, 'Happy Feet\n\nTwilight\r\nno such thing\nwindows\n');
    const args = [
      '--peers',
      '9',
      '--askers',
      '2',
      '--seed',
      '5',
      '--queries',
      queries,
      '--out',
      out,
      '--json',
    ];
    const run = syncpulse('experiment', ...args);
    expect(await run.ended).toBe(0);
    const report: ExperimentReport = JSON.parse(run.out().join('\n'));
    expect(report.ok).toBe(true);
    expect(report.options).toEqual({
      ...{ variant: 'leave-and-crash', peers: 9, askers: 2, seed: 5, queries: 4 },
    });
    const plots = ['degree.svg', 'hops.svg', 'latency.svg', 'messages.svg'];
    const tables = ['figures.csv', 'peers.csv', 'queries.csv', 'searches.csv'];
    expect((await readdir(out)).sort()).toEqual([...plots, ...tables, 'events.jsonl', 'report.json'].sort());
    expect(JSON.parse(await readFile(join(out, 'report.json'), 'utf8'))).toEqual(report);
    for (const plot of plots) expect(await readFile(join(out, plot), 'utf8')).toMatch(/^<svg .*<\/svg>\n$/s);

    const lines = (await readFile(join(out, 'events.jsonl'), 'utf8')).trimEnd().split('\n');
    const events = lines.map((line): NetworkEvent => JSON.parse(line));
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
    for (const { fromSeq, toSeq, figures } of report.rounds) {
      const again = recount(events.slice(fromSeq - 1, toSeq));
      expect(figures.firstHops?.mean).toBeCloseTo(spread(again.firstHops).mean, 9);
      expect(figures.latency?.standardDeviation).toBeCloseTo(spread(again.latency).standardDeviation ?? 0, 6);
    }
    const searches = (await readFile(join(out, 'searches.csv'), 'utf8')).trimEnd().split('\r\n');
    expect(searches).toHaveLength(1 + 3 * 2 * 4);
  });

  test('runs the requested variant, and reports the current trial', async () => {
    const queries = join(await folder(), 'queries.txt');
    await writeFile(queries, 'Twilight\n');
    const run = syncpulse('experiment', '--variant', 'two-leave', '--peers', '8', '--queries', queries);
    expect(await run.ended).toBe(0);
    const text = run.out().join('\n');
    expect(text).toMatch(/^Two leave: 8 peers, 3 askers, 1 queries, seed 1,/);
    for (const title of ['all peers', '1 has left', '2 have left']) {
      expect(text).toMatch(new RegExp(`^${title} +min`, 'm'));
      expect(run.err().join('\n')).toContain(`(${title})`);
    }
  });

  test.each([
    [['--peers', '8', '--askers', '6'], /make 11 peers; there are 8/],
    [['--queries', '/no/such/file'], /\/no\/such\/file cannot be read \(ENOENT\)/],
    [['--out', join(import.meta.filename, 'results')], /Nothing can be written to .* \(ENOTDIR\)/],
  ])('refuses %j in one line', async (args, why) => {
    const run = syncpulse('experiment', ...args);
    expect(await run.ended).toBe(1);
    expect(run.out()).toEqual([]);
    expect(run.err().join('\n')).toMatch(why);
    expect(run.err().join('\n')).not.toContain('    at ');
  });
});
