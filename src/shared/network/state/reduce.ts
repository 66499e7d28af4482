import { assertNever } from '../../problem';
import { placeDiffers } from '../../settings/settings';
import type { Direction, EventOf, Flow, NetworkEvent, PeerId } from '../events';
import { identified, identityAt } from './identity';
import { searched, transferred } from './reduce-activity';
import {
  emptyTraffic,
  type Link,
  type LinkKey,
  linkKey,
  type NetworkState,
  type PeerState,
  type Traffic,
} from './state';
import { writable } from './writable';

/** What an external peer has in its tables while nothing of them is known. Shared by all of them, and never written. */
const NONE: ReadonlyMap<never, number> = new Map<never, number>();

type Advancing = { -readonly [Field in keyof NetworkState]: NetworkState[Field] };

/**
 * Folds one event into the state, in place, and returns it. Deterministic, and without effect on anything else:
 * the same events make the same state wherever they are folded. The state belongs to the caller (see
 * {@link NetworkState} for what may be compared by identity). An event about a peer that is not there changes
 * nothing but `seq`, so that a fold never throws.
 */
export function reduce(state: NetworkState, event: NetworkEvent): NetworkState {
  const next: Advancing = state;
  next.seq = event.seq;
  next.at = event.at;
  identified(state.identities, event);
  switch (event.type) {
    case 'settings:changed':
      if (state.bootstrap.problem !== null && placeDiffers(state.settings, event.settings)) {
        // The server failed at the former place; nothing is known to be wrong with the new one.
        next.bootstrap = { ...state.bootstrap, phase: 'stopped', problem: null };
      }
      next.settings = event.settings;
      if (event.saved?.length)
        next.defaultedSettings = state.defaultedSettings.filter(({ field }) => !event.saved?.includes(field));
      return next;
    case 'settings:defaulted': {
      const { field, why } = event;
      const others = state.defaultedSettings.filter((other) => other.field !== field);
      next.defaultedSettings = [...others, { field, why }];
      return next;
    }
    case 'process:sampled': {
      const { loopDelayMs, loopDelayP99Ms, memory, messagesPerSecond } = event;
      next.process = { loopDelayMs, loopDelayP99Ms, memory, messagesPerSecond };
      return next;
    }
    case 'bootstrap:started': {
      const registry = new Map<PeerId, string>();
      next.bootstrap = {
        ...state.bootstrap,
        phase: 'running',
        address: event.address,
        registry,
        problem: null,
      };
      return next;
    }
    case 'bootstrap:stopped': {
      const registry = new Map<PeerId, string>();
      next.bootstrap = { ...state.bootstrap, phase: 'stopped', registry, problem: null };
      return next;
    }
    case 'bootstrap:elsewhere': {
      const registry = new Map<PeerId, string>();
      next.bootstrap = {
        ...state.bootstrap,
        phase: 'elsewhere',
        address: event.address,
        registry,
        problem: null,
      };
      return next;
    }
    case 'bootstrap:failed':
      next.bootstrap = { ...state.bootstrap, phase: 'failed', problem: event.problem };
      return next;
    case 'registry:added':
      writable(state.bootstrap.registry).set(event.peer, event.name);
      next.bootstrap = { ...state.bootstrap };
      return next;
    case 'registry:removed':
      writable(state.bootstrap.registry).delete(event.peer);
      next.bootstrap = { ...state.bootstrap };
      return next;
    case 'registry:refused':
      state.totals.refused += 1;
      trafficOf(state, 'bootstrap', (traffic) => {
        traffic.refused += 1;
      });
      return next;
    case 'peer:added':
      // An external peer's address may become a hosted one's: whatever stood in its table is not the new one's.
      if (!isSameExternal(state, event)) clearDirections(state, event.peer);
      writable(state.peers).set(event.peer, {
        id: event.peer,
        identity: identityAt(state.identities, event.peer, event.seq) ?? 'n0',
        name: event.name,
        hosted: event.hosted,
        phase: event.standing?.phase ?? 'listening',
        since: event.at,
        registered: event.standing?.registered ?? false,
        neighbours: tableBefore(state, event),
        files: event.hosted ? new Map() : NONE,
        traffic: trafficBefore(state, event),
        problem: null,
        place: event.place ?? null,
        ...transportBefore(state, event),
        examined: null,
      });
      return next;
    case 'peer:phase-changed':
      update(state, event.peer, ({ silentSince: _, ...peer }) => ({
        ...peer,
        phase: event.phase,
        since: event.phase === peer.phase ? peer.since : event.at,
        registered: event.registered,
        problem: null,
        ...(event.silentSince !== undefined && { silentSince: event.silentSince }),
      }));
      return next;
    case 'peer:transport':
      update(state, event.peer, (peer) => ({ ...peer, transport: event.transport }));
      return next;
    case 'peer:problem':
      update(state, event.peer, (peer) => ({ ...peer, problem: event.problem }));
      return next;
    case 'peer:examined': {
      const { conformant, deviations } = event;
      update(state, event.peer, (peer) => ({
        ...peer,
        examined: { at: event.at, conformant, deviations },
      }));
      return next;
    }
    case 'peer:renamed':
      update(state, event.peer, (peer) => ({ ...peer, name: event.name }));
      return next;
    case 'peer:removed':
      if (event.reason === 'no-room') state.totals.refused += 1;
      clearDirections(state, event.peer);
      writable(state.peers).delete(event.peer);
      return next;
    case 'neighbour:added':
      update(state, event.peer, (peer) => ({
        ...peer,
        neighbours: withEntry(peer.neighbours, event.neighbour, event.at),
      }));
      setDirection(state, event.peer, event.neighbour, true);
      return next;
    case 'neighbour:removed':
      update(state, event.peer, (peer) => {
        writable(peer.neighbours).delete(event.neighbour);
        return { ...peer };
      });
      setDirection(state, event.peer, event.neighbour, false);
      return next;
    case 'message:sent':
    case 'message:received':
      count(state, {
        observer: event.observer,
        direction: event.type === 'message:sent' ? 'sent' : 'received',
        from: event.from,
        to: event.to,
        verb: event.verb,
        messages: 1,
        bytes: event.bytes,
      });
      return next;
    case 'traffic:aggregated':
      for (const flow of event.flows) count(state, flow);
      return next;
    case 'frame:rejected':
      state.totals.rejected += 1;
      trafficOf(state, event.observer, (traffic) => {
        traffic.rejected += 1;
      });
      return next;
    case 'connection:dropped':
      state.totals.cut += event.count ?? 1;
      trafficOf(state, event.observer, (traffic) => {
        traffic.cut += event.count ?? 1;
      });
      return next;
    case 'message:attempted':
      return next;
    case 'message:undelivered':
      state.totals.undelivered += 1;
      trafficOf(state, event.observer, (traffic) => {
        traffic.undelivered += 1;
      });
      return next;
    case 'request:refused':
      state.totals.refused += 1;
      trafficOf(state, event.observer, (traffic) => {
        traffic.refused += 1;
      });
      return next;
    case 'sender:ignored':
      state.totals.ignored += 1;
      trafficOf(state, event.observer, (traffic) => {
        traffic.ignored += 1;
      });
      return next;
    case 'api:refused':
      state.totals.refused += event.count;
      return next;
    case 'spawn:started':
      writable(state.additions).set(event.addition, {
        id: event.addition,
        count: event.count,
        added: 0,
        settled: 0,
      });
      return next;
    case 'spawn:progressed': {
      const addition = state.additions.get(event.addition);
      if (addition) {
        writable(state.additions).set(event.addition, {
          ...addition,
          added: event.added,
          settled: event.settled,
        });
      }
      return next;
    }
    case 'spawn:ended':
      writable(state.additions).delete(event.addition);
      return next;
    case 'files:changed':
      update(state, event.peer, (peer) => {
        let { files } = peer;
        for (const name of event.removed) writable(files).delete(name);
        for (const { name, bytes } of event.added) files = withEntry(files, name, bytes);
        return { ...peer, files };
      });
      return next;
    case 'search:started':
    case 'search:round':
    case 'search:step':
    case 'search:hit':
    case 'search:ended':
      searched(state, event);
      return next;
    case 'download:moved':
      state.totals.fileBytesIn += event.bytes;
      state.totals.fileBytesOut += event.bytes;
      if (event.peer !== null)
        trafficOf(state, event.peer, (traffic) => {
          traffic.fileBytesIn += event.bytes;
        });
      trafficOf(state, event.from, (traffic) => {
        traffic.fileBytesOut += event.bytes;
      });
      return next;
    case 'download:started':
    case 'download:progressed':
    case 'download:paused':
    case 'download:ended':
      transferred(state, event);
      return next;
    default:
      return assertNever(event);
  }
}

/** By which transport an external peer sends is kept, too, when its name becomes known. */
function transportBefore(
  state: NetworkState,
  { peer, hosted }: EventOf<'peer:added'>,
): Pick<PeerState, 'transport'> {
  const transport = hosted ? undefined : state.peers.get(peer)?.transport;
  return transport === undefined ? {} : { transport };
}

/** An external peer whose name becomes known is the same as before: what is known of it stays. */
function isSameExternal(state: NetworkState, { peer, hosted }: EventOf<'peer:added'>): boolean {
  return !hosted && state.peers.get(peer)?.hosted === false;
}

function tableBefore(state: NetworkState, event: EventOf<'peer:added'>): PeerState['neighbours'] {
  if (event.hosted) return new Map();
  return (isSameExternal(state, event) && state.peers.get(event.peer)?.neighbours) || NONE;
}

function trafficBefore(state: NetworkState, event: EventOf<'peer:added'>): Traffic {
  const known = state.peers.get(event.peer);
  if (known && isSameExternal(state, event)) return known.traffic;
  const traffic = emptyTraffic();
  const { heard } = event;
  if (heard) add(traffic, 'sent', { ...heard, messages: 1 });
  return traffic;
}

/** The beliefs of a peer go with its table. */
function clearDirections(state: NetworkState, id: PeerId): void {
  for (const neighbour of state.peers.get(id)?.neighbours.keys() ?? [])
    setDirection(state, id, neighbour, false);
}

/** @returns the map with the entry: the same one, unless it is the one that nobody may write */
function withEntry<K>(map: ReadonlyMap<K, number>, key: K, value: number): ReadonlyMap<K, number> {
  const own = map === NONE ? new Map<K, number>() : writable(map);
  return own.set(key, value);
}

function update(state: NetworkState, id: PeerId, change: (peer: PeerState) => PeerState): void {
  const peer = state.peers.get(id);
  if (peer) writable(state.peers).set(id, change(peer));
}

/** Records that `from` has (or no longer has) `to` in its table; a link that nobody believes in is gone. */
function setDirection(state: NetworkState, from: PeerId, to: PeerId, believes: boolean): void {
  if (!state.peers.has(from)) return;
  const key: LinkKey = linkKey(from, to);
  const [a, b] = from < to ? [from, to] : [to, from];
  const old: Link = state.links.get(key) ?? { a, b, ab: false, ba: false };
  const link: Link = from === a ? { ...old, ab: believes } : { ...old, ba: believes };
  if (link.ab || link.ba) writable(state.links).set(key, link);
  else writable(state.links).delete(key);
}

function trafficOf(
  state: NetworkState,
  observer: Flow['observer'],
  change: (traffic: Traffic) => void,
): void {
  const traffic = observer === 'bootstrap' ? state.bootstrap.traffic : state.peers.get(observer)?.traffic;
  if (traffic) change(traffic);
}

function count(state: NetworkState, flow: Flow): void {
  const { direction } = flow;
  add(state.totals, direction, flow);
  trafficOf(state, flow.observer, (traffic) => add(traffic, direction, flow));
  // An external peer sees nothing for us: what ours say to it and hear from it is all that is known of its traffic.
  const other = state.peers.get(direction === 'sent' ? flow.to : flow.from);
  if (other && !other.hosted) add(other.traffic, direction === 'sent' ? 'received' : 'sent', flow);
}

function add(
  traffic: Traffic,
  direction: Direction,
  { verb, messages, bytes }: Pick<Flow, 'verb' | 'messages' | 'bytes'>,
): void {
  if (direction === 'received') {
    traffic.in[verb] = (traffic.in[verb] ?? 0) + messages;
    traffic.messagesIn += messages;
    traffic.bytesIn += bytes;
  } else {
    traffic.out[verb] = (traffic.out[verb] ?? 0) + messages;
    traffic.messagesOut += messages;
    traffic.bytesOut += bytes;
  }
}
