import type { NetworkEvent, PeerId } from '../../shared/network/events';
import type { Problem, Result } from '../../shared/problem';
import type { EventLog } from './event-log';
import type { ExternalPeers } from './external-peers';
import { inParallel } from './in-parallel';

/** Milliseconds of quiet after which an external peer is asked whether it lives. */
const QUIET = 10_000;
const CHECKED_AT_ONCE = 8;

export interface LivenessOptions {
  readonly log: EventLog;
  readonly external: ExternalPeers;
  /** Asks, in the name of a hosted peer; an answer of any kind is a sign of life. */
  readonly probe: (by: PeerId, other: PeerId) => Promise<Result<unknown>>;
  /** Milliseconds; default 10,000. */
  readonly quiet?: number;
}

/**
 * Tells an external peer that has crashed from one that is merely quiet: who has not been heard of for a while is
 * asked, by a real PING from a hosted peer.
 *
 * @returns a function that ends it
 */
export function watchLiveness({ log, external, probe, quiet = QUIET }: LivenessOptions): () => void {
  const heard = new Map<PeerId, number>();
  const unsubscribe = log.subscribe((event: NetworkEvent) => {
    if (event.type === 'peer:removed') heard.delete(event.peer);
    if (event.type !== 'message:received') return;
    if (log.state.peers.get(event.from)?.hosted !== false) return;
    heard.set(event.from, event.at);
    external.setSilent(event.from, false);
  });

  let checking = false;
  const check = async () => {
    if (checking) return;
    checking = true;
    try {
      await checkAll();
    } finally {
      checking = false;
    }
  };
  const checkAll = async () => {
    const due = [...log.state.peers.values()].filter(
      (peer) => !peer.hosted && log.state.at - (heard.get(peer.id) ?? peer.since) >= quiet,
    );
    await inParallel(due, CHECKED_AT_ONCE, async ({ id }) => {
      const by = whoAsks(log, id);
      if (!by) return;
      const answer = await probe(by, id);
      external.setSilent(id, !answer.ok && isSilence(answer.error));
    });
  };
  const timer = setInterval(() => void check(), quiet / 2);
  return () => {
    clearInterval(timer);
    unsubscribe();
  };
}

/** A neighbour of it where there is one, since those have most to do with it; else any hosted peer that runs. */
function whoAsks(log: EventLog, external: PeerId): PeerId | undefined {
  let anybody: PeerId | undefined;
  for (const peer of log.state.peers.values()) {
    if (!peer.hosted || peer.phase === 'crashed') continue;
    if (peer.neighbours.has(external)) return peer.id;
    anybody ??= peer.id;
  }
  return anybody;
}

function isSilence({ code }: Problem): boolean {
  return code === 'no-answer';
}
