/**
 * `npm run fuzz -- --minutes N`: gives mutated golden vectors to the frame decoder, the message parser, the
 * bootstrap server and a peer, each in turn. Nothing may throw, hang or keep memory. What does is written into
 * the corpus, which `npm test` replays.
 */
import { parseArgs } from 'node:util';
import { keep } from './finding';
import { TARGET_NAMES, type TargetName } from './targets';
import { type Outcome, watch } from './watch';

const USAGE = `usage: npm run fuzz -- [--minutes N] [--iterations N] [--target NAME] [--seed N]
  --minutes     for all targets together (default 4)
  --iterations  inputs for each target, if that is sooner, or without a time if no minutes are given
  --target      one of ${TARGET_NAMES.join(', ')}; may be given more than once (default all)
  --seed        the same seed makes the same inputs (default: another each time)`;
const MEGABYTE = 1_000_000;
/** Growth of the heap from the first checkpoint to the last that is still noise, in bytes. */
const NOISE = 16 * MEGABYTE;

const values = readArguments();
const targets = values.target ?? TARGET_NAMES;
const minutes = Number(values.minutes ?? (values.iterations === undefined ? 4 : Number.POSITIVE_INFINITY));
const inputs = Number(values.iterations ?? Number.POSITIVE_INFINITY);
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
if (values.help || !targets.every(isTarget) || !(minutes > 0) || !(inputs > 0) || Number.isNaN(seed)) {
  console.log(USAGE);
  process.exit(values.help ? 0 : 2);
}

console.log(`seed ${seed}`);
let bad = false;
for (const [index, name] of targets.filter(isTarget).entries()) {
  const until = Date.now() + (minutes * 60_000) / targets.length;
  const outcome = await watch({ name, seed: seed + index, inputs, until }, (tried, heap) =>
    console.log(`${name.padEnd(10)}${count(tried).padStart(12)} inputs   heap ${megabytes(heap)}`),
  );
  for (const finding of outcome.findings) console.log(`${keep(finding)}\n${finding.what}\n`);
  const grown = growth(outcome);
  if (grown > NOISE) console.log(`${name}: the heap grew by ${megabytes(grown)}`);
  const { tried, seconds, findings } = outcome;
  console.log(
    `${name.padEnd(10)}${count(tried).padStart(12)} inputs in ${seconds.toFixed(0)} s (${count(tried / seconds)} a second), ${findings.length} findings`,
  );
  bad ||= findings.length > 0 || grown > NOISE;
}
process.exit(bad ? 1 : 0);

/** What cannot be understood ends the program, with the usage. */
function readArguments() {
  try {
    return parseArgs({
      options: {
        minutes: { type: 'string' },
        iterations: { type: 'string' },
        target: { type: 'string', multiple: true },
        seed: { type: 'string' },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
    return process.exit(2);
  }
}

function isTarget(name: string): name is TargetName {
  return TARGET_NAMES.some((known) => known === name);
}

/** The first million fills rings and tables; from then on nothing should grow. */
function growth({ heaps }: Outcome): number {
  return (heaps.at(-1) ?? 0) - (heaps[0] ?? 0);
}

function count(number: number): string {
  return Math.round(number).toLocaleString('en');
}

function megabytes(bytes: number): string {
  return `${(bytes / MEGABYTE).toFixed(1)} MB`;
}
