import { accessSync, constants, mkdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { type ExperimentOptions, type ExperimentReport, experimentSchema } from '../../shared/experiment';
import type { Result } from '../../shared/problem';
import { DEFAULT_SETTINGS } from '../../shared/settings';
import { startApiServer } from '../api/server';
import { newToken } from '../api/token-file';
import { runExperiment } from '../network/experiment/experiment';
import { readQueries } from '../network/experiment/queries';
import { Overlay } from '../network/overlay';
import { EndedWith } from './ended-with';
import { type EventFile, openEventFile, writeReport } from './experiment-files';
import { experimentText } from './experiment-text';
import { wholeNumber } from './options';
import { printJson, printText, say } from './output';
import { endOnSignal } from './signals';
import { StartError } from './start-error';

interface Given {
  readonly peers: number;
  readonly queries: string;
  readonly askers: number;
  readonly seed: number;
  readonly out?: string;
  readonly json?: boolean;
}

const FAILED = 1;

const MORE = `
Peers join on real sockets of this machine; some of them ask every query; two others leave in order and the same is
asked again; two crash, and it is asked once more. On the way a file is generated, uploaded, found, downloaded and
verified. The same seed makes the same links, places the same files and picks the same peers; times differ.

--out writes into a folder: report.json, events.jsonl (every event, from which each figure can be worked out again),
figures.csv, searches.csv, peers.csv, queries.csv, and the plots hops.svg, latency.svg, messages.svg and degree.svg.

Exit code: 0 when every step did what it should, 1 when not.

Examples:
  $ syncpulse experiment
  $ syncpulse experiment --peers 50 --askers 10 --seed 7 --out results
  $ syncpulse experiment --queries my-queries.txt --json > report.json`;

export function experimentCommand(command: Command): void {
  command
    .option('--peers <count>', 'how many peers take part', wholeNumber(8, 200, 'a number of peers'), 20)
    .option('--queries <file>', 'what is asked, one query a line (default: the 50 of the course)', '')
    .option(
      '--askers <count>',
      'how many peers ask every query',
      wholeNumber(1, 100, 'a number of askers'),
      5,
    )
    .option('--seed <number>', 'makes the same network again', wholeNumber(0, 999_999_999, 'a seed'), 1)
    .option('--out <folder>', 'where the plots and the raw figures are written')
    .option('--json', 'print the whole report as JSON')
    .addHelpText('after', MORE)
    .action(experiment);
}

async function experiment({ queries: file, out, json = false, ...numbers }: Given): Promise<void> {
  const queries = await readQueries(file);
  if (!queries.ok) throw refused(queries.error.sentence);
  const options = experimentSchema.parse({ ...numbers, queries: queries.value });
  if (out !== undefined) makeFolder(out);
  const folder = await mkdtemp(join(tmpdir(), 'syncpulse-experiment-'));
  const overlay = new Overlay({
    settings: { ...DEFAULT_SETTINGS, bootstrapPort: 0, firstPeerPort: 0, downloadFolder: folder },
  });
  const events = out === undefined ? null : openEventFile(out, overlay.log);
  try {
    const result = await runToItsEnd(overlay, options, join(folder, 'uploaded'));
    if (!result.ok) throw refused(result.error.sentence);
    await tell(result.value, json, out, events);
  } finally {
    await overlay.stop();
    await events?.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Starts an API beside the network, so that the file goes over HTTP as it would for anybody. */
async function runToItsEnd(
  overlay: Overlay,
  options: ExperimentOptions,
  uploadFolder: string,
): Promise<Result<ExperimentReport>> {
  const { signal } = endOnSignal();
  let step = '';
  await overlay.start();
  const api = await startApiServer({ overlay, host: '127.0.0.1', port: 0, token: newToken(), uploadFolder });
  if (!api.ok) return api;
  try {
    return await runExperiment({
      overlay,
      options,
      files: overlay.experiments.files,
      signal,
      tell: (progress) => {
        if (progress.step === step) return;
        step = progress.step;
        if (step !== 'report') say(`${Math.round(progress.share * 100)} %: ${progress.words}`);
      },
    });
  } finally {
    await api.value.stop();
  }
}

async function tell(
  report: ExperimentReport,
  json: boolean,
  out: string | undefined,
  events: EventFile | null,
): Promise<void> {
  if (out !== undefined) {
    await events?.close();
    const written = await writeReport(out, report);
    say(`written to ${out}: ${[...written, 'events.jsonl'].join(', ')}`);
  }
  if (json) printJson(report);
  else printText(experimentText(report));
  if (!report.ok) throw new EndedWith(FAILED);
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw refused(`Nothing can be written to ${folder} (${why}). Name another folder with --out.`);
  }
}

function refused(sentence: string): StartError {
  say(sentence);
  return new StartError(sentence);
}
