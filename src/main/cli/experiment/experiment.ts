import { accessSync, constants, mkdirSync } from 'node:fs';
import { type Command, Option } from 'commander';
import {
  EXPERIMENT_BOUNDS,
  EXPERIMENT_VARIANTS,
  type ExperimentVariant,
  experimentSchema,
  VARIANT_NAMES,
} from '../../../shared/experiment/experiment';
import type { ExperimentProgress, ExperimentReport } from '../../../shared/experiment/experiment-report';
import { DEFAULT_SETTINGS } from '../../../shared/settings/settings';
import { openHttpFiles } from '../../api/files/open-http-files';
import { runInOwnLab } from '../../experiment/own-lab';
import { readQueries } from '../../experiment/queries';
import { Overlay } from '../../network/overlay/overlay';
import { ExitCodeError } from '../exit-code-error';
import { wholeNumber } from '../options';
import { printJson, printText, say } from '../output';
import { endOnSignal } from '../signals';
import { StartError } from '../start-error';
import { type EventFile, openEventFile, writeReport } from './experiment-files';
import { experimentText } from './experiment-text';

interface Given {
  readonly variant: ExperimentVariant;
  readonly peers: number;
  readonly queries: string;
  readonly askers?: number;
  readonly seed: number;
  readonly out?: string;
  readonly json?: boolean;
}

const FAILED = 1;

const HELP_EPILOGUE = `
Peers join on real sockets of this machine; some of them ask every query, one asker after the other; others go, and
the same is asked again. On the way a file is generated, uploaded, found, downloaded and verified. It has a bootstrap
server and ports of its own, and touches no other network. The same seed makes the same links, places the same files
and picks the same peers; times differ.

Variants:
${VARIANT_NAMES.map((name) => `  ${name.padEnd(17)}${EXPERIMENT_VARIANTS[name].meaning}`).join('\n')}

--out writes into a folder: report.json, events.jsonl (every event, from which each figure can be worked out again),
figures.csv, searches.csv, peers.csv, queries.csv, and the plots hops.svg, latency.svg, messages.svg and degree.svg.

Exit code: 0 when every step did what it should, 1 when not.

Examples:
  $ syncpulse experiment
  $ syncpulse experiment --variant five-trials
  $ syncpulse experiment --peers 50 --askers 10 --seed 7 --out results
  $ syncpulse experiment --queries my-queries.txt --json > report.json`;

export function experimentCommand(command: Command): void {
  const { peers, askers } = EXPERIMENT_BOUNDS;
  command
    .addOption(
      new Option('--variant <name>', 'who goes between the trials')
        .choices(VARIANT_NAMES)
        .default('leave-and-crash'),
    )
    .option(
      '--peers <count>',
      'how many peers take part',
      wholeNumber(peers.min, peers.max, 'a number of peers'),
      20,
    )
    .option('--queries <file>', 'what is asked, one query a line (default: the 50 of the course)', '')
    .option(
      '--askers <count>',
      "how many peers ask every query (default: the variant's number)",
      wholeNumber(askers.min, askers.max, 'a number of askers'),
    )
    .option('--seed <number>', 'makes the same network again', wholeNumber(0, 999_999_999, 'a seed'), 1)
    .option('--out <folder>', 'where the plots and the raw figures are written')
    .option('--json', 'print the whole report as JSON')
    .addHelpText('after', HELP_EPILOGUE)
    .action(experiment);
}

async function experiment({ queries: file, out, json = false, ...numbers }: Given): Promise<void> {
  const queries = await readQueries(file);
  if (!queries.ok) throw refused(queries.error.sentence);
  const options = experimentSchema.parse({ ...numbers, queries: queries.value });
  if (out !== undefined) makeFolder(out);
  const files: EventFile[] = [];
  const result = await runInOwnLab({
    openOverlay: (own) => {
      const overlay = new Overlay(own);
      if (out !== undefined) files.push(openEventFile(out, overlay.log));
      return overlay;
    },
    settings: DEFAULT_SETTINGS,
    // The file goes over HTTP, as it would for any other program.
    openFiles: openHttpFiles,
    options,
    tell: sayEachStep(),
    signal: endOnSignal().signal,
  }).finally(() => Promise.all(files.map((events) => events.close())));
  if (!result.ok) throw refused(result.error.sentence);
  await tell(result.value, json, out);
}

function sayEachStep(): (progress: ExperimentProgress) => void {
  let last = '';
  return ({ step, trial, words, share }) => {
    const now = `${step} ${trial}`;
    if (now === last) return;
    last = now;
    if (step !== 'report') say(`${Math.round(share * 100)} %: ${words}`);
  };
}

async function tell(report: ExperimentReport, json: boolean, out: string | undefined): Promise<void> {
  if (out !== undefined) {
    const written = await writeReport(out, report);
    say(`written to ${out}: ${[...written, 'events.jsonl'].join(', ')}`);
  }
  if (json) printJson(report);
  else printText(experimentText(report));
  if (!report.ok) throw new ExitCodeError(FAILED);
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
