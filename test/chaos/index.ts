/**
 * `npm run chaos -- --seed N --minutes M`: a lab on real sockets, in which peers and the bootstrap server come, crash
 * and go at random. At the end the network must be whole by itself, and the process as it was before. The exit code is
 * 1 where it is not, with what is wrong and the seed.
 */

import { readdirSync, rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Overlay } from '../../src/main/network/overlay/overlay';
import { sleep } from '../../src/main/runtime/runtime';
import { systemRuntime } from '../../src/main/runtime/system';
import { DEFAULT_SETTINGS } from '../../src/shared/settings/settings';
import { heldResources, leftOver } from '../support/leftovers';
import { type ChaosOptions, type ChaosOutcome, chaos } from './chaos';

const USAGE = `usage: npm run chaos -- [--seed N] [--minutes M]
  --seed     the same seed draws the same commands (default: another each time)
  --minutes  of commands, before the network has a minute to become whole again (default 3)`;
const MEGABYTE = 1_000_000;
/** Growth of the heap that is still noise, in bytes: what was compiled and cached on the way. */
const MAX_GROWTH = 16 * MEGABYTE;
/** Milliseconds after which nothing waits any longer for a lab that was stopped: its time-outs are shorter. */
const REST_MS = 6_000;
/** Seconds of the run that brings code and caches to what they stay at. */
const WARM_UP_S = 3;

const values = readArguments();
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
const minutes = Number(values.minutes ?? 3);
if (values.help || !Number.isInteger(seed) || !(minutes > 0)) {
  console.log(USAGE);
  process.exit(values.help ? 0 : 2);
}
console.log(`seed ${seed}`);

const options: ChaosOptions = {
  ...{ seed, seconds: minutes * 60, minPeers: 12, maxPeers: 48, pauseMs: 200 },
  ...{ serverUpS: 20, serverDownS: 6, settleS: 60 },
};
const warmUp = await run({ ...options, seconds: WARM_UP_S });
const before = { resources: heldResources(), descriptors: openDescriptors(), heap: await heapAtRest() };
const outcome = await run(options);
const left = await leftOver(before.resources);
const grown = (await heapAtRest()) - before.heap;
const faults = [
  ...warmUp.faults,
  ...outcome.faults,
  ...Object.entries(left).map(([kind, count]) => `${count} of ${kind} left over`),
  ...(openDescriptors() > before.descriptors
    ? [`${openDescriptors() - before.descriptors} descriptors left open`]
    : []),
  ...(grown > MAX_GROWTH ? [`the heap grew by ${(grown / MEGABYTE).toFixed(1)} MB`] : []),
];
console.log(
  `${Object.entries(outcome.commands)
    .map(([action, count]) => `${action} ${count}`)
    .join(', ')}, bootstrap server stopped ${outcome.serverStops} times`,
);
console.log(
  `${outcome.peersLeft} peers at the end, whole after ${outcome.settledAfterS.toFixed(1)} s; heap ${(grown / MEGABYTE).toFixed(1)} MB more, descriptors ${openDescriptors() - before.descriptors} more`,
);
for (const fault of faults) console.log(`fault: ${fault}`);
if (faults.length > 0) console.log(`seed ${seed} failed; repeat it with: npm run chaos -- --seed ${seed}`);
process.exit(faults.length > 0 ? 1 : 0);

async function run(options: ChaosOptions): Promise<ChaosOutcome> {
  const folder = await mkdtemp(join(tmpdir(), 'syncpulse-chaos-'));
  const overlay = new Overlay({
    settings: {
      ...DEFAULT_SETTINGS,
      ...{ bootstrapPort: 0, firstPeerPort: 27_000, downloadFolder: folder },
      ...{ requestTimeoutMs: 1_000, registrationRenewalS: 5, neighbourCheckS: 5, silenceBeforeProbeS: 5 },
    },
  });
  try {
    await overlay.start();
    return await chaos(overlay, options);
  } finally {
    await overlay.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @returns how many descriptors this process has open; 0 where the system does not tell */
function openDescriptors(): number {
  try {
    return readdirSync('/proc/self/fd').length;
  } catch {
    return 0;
  }
}

/** @returns the heap in use after a collection, in bytes, once the last timers of a run have ended */
async function heapAtRest(): Promise<number> {
  await sleep(systemRuntime, REST_MS);
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

/** What cannot be understood ends the program, with the usage. */
function readArguments() {
  try {
    return parseArgs({
      options: { seed: { type: 'string' }, minutes: { type: 'string' }, help: { type: 'boolean' } },
    }).values;
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
    return process.exit(2);
  }
}
