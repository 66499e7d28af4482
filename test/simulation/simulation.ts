import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { framesOn } from '../../src/main/network/frames/frames';
import { EventLog } from '../../src/main/network/log/event-log';
import { Overlay } from '../../src/main/network/overlay/overlay';
import { VirtualRuntime } from '../../src/main/runtime/virtual';
import type { LinkQuality } from '../../src/main/transport/simulated/link';
import { LOCAL_NETWORK, SimulatedNetwork } from '../../src/main/transport/simulated/network';
import { DEFAULT_SETTINGS } from '../../src/shared/settings/settings';
import { type ChaosOutcome, chaos } from '../chaos/chaos';

/** Milliseconds between two commands of each hand: some two commands a second in all. */
const PAUSE_MS = 8_000;
/** Virtual seconds that everything may take beyond the commands. */
const REST_S = 3_000;

export interface SimulationOptions {
  readonly seed: number;
  readonly peers: number;
  /** Virtual minutes of commands. */
  readonly minutes: number;
  readonly links?: Partial<LinkQuality>;
}

export interface SimulationOutcome extends ChaosOutcome {
  readonly events: number;
  /** Of all events, in hex: the same seed gives the same. */
  readonly sha256: string;
  /** Milliseconds of virtual time. */
  readonly virtualMs: number;
  /** Timers that nothing has cancelled once the network has stopped. */
  readonly pending: number;
}

/**
 * Runs real peers on virtual time over a simulated network, and does to them at random what people and failures do.
 *
 * @param onEvent is given each event, as a line of JSON
 */
export async function simulate(
  { seed, peers, minutes, links }: SimulationOptions,
  onEvent: (line: string) => void = () => undefined,
): Promise<SimulationOutcome> {
  const runtime = new VirtualRuntime(seed);
  const network = new SimulatedNetwork(runtime, { ...LOCAL_NETWORK, ...links });
  const folder = await mkdtemp(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'syncpulse-simulation-'));
  const log = new EventLog(runtime);
  const hash = createHash('sha256');
  log.subscribe((event) => {
    const line = `${JSON.stringify(event)}\n`;
    hash.update(line);
    onEvent(line);
  });
  const overlay = new Overlay({
    runtime,
    log,
    transport: framesOn(network.transport, { runtime }),
    settings: DEFAULT_SETTINGS,
    downloadFolder: folder,
  });
  const work = async () => {
    await overlay.start();
    const outcome = await chaos(overlay, {
      ...{ seed, seconds: minutes * 60, pauseMs: PAUSE_MS, minPeers: Math.ceil(peers / 2), maxPeers: peers },
      ...{ serverUpS: 60, serverDownS: 20, settleS: 1_200 },
    });
    await overlay.stop();
    return outcome;
  };
  try {
    const outcome = await runtime.run(work(), (minutes * 60 + REST_S) * 1_000);
    const virtualMs = runtime.now();
    const pending = await runtime.rest();
    return { ...outcome, events: log.state.seq, sha256: hash.digest('hex'), virtualMs, pending };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
