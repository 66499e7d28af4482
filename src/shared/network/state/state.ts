import type { z } from 'zod';
import { DEFAULT_SETTINGS } from '../../settings/settings';
import type { PeerId, SearchId, TransferId } from '../events';
import { type Identities, noIdentities } from './identity';
import type {
  Addition,
  NetworkSnapshot,
  PeerSnapshot,
  Search,
  Transfer,
  trafficSchema,
} from './snapshot-schema';

/** Messages and bytes of one actor, by verb. Counted where they were seen, so in and out need not match. */
export type Traffic = z.output<typeof trafficSchema>;

export interface PeerState extends Omit<PeerSnapshot, 'host' | 'port' | 'neighbours' | 'files' | 'traffic'> {
  /**
   * Who is in its neighbour table, and since when. The table of an external peer is its own: here stand the entries that
   * JOIN and JOINOK tell of, until LEAVE (see listing.ts for what is not known).
   */
  readonly neighbours: ReadonlyMap<PeerId, number>;
  /** What it shares, and how many bytes each file has. Of external peers it is not known. */
  readonly files: ReadonlyMap<string, number>;
  readonly traffic: Traffic;
}

export interface BootstrapState extends Omit<NetworkSnapshot['bootstrap'], 'registry' | 'traffic'> {
  readonly registry: ReadonlyMap<PeerId, string>;
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

/** Searches and transfers that the state keeps, each; the oldest go first. */
export const KEPT_SEARCHES = 100;
export const KEPT_TRANSFERS = 100;

/**
 * The whole picture, a fold over events. The state and its containers (maps, counters) are advanced in place, so
 * that an event costs the same in a network of five peers and of five thousand; the records in them are replaced,
 * so that whoever draws one can tell by identity whether it changed.
 */
export interface NetworkState
  extends Pick<NetworkSnapshot, 'seq' | 'at' | 'settings' | 'defaultedSettings' | 'process'> {
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
  readonly totals: Traffic;
}

export function emptyTraffic(): Traffic {
  return {
    in: {},
    out: {},
    messagesIn: 0,
    messagesOut: 0,
    undelivered: 0,
    bytesIn: 0,
    bytesOut: 0,
    fileBytesIn: 0,
    fileBytesOut: 0,
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
