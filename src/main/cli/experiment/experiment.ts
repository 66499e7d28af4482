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
import { printJson, printText, writeNote } from '../output';
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
Peers join on real sockets of this machine; some of them search for every query, one peer after the other; others leave,
and the searches are repeated. A file is generated, uploaded, found, downloaded and verified. The experiment has its
own bootstrap server and ports, and affects no other network. The same seed makes the same links, places the same files
and picks the same peers; times differ.

Variants:
${VARIANT_NAMES.map((name) => `  ${name.padEnd(17)}${EXPERIMENT_VARIANTS[name].meaning}`).join('\n')}

--out writes into a folder: report.json, events.jsonl (every event, from which each figure can be computed again),
figures.csv, searches.csv, peers.csv, queries.csv, and the plots hops.svg, latency.svg, messages.svg and degree.svg.

Exit code: 0 when every step succeeded, 1 when not.

Examples:
  $ syncpulse experiment
  $ syncpulse experiment --variant five-trials
  $ syncpulse experiment --peers 50 --askers 10 --seed 7 --out results
  $ syncpulse experiment --queries my-queries.txt --json > report.json`;

export function experimentCommand(command: Command): void {
  const { peers, askers } = EXPERIMENT_BOUNDS;
  command
    .addOption(
      new Option('--variant <name>', 'the peers that leave or crash between the trials')
        .choices(VARIANT_NAMES)
        .default('leave-and-crash'),
    )
    .option('--peers <count>', 'number of peers', wholeNumber(peers.min, peers.max, 'a number of peers'), 20)
    .option('--queries <file>', 'the queries, one a line (default: the 50 of the course)', '')
    .option(
      '--askers <count>',
      "number of peers that search for every query (default: the variant's number)",
      wholeNumber(askers.min, askers.max, 'a number of searching peers'),
    )
    .option('--seed <number>', 'reproduces the same network', wholeNumber(0, 999_999_999, 'a seed'), 1)
    .option('--out <folder>', 'folder for the plots and the raw figures')
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
    // The file is downloaded over HTTP, as by any other program.
    openFiles: openHttpFiles,
    options,
    onProgress: reportSteps(),
    signal: endOnSignal().signal,
  }).finally(() => Promise.all(files.map((events) => events.close())));
  if (!result.ok) throw refused(result.error.sentence);
  await printResult(result.value, json, out);
}

function reportSteps(): (progress: ExperimentProgress) => void {
  let last = '';
  return ({ step, trial, words, share }) => {
    const now = `${step} ${trial}`;
    if (now === last) return;
    last = now;
    if (step !== 'report') writeNote(`${Math.round(share * 100)} %: ${words}`);
  };
}

async function printResult(report: ExperimentReport, json: boolean, out: string | undefined): Promise<void> {
  if (out !== undefined) {
    const written = await writeReport(out, report);
    writeNote(`written to ${out}: ${[...written, 'events.jsonl'].join(', ')}`);
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
    throw refused(`Nothing can be written to ${folder} (${why}). Give another folder with --out.`);
  }
}

function refused(sentence: string): StartError {
  writeNote(sentence);
  return new StartError(sentence);
}
