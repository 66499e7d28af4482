import type { Problem } from '../problem';
import type { AddressKey } from '../protocol/address';
import type { Verb } from '../protocol/message';
import type { Settings } from '../settings';
import { DEFAULT_SETTINGS } from '../settings';
import type { SearchStrategy } from '../strategy';
import type { PeerId, Phase, Place, SearchId, SearchOutcome, TransferId, Transport } from './events';
import { type Identities, type Identity, noIdentities } from './identity';

/** Messages and octets of one actor, by verb. Counted where they were seen, so in and out need not match. */
export interface Traffic {
  readonly in: Partial<Record<Verb, number>>;
  readonly out: Partial<Record<Verb, number>>;
  messagesIn: number;
  messagesOut: number;
  /** Messages that were to be sent and could not be: they are in no other count. */
  undelivered: number;
  octetsIn: number;
  octetsOut: number;
  /** Bytes of files that were downloaded by this peer, and from it. */
  fileOctetsIn: number;
  fileOctetsOut: number;
  /** Frames beyond reading, connections cut, and requests refused to protect others. */
  rejected: number;
  cut: number;
  refused: number;
  /** Senders that errors are no longer sent to. */
  ignored: number;
}

export interface PeerState {
  readonly id: PeerId;
  /** Its own for its whole life, while its address may be that of another before and after. */
  readonly identity: Identity;
  readonly name: string;
  readonly hosted: boolean;
  readonly phase: Phase;
  /** When the phase was entered, milliseconds since 1970 (UTC). */
  readonly since: number;
  readonly registered: boolean;
  /** When an external peer sent something last, where that was long ago and whether it lives cannot be told. */
  readonly silentSince?: number;
  /** By which transport an external peer sent its last message. */
  readonly transport?: Transport;
  /**
   * Who is in its neighbour table, and since when. The table of an external peer is its own: here stand the entries that
   * JOIN and JOINOK tell of, until LEAVE (see listing.ts for what is not known).
   */
  readonly neighbours: ReadonlyMap<PeerId, number>;
  /** What it shares, and how many octets each file has. Of external peers nobody knows. */
  readonly files: ReadonlyMap<string, number>;
  readonly traffic: Traffic;
  /** The last thing that went wrong; cleared when a phase is entered. */
  readonly problem: Problem | null;
  readonly place: Place | null;
  /** What the last examination of its conformance found; `at` is milliseconds since 1970 (UTC). */
  readonly examined: {
    readonly at: number;
    readonly conformant: boolean;
    readonly deviations: number;
  } | null;
}

export interface BootstrapState {
  /** `elsewhere`: peers use one that this process does not run; `address` is where. */
  readonly phase: 'stopped' | 'running' | 'failed' | 'elsewhere';
  readonly address: AddressKey | null;
  readonly registry: ReadonlyMap<PeerId, string>;
  readonly problem: Problem | null;
  readonly traffic: Traffic;
}

/** Two peers of which at least one has the other in its neighbour table. `a < b` as strings. */
export interface Link {
  readonly a: PeerId;
  readonly b: PeerId;
  /** `a` is known to have `b` in its table; `b` to have `a`. Of an external peer false may mean not known: see listing.ts. */
  readonly ab: boolean;
  readonly ba: boolean;
}

export type LinkKey = `${PeerId}|${PeerId}`;

export interface Addition {
  readonly id: string;
  readonly count: number;
  readonly added: number;
  readonly settled: number;
}

export interface SearchAnswer {
  /** Number of its event: the holder is who had that address then. */
  readonly seq: number;
  readonly holder: PeerId;
  readonly files: readonly string[];
  /** How often the question was passed on before it reached the holder. */
  readonly hops: number;
  /** Milliseconds from the start of the search. */
  readonly latencyMs: number;
}

/** A search in short; its messages are told by its anatomy. */
export interface Search {
  readonly id: SearchId;
  /** Number of the event by which it began: the asker is who had that address then. */
  readonly seq: number;
  readonly peer: PeerId;
  readonly query: string;
  readonly strategy: SearchStrategy;
  /** The network's, when it began. */
  readonly timeToLive: number;
  /** When it began and, once it has, when it ended; milliseconds since 1970 (UTC). */
  readonly at: number;
  readonly endedAt: number | null;
  readonly rounds: number;
  readonly answers: readonly SearchAnswer[];
  /** Null while it goes on. */
  readonly outcome: SearchOutcome | null;
  /** Questions and answers that could not be sent; none where this is left out. */
  readonly undelivered?: number;
}

/** A download in short. */
export interface Transfer {
  readonly id: TransferId;
  readonly peer: PeerId | null;
  readonly name: string;
  readonly phase: 'running' | 'paused' | 'done' | 'failed';
  /** Paused since no holder answers: it continues by itself once one does. */
  readonly waiting: boolean;
  readonly octets: number;
  readonly total: number | null;
  readonly holders: readonly PeerId[];
  readonly problem: Problem | null;
  /** When it began and when it last changed; milliseconds since 1970 (UTC). */
  readonly at: number;
  readonly changedAt: number;
  /** Numbers of the events by which it began and last changed: its peers are who had those addresses then. */
  readonly seq: number;
  readonly changedSeq: number;
}

/** Searches and transfers that the state keeps, each; the oldest go first. */
export const KEPT_SEARCHES = 100;
export const KEPT_TRANSFERS = 100;

/** A field of the settings file that cannot be used, and why: its default is in force. */
export interface DefaultedSetting {
  readonly field: keyof Settings;
  readonly why: string;
}

interface ProcessState {
  readonly loopDelayMs: number;
  readonly loopDelayP99Ms: number;
  readonly memory: number;
  readonly messagesPerSecond: number;
}

/**
 * The whole picture, a fold over events. The state and its containers (maps, counters) are advanced in place, so
 * that an event costs the same in a network of five peers and of five thousand; the records in them are replaced,
 * so that whoever draws one can tell by identity whether it changed.
 */
export interface NetworkState {
  readonly seq: number;
  readonly at: number;
  readonly settings: Settings;
  /** At most one for each field; each stays until its field is saved. */
  readonly defaultedSettings: readonly DefaultedSetting[];
  readonly bootstrap: BootstrapState;
  readonly peers: ReadonlyMap<PeerId, PeerState>;
  /** Who had which address when, those that were removed included. */
  readonly identities: Identities;
  readonly links: ReadonlyMap<LinkKey, Link>;
  readonly additions: ReadonlyMap<string, Addition>;
  /** The last {@link KEPT_SEARCHES}, in the order of asking. */
  readonly searches: ReadonlyMap<SearchId, Search>;
  /** The last {@link KEPT_TRANSFERS}, in the order of asking. */
  readonly transfers: ReadonlyMap<TransferId, Transfer>;
  readonly process: ProcessState;
  readonly totals: Traffic;
}

export function emptyTraffic(): Traffic {
  return {
    in: {},
    out: {},
    messagesIn: 0,
    messagesOut: 0,
    undelivered: 0,
    octetsIn: 0,
    octetsOut: 0,
    fileOctetsIn: 0,
    fileOctetsOut: 0,
    rejected: 0,
    cut: 0,
    refused: 0,
    ignored: 0,
  };
}

export function emptyState(): NetworkState {
  return {
    seq: 0,
    at: 0,
    settings: DEFAULT_SETTINGS,
    defaultedSettings: [],
    bootstrap: {
      phase: 'stopped',
      address: null,
      registry: new Map(),
      problem: null,
      traffic: emptyTraffic(),
    },
    peers: new Map(),
    identities: noIdentities(),
    links: new Map(),
    additions: new Map(),
    searches: new Map(),
    transfers: new Map(),
    process: { loopDelayMs: 0, loopDelayP99Ms: 0, memory: 0, messagesPerSecond: 0 },
    totals: emptyTraffic(),
  };
}

export function linkKey(one: PeerId, other: PeerId): LinkKey {
  return one < other ? `${one}|${other}` : `${other}|${one}`;
}
