import { execFile } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Overlay } from '../src/main/network/overlay/overlay';
import { addressOf } from '../src/shared/protocol/address';
import { DEFAULT_SETTINGS } from '../src/shared/settings/settings';
import { median, quantile, type Row } from './figures';

const PEERS = 384;
const SEARCHES_A_SECOND = 80;
const SECONDS = 20;
const SEED = 2010;
/** Milliseconds between two looks at the process. */
const LOOK = 50;

interface Load {
  readonly connections: number;
  readonly messages: number;
  readonly descriptors: number;
  readonly registerMs: readonly number[];
  readonly undelivered: number;
}

/**
 * What many searches at once cost in a large lab: connections opened, descriptors at the peak, and how long another
 * program waits for REGOK meanwhile. The baseline is the same lab where each message opens a connection of its own.
 */
export async function benchLoad(): Promise<Row[]> {
  const baseline = await load(0);
  const kept = await load(DEFAULT_SETTINGS.keepConnectionS);
  const what = `${PEERS} peers, ${SEARCHES_A_SECOND} searches a second for ${SECONDS} s`;
  const row = (name: string, of: (load: Load) => number, unit: string): Row => ({
    what: `${what}: ${name}`,
    measured: of(kept),
    baseline: of(baseline),
    unit,
  });
  return [
    row('messages received', ({ messages }) => messages, ''),
    row('connections opened', ({ connections }) => connections, ''),
    row('descriptors at the peak', ({ descriptors }) => descriptors, ''),
    row('messages not delivered', ({ undelivered }) => undelivered, ''),
    row('REG by TCP, median', ({ registerMs }) => median(registerMs), 'ms'),
    row('REG by TCP, 99 of 100 within', ({ registerMs }) => quantile(registerMs, 0.99), 'ms'),
  ];
}

async function load(keepConnectionS: number): Promise<Load> {
  const settings = { ...DEFAULT_SETTINGS, bootstrapPort: 0, firstPeerPort: 0, keepConnectionS };
  const overlay = new Overlay({ settings });
  await overlay.start();
  const added = await overlay.addPeers({ count: PEERS, wiring: 'random', seed: SEED });
  if (!added.ok) throw new Error(added.error.sentence);
  const { peers } = added.value;
  const { log } = overlay;
  const { address } = log.state.bootstrap;
  if (address === null) throw new Error('the bootstrap server does not run');
  let connections = 0;
  const count = () => {
    connections += 1;
  };
  subscribe('net.server.socket', count);
  let undelivered = 0;
  const unsubscribeLog = log.subscribe((event) => {
    if (event.type === 'message:undelivered') undelivered += 1;
  });
  const received = () => Object.values(log.state.totals.in).reduce((sum, each) => sum + (each ?? 0), 0);
  const before = received();
  let descriptors = 0;
  const registering = promisify(execFile)(process.execPath, [
    ...['--import', 'tsx', 'bench/register-latency.ts', String(addressOf(address).port), String(SECONDS)],
  ]);
  const start = performance.now();
  let searches = 0;
  for (let elapsed = 0; elapsed < SECONDS * 1_000; elapsed = performance.now() - start) {
    for (; searches < (elapsed / 1_000) * SEARCHES_A_SECOND; searches += 1) {
      const peer = peers[searches % peers.length];
      if (peer)
        overlay.searches.start({
          peer,
          query: searches % 2 === 0 ? 'Twilight' : 'Windows 8',
          strategy: { kind: 'flood', timeToLive: 3 },
        });
    }
    descriptors = Math.max(descriptors, openDescriptors());
    await sleep(LOOK);
  }
  const registerMs: readonly number[] = JSON.parse((await registering).stdout);
  const result = {
    connections: connections - registerMs.length,
    messages: received() - before,
    descriptors,
    registerMs,
    undelivered,
  };
  unsubscribe('net.server.socket', count);
  unsubscribeLog();
  await overlay.stop();
  return result;
}

/** @returns descriptors that this process has open; not a number where the system does not show them */
function openDescriptors(): number {
  try {
    return readdirSync('/proc/self/fd').length;
  } catch {
    return Number.NaN;
  }
}
