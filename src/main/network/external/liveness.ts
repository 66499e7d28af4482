import pMap from 'p-map';
import type { NetworkEvent, PeerId } from '../../../shared/network/events';
import type { PeerState } from '../../../shared/network/state/state';
import type { Problem, Result } from '../../../shared/problem';
import type { Settings } from '../../../shared/settings/settings';
import type { EventLog } from '../log/event-log';
import type { ContactWays } from './contact-ways';
import type { ExternalPeers } from './external-peers';

export interface LivenessOptions {
  readonly log: EventLog;
  readonly external: ExternalPeers;
  readonly ways: ContactWays;
  /** PINGs, in the name of a hosted peer; an answer of any kind is a sign of life. */
  readonly ping: (by: PeerId, other: PeerId) => Promise<Result<unknown>>;
  /** Opens a TCP connection, in the name of a hosted peer. */
  readonly reach: (by: PeerId, other: PeerId) => Promise<Result>;
  /** After how much silence an external peer is probed, and how many at once; read at the start of each round. */
  readonly settings: () => Pick<Settings, 'silenceBeforeProbeS' | 'probesAtOnce'>;
}

/**
 * Tells an external peer that has crashed from one that is merely silent. Anything that comes from it is a sign of
 * life, be it unreadable. One that has sent nothing for a while is probed in the ways that it has shown to know;
 * where there is none, or where the probe proves nothing, it is shown as silent and never as crashed.
 *
 * @returns a function that ends it
 */
export function watchLiveness(options: LivenessOptions): () => void {
  const { log, external, ways, settings } = options;
  const quiet = () => settings().silenceBeforeProbeS * 1_000;
  const { runtime } = log;
  const heard = new Map<PeerId, number>();
  const lives = (peer: PeerId, at: number) => {
    if (log.state.peers.get(peer)?.hosted !== false) return;
    heard.set(peer, at);
    external.setAlive(peer);
  };
  const unsubscribe = log.subscribe((event: NetworkEvent) => {
    switch (event.type) {
      case 'peer:added':
        // Its REG or JOIN came just before it was known here.
        if (!event.hosted) heard.set(event.peer, event.at);
        return;
      case 'peer:removed':
        heard.delete(event.peer);
        return;
      case 'message:received':
      case 'frame:rejected':
      case 'connection:dropped':
        return lives(event.from, event.at);
      case 'search:hit':
        return lives(event.holder, event.at);
      default:
        return;
    }
  });
  const heardAt = ({ id, since }: PeerState) => heard.get(id) ?? since;

  const look = async (peer: PeerState) => {
    const { id } = peer;
    const probe = ways.probeFor(id);
    const by = whoAsks(log, id);
    if (probe === 'none' || !by) return external.setQuiet(id, heardAt(peer));
    const before = heard.get(id);
    const answer = await (probe === 'ping' ? options.ping(by, id) : options.reach(by, id));
    // What came from it meanwhile counts for more than a probe that failed.
    if (heard.get(id) !== before) return;
    if (answer.ok || !isSilence(answer.error)) {
      if (answer.ok && probe === 'connect') ways.noteListening(id);
      return lives(id, log.now());
    }
    if (probe === 'ping' || ways.hasListened(id)) return external.setCrashed(id);
    external.setQuiet(id, heardAt(peer));
  };

  let stopped = false;
  const check = async () => {
    try {
      const due = [...log.state.peers.values()].filter(
        (peer) => !peer.hosted && log.now() - heardAt(peer) >= quiet(),
      );
      await pMap(due, look, { concurrency: settings().probesAtOnce });
    } finally {
      if (!stopped) timer = runtime.setTimer(quiet() / 2, check);
    }
  };
  let timer = runtime.setTimer(quiet() / 2, check);
  return () => {
    stopped = true;
    timer.cancel();
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
