/**
 * Runs as large a lab as the limit of open files allows under many searches, in a process of its own, and prints what
 * came of it as JSON. It is started with a low limit (`ulimit -n`).
 */
import { createConnection } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Overlay } from '../../src/main/network/overlay/overlay';
import { addressOf } from '../../src/shared/protocol/address';
import { DEFAULT_SETTINGS } from '../../src/shared/settings/settings';

/** More than the limit allows. */
const ASKED_FOR = 400;
const SEARCHES = 80;
/** Searches begun before the process has a turn for anything else. */
const AT_ONCE = 20;
const CRASHED = 4;

/** What the process holds open of its own accord: one descriptor each. */
const HOLDS_DESCRIPTOR = new Set(['TCPSocketWrap', 'TCPServerWrap', 'UDPWRAP', 'UDPWrap']);

export interface BusyLab {
  readonly added: number;
  /** Why it were no more. */
  readonly whyNoMore: string | undefined;
  /** Sockets at the peak. */
  readonly peak: number;
  /** Searches that ended. */
  readonly ended: number;
  /** Peers that are joined at the end. */
  readonly joined: number;
  /** Connections that were cut, with the reason. */
  readonly cuts: readonly string[];
  /** Undelivered messages: to one of the crashed peers, or to another; each with its code and sentence. */
  readonly undelivered: readonly {
    readonly toCrashed: boolean;
    readonly code: string;
    readonly sentence: string;
  }[];
  /** What another program is answered at the end. */
  readonly registered: string;
}

const overlay = new Overlay({ settings: { ...DEFAULT_SETTINGS, bootstrapPort: 0, firstPeerPort: 0 } });
await overlay.start();
const result = await overlay.addPeers({ count: ASKED_FOR, wiring: 'random', seed: 7 });
if (!result.ok) throw new Error(result.error.sentence);
const { peers } = result.value;
const crashed = new Set(peers.slice(0, CRASHED));
const cuts: string[] = [];
const undelivered: BusyLab['undelivered'][number][] = [];
overlay.log.subscribe((event) => {
  if (event.type === 'connection:dropped') cuts.push(event.reason);
  if (event.type !== 'message:undelivered') return;
  const { code, sentence } = event.problem;
  undelivered.push({ toCrashed: crashed.has(event.to), code, sentence });
});
let peak = 0;
const look = setInterval(() => {
  const held = process.getActiveResourcesInfo().filter((kind) => HOLDS_DESCRIPTOR.has(kind)).length;
  peak = Math.max(peak, held);
}, 1);
for (const peer of crashed) await overlay.act(peer, 'crash');
const alive = peers.slice(CRASHED);
const ends: Promise<{ readonly ok: boolean }>[] = [];
for (let index = 0; index < SEARCHES; index += 1) {
  const peer = alive[index % alive.length];
  if (!peer) break;
  const started = overlay.searches.start({
    peer,
    query: `Twilight ${index}`,
    strategy:
      index % 2 === 0 ? { kind: 'flood', timeToLive: 3 } : { kind: 'random-walk', walkers: 8, length: 10 },
  });
  if (started.ok) ends.push(overlay.searches.ended(started.value.id));
  if (index % AT_ONCE === AT_ONCE - 1) await sleep(1);
}
const ended = (await Promise.all(ends)).filter(({ ok }) => ok).length;
const registered = await register();
clearInterval(look);
const report: BusyLab = {
  added: peers.length,
  whyNoMore: result.value.problem?.sentence,
  ...{ peak, ended, cuts, undelivered, registered },
  joined: [...overlay.log.state.peers.values()].filter(({ phase }) => phase === 'joined').length,
};
await new Promise<void>((resolve) => process.stdout.write(JSON.stringify(report), () => resolve()));
process.exit(0);

function register(): Promise<string> {
  const { address } = overlay.log.state.bootstrap;
  if (address === null) throw new Error('the bootstrap server does not run');
  const socket = createConnection({ host: '127.0.0.1', port: addressOf(address).port });
  socket.end('0028 REG 127.0.0.1 9001 anna');
  return new Promise((resolve, reject) => {
    socket.once('data', (bytes) => resolve(String(bytes)));
    socket.once('error', reject);
  });
}
