import type { Problem } from '../problem';
import type { AddressKey } from '../protocol/address';
import type { DeviationNote } from '../protocol/deviation';
import type { Verb } from '../protocol/message';
import type { Settings } from '../settings';
import type { SearchStrategy } from '../strategy';

/**
 * Where a peer stands. `registered` is kept beside it, because a peer can unregister and stay joined.
 * `crashed` is gone without LEAVE; `left` is gone with it; `suspended` is alive but silent.
 */
export type Phase =
  | 'listening'
  | 'registering'
  | 'registered'
  | 'joining'
  | 'joined'
  | 'leaving'
  | 'left'
  | 'suspended'
  | 'crashed';

/** A peer's identity, its advertised `ip:port`. */
export type PeerId = AddressKey;

/** Who saw it happen: a peer, or the bootstrap server. */
export type Observer = PeerId | 'bootstrap';

export type Transport = 'tcp' | 'udp';
export type Direction = 'sent' | 'received';

/** Canvas coordinates at which a peer was asked for. */
export interface Place {
  readonly x: number;
  readonly y: number;
  /** It is part of the shape of a wiring, rather than a point that the user chose. */
  readonly wired?: true;
}

/** What the log adds to the event of a message when it records it, so that whatever folds events reads no frame. */
export interface MessageLinks {
  /**
   * Number of the event that led to this one: of a message that arrived, the sending of it; of one that was sent, the
   * arrival or the step of a search that was being handled. Null where no event did: a command, a timer, an external peer.
   */
  readonly cause?: number | null;
  /** Of an answer: number of the event of the request that it answers, as far as that is known. */
  readonly request?: number;
  /** The search that it belongs to, and the round of it. */
  readonly search?: SearchId;
  readonly round?: number;
  /** Of SER and SEROK of a search: the hops in the message. */
  readonly hops?: number;
  /** Of SEROK of a search: the peer that answers. */
  readonly holder?: PeerId;
}

export interface MessageBody extends MessageLinks {
  readonly type: 'message:sent' | 'message:received';
  readonly observer: Observer;
  /** Who spoke and who was spoken to: identities where the message or the dialled connection tells them, else socket addresses. */
  readonly from: AddressKey;
  readonly to: AddressKey;
  readonly transport: Transport;
  readonly verb: Verb;
  /** Length on the wire, in octets. */
  readonly octets: number;
  /** The whole frame as it crossed the wire. Hostile text: show it, never interpret it. */
  readonly frame: string;
  readonly deviations: readonly DeviationNote[];
  /** Of a sent message: `message:attempted` came before, when the peer decided to send it. */
  readonly attempted?: true;
}

/**
 * A peer has decided to send a message, which waits for its turn or its connection. `message:sent` follows once it
 * was written, or `message:undelivered`: one of the two for each.
 */
interface AttemptedBody extends MessageLinks {
  readonly type: 'message:attempted';
  readonly observer: Observer;
  readonly to: AddressKey;
  readonly verb: Verb;
  readonly frame: string;
}

/** A message that was attempted and could not be written, so that it was not sent and counts as such nowhere. */
interface UndeliveredBody extends MessageLinks {
  readonly type: 'message:undelivered';
  readonly observer: Observer;
  readonly to: AddressKey;
  readonly verb: Verb;
  readonly frame: string;
  readonly problem: Problem;
}

/** `s1`, `s2` …, in the order of asking. */
export type SearchId = `s${number}`;

/**
 * `complete`: every message of it has arrived. `found`: it stopped at the first hits. `nobody`: the asking peer had
 * nobody to ask.
 */
export type SearchOutcome = 'complete' | 'found' | 'cancelled' | 'nobody';

/** `t1`, `t2` …, in the order of asking. */
export type TransferId = `t${number}`;

/** A download as it stands. */
interface TransferBody {
  readonly type: 'transfer:started' | 'transfer:progressed' | 'transfer:paused' | 'transfer:ended';
  readonly transfer: TransferId;
  /** In whose name it is fetched; null where the lab itself fetches. */
  readonly peer: PeerId | null;
  readonly name: string;
  /** Octets that are here and, once known, octets in all. */
  readonly octets: number;
  readonly total: number | null;
  /** Whom it is fetched from. */
  readonly holders: readonly PeerId[];
  /** Paused since no holder answers: it continues by itself once one does. */
  readonly waiting?: boolean;
  /** Why it paused or failed; a transfer that ended without one is whole and verified. */
  readonly problem?: Problem;
}

/** Bytes of a download that came from one holder since the last such event. */
interface TransferMovedBody {
  readonly type: 'transfer:moved';
  readonly transfer: TransferId;
  readonly peer: PeerId | null;
  readonly from: PeerId;
  readonly octets: number;
}

/** Messages of one verb that one observer sent or received between one pair, added up. */
export interface Flow {
  readonly observer: Observer;
  readonly direction: Direction;
  readonly from: AddressKey;
  readonly to: AddressKey;
  readonly verb: Verb;
  readonly messages: number;
  readonly octets: number;
}

export type EventBody =
  | {
      readonly type: 'settings:changed';
      readonly settings: Settings;
      /** The fields that were written to the settings file; absent at the start of the program. */
      readonly saved?: readonly (keyof Settings)[];
    }
  /** A field of the settings file cannot be used; its default is in force until the field is saved. */
  | { readonly type: 'settings:defaulted'; readonly field: keyof Settings; readonly why: string }
  | {
      readonly type: 'process:sampled';
      /** Event-loop delay in milliseconds over the last second: mean, and 99th percentile. */
      readonly loopDelayMs: number;
      readonly loopDelayP99Ms: number;
      /** Resident memory, in octets. */
      readonly memory: number;
      /** Messages seen by hosted actors in the last second. */
      readonly messagesPerSecond: number;
    }
  | { readonly type: 'bootstrap:started'; readonly address: AddressKey }
  | { readonly type: 'bootstrap:stopped' }
  /** Peers use a bootstrap server that runs elsewhere. */
  | { readonly type: 'bootstrap:elsewhere'; readonly address: AddressKey }
  | { readonly type: 'bootstrap:failed'; readonly problem: Problem }
  | {
      readonly type: 'registry:added';
      readonly peer: PeerId;
      readonly name: string;
      readonly offered: readonly PeerId[];
    }
  | { readonly type: 'registry:removed'; readonly peer: PeerId; readonly name: string }
  | {
      readonly type: 'registry:refused';
      readonly peer: PeerId;
      readonly name: string;
      readonly code: number;
    }
  | {
      readonly type: 'peer:added';
      readonly peer: PeerId;
      readonly name: string;
      /** Runs in this process; an external peer is known by what it says. */
      readonly hosted: boolean;
      readonly place?: Place;
      /** How an external peer stands when it becomes known; default: it listens, unregistered. */
      readonly standing?: { readonly phase: Phase; readonly registered: boolean };
      /** What an external peer made itself known by: counted for it, since it was nobody when that came. */
      readonly heard?: { readonly verb: Verb; readonly octets: number };
    }
  | {
      readonly type: 'peer:entered';
      readonly peer: PeerId;
      readonly phase: Phase;
      readonly registered: boolean;
      /** When an external peer that cannot be probed sent something last, where that was long ago. */
      readonly silentSince?: number;
    }
  /** An external peer sends by another transport than before, or for the first time. */
  | { readonly type: 'peer:transport'; readonly peer: PeerId; readonly transport: Transport }
  | { readonly type: 'peer:failed'; readonly peer: PeerId; readonly problem: Problem }
  | {
      /** The conformance of a peer was examined. */
      readonly type: 'peer:examined';
      readonly peer: PeerId;
      readonly conformant: boolean;
      /** How many different deviations were found. */
      readonly deviations: number;
    }
  /** A hosted peer has another name from here on. Where it is registered, UNREG and REG follow, which carry it out. */
  | {
      readonly type: 'peer:renamed';
      readonly peer: PeerId;
      readonly name: string;
      readonly previousName: string;
    }
  | {
      readonly type: 'peer:removed';
      readonly peer: PeerId;
      /** An external one that is no longer shown, since there are more than the settings have room for. */
      readonly reason?: 'no-room';
    }
  /** Of a hosted peer: its table changed. Of an external one: the messages between the two tell that it must have. */
  | { readonly type: 'neighbour:added'; readonly peer: PeerId; readonly neighbour: PeerId }
  | {
      readonly type: 'neighbour:removed';
      readonly peer: PeerId;
      readonly neighbour: PeerId;
      /**
       * It said LEAVE, we said LEAVE, or the table went with the peer. `unreachable`: it takes no connection any longer.
       * `one-sided`: it does not list this peer, and refused to do so.
       */
      readonly reason: 'it-left' | 'we-left' | 'crashed' | 'unreachable' | 'one-sided';
    }
  | MessageBody
  | AttemptedBody
  | UndeliveredBody
  | {
      readonly type: 'frame:rejected';
      readonly observer: Observer;
      readonly from: AddressKey;
      readonly transport: Transport;
      readonly octets: number;
      /** What came, cut after 200 characters. */
      readonly frame: string;
      readonly code: string;
      readonly sentence: string;
    }
  | {
      readonly type: 'connection:cut';
      readonly observer: Observer;
      readonly from: AddressKey;
      readonly reason:
        | 'frame-too-slow'
        | 'idle'
        | 'too-many-frames'
        | 'too-many-connections'
        | 'made-room'
        | 'no-frame'
        | 'too-many-datagrams'
        | 'http-request'
        | 'wrong-host';
      /** How many were cut, or datagrams dropped, since the event before; 1 where it is absent. */
      readonly count?: number;
    }
  | {
      /** A request that could be read, and was not served, since serving it could harm somebody else. */
      readonly type: 'request:refused';
      readonly observer: Observer;
      readonly from: AddressKey;
      readonly verb: Verb;
      /** Whom it was about. */
      readonly about: AddressKey;
      /**
       * It speaks for another peer, which is alive, or which nothing shows to have ended; its answer would be much larger
       * than it is; it advertises the address of the bootstrap server; it asks for one from which nobody has spoken,
       * which was answered enough; the neighbour table has no room for it.
       */
      readonly reason:
        | 'not-its-own'
        | 'not-verified'
        | 'not-a-neighbour'
        | 'answer-too-large'
        | 'bootstrap-server'
        | 'table-full'
        | 'unknown-asker';
    }
  | {
      /** Errors are no longer sent to this sender; its requests that can be read are served. */
      readonly type: 'sender:ignored';
      readonly observer: Observer;
      readonly from: AddressKey;
      readonly transport: Transport;
      /**
       * What it sent looks like an error report, which is never answered; it was sent a few errors already; its IP address
       * was, for input of the same kind over many connections or ports.
       */
      readonly reason: 'error-report' | 'too-many-errors' | 'too-many-from-host';
      /** What it sent, cut after 200 characters. Hostile text. */
      readonly frame: string;
    }
  | { readonly type: 'addition:started'; readonly addition: string; readonly count: number }
  | {
      readonly type: 'addition:progressed';
      readonly addition: string;
      /** Peers that listen, and peers that have finished joining (or given up) so far. */
      readonly added: number;
      readonly settled: number;
    }
  | {
      readonly type: 'addition:ended';
      readonly addition: string;
      readonly added: number;
      readonly problem?: Problem;
    }
  | {
      /**
       * The API closed connections without the token, or refused WebSockets, since too many were open; cut requests whose
       * head or body did not come in time; refused requests for their size, or for want of room on the disk; refused
       * requests without the right token (401), or under another host name or from a page of another origin (403).
       */
      readonly type: 'api:refused';
      readonly what:
        | 'connection'
        | 'websocket'
        | 'slow-request'
        | 'large-request'
        | 'no-token'
        | 'wrong-origin';
      readonly count: number;
    }
  | {
      /** What a peer shares changed. */
      readonly type: 'files:changed';
      readonly peer: PeerId;
      readonly added: readonly { readonly name: string; readonly bytes: number }[];
      readonly removed: readonly string[];
    }
  | {
      readonly type: 'search:started';
      readonly search: SearchId;
      /** Who asks. */
      readonly peer: PeerId;
      readonly query: string;
      readonly strategy: SearchStrategy;
      /** The network's, at that time. */
      readonly timeToLive: number;
    }
  | {
      /** The asking peer is about to send SER anew. Its messages are known by asker and exact spelling of the query. */
      readonly type: 'search:round';
      readonly search: SearchId;
      /** Counts from 1. */
      readonly round: number;
      readonly spelling: string;
      /** Hops in the SER as the asking peer sends it; what a holder says is counted from there. */
      readonly hops: number;
    }
  | {
      /** A walker goes on to its next peer, which is about to be sent SER. */
      readonly type: 'search:walked';
      readonly search: SearchId;
      /** Counts from 1. */
      readonly walker: number;
      /** Peers that this walker has gone to, this one included. */
      readonly step: number;
      readonly peer: PeerId;
      /** Whose neighbour it is. */
      readonly from: PeerId;
    }
  | {
      readonly type: 'search:answered';
      readonly search: SearchId;
      readonly holder: PeerId;
      readonly files: readonly string[];
      /** How often the question was passed on before it reached the holder: 0 for whom the asker asked itself. */
      readonly hops: number;
      /** Milliseconds from the start of the search until the answer was here. */
      readonly latencyMs: number;
    }
  | {
      readonly type: 'search:ended';
      readonly search: SearchId;
      readonly outcome: SearchOutcome;
      /** Questions and answers of it that could not be sent; none where this is left out. */
      readonly undelivered?: number;
    }
  | TransferBody
  | TransferMovedBody
  /** Made by the feed in place of single messages, so that a flood costs a watcher no more than a quiet minute. */
  | { readonly type: 'traffic:summed'; readonly flows: readonly Flow[] };

/** An event as the log keeps it: `seq` counts from 1 without a gap, `at` is milliseconds since 1970 (UTC). */
export type NetworkEvent = EventBody & { readonly seq: number; readonly at: number };

export type EventType = EventBody['type'];
export type EventOf<T extends EventType> = Extract<NetworkEvent, { type: T }>;
