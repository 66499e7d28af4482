import { DEFAULT_SETTINGS, type Settings } from '../../../shared/settings/settings';

/** What one connection or endpoint may cost (PROTOCOL.md, "Where a frame ends"). Times in milliseconds. */
export interface Limits {
  /** Quiet after which an unfinished frame is looked at again, since its length may lie. */
  readonly silence: number;
  /** Longest that one frame may take from its first byte. */
  readonly frame: number;
  /** Longest that a connection may say nothing. */
  readonly idle: number;
  /** Longest that a connection may take until it has sent its first whole frame. */
  readonly firstFrame: number;
  /** Longest that a connection may send bytes after a whole frame without another one. */
  readonly betweenFrames: number;
  /** Frames taken from one connection in one read before it is cut. */
  readonly frames: number;
}

/** Connections that other programs hold at once to all endpoints of one transport. */
export interface ConnectionBounds {
  readonly connections: number;
  /** From one IP address; those of this machine are bounded in all alone. */
  readonly connectionsFromOne: number;
  /** Connections that the messages of searches open at once. */
  readonly searchDials: number;
  /** Milliseconds for which a quiet connection between two endpoints of one transport is kept; 0 keeps none. */
  readonly keepMs: number;
  /** Connections that are kept at once. */
  readonly kept: number;
  /** Answers a second that go to one address from which nobody has spoken. */
  readonly answersToUnknown: number;
  /** Longest that one frame may take, in milliseconds. */
  readonly messageMs: number;
  /** Longest that a connection may be quiet or take for its first frame, in milliseconds. */
  readonly quietMs: number;
  /** Frames taken from one connection in one read. */
  readonly messagesAtOnce: number;
  /** Datagrams a second that one endpoint reads from one IP address of another machine. */
  readonly datagrams: number;
  /** Descriptors that incoming connections leave free. */
  readonly spareDescriptors: number;
  /** Messages of the searches of one other program that may wait for a connection. */
  readonly waitingMessages: number;
}

/** Milliseconds of quiet after which an unfinished frame is looked at again: a length that lies must not delay its answer. */
const SILENCE_MS = 150;

/** @returns what one connection may cost under these bounds */
export function limitsOf({ messageMs, quietMs, messagesAtOnce }: ConnectionBounds): Limits {
  return {
    silence: SILENCE_MS,
    frame: messageMs,
    idle: quietMs,
    firstFrame: quietMs,
    betweenFrames: 2 * quietMs,
    frames: messagesAtOnce,
  };
}

/** @returns the bounds that the settings have */
export function boundsOf(settings: Settings): ConnectionBounds {
  return {
    connections: settings.incomingConnections,
    connectionsFromOne: settings.connectionsPerAddress,
    searchDials: settings.searchConnections,
    keepMs: settings.keepConnectionS * 1_000,
    kept: settings.keptConnections,
    answersToUnknown: settings.answersToUnknown,
    messageMs: settings.messageTimeS * 1_000,
    quietMs: settings.connectionQuietS * 1_000,
    messagesAtOnce: settings.messagesAtOnce,
    datagrams: settings.datagramsPerAddress,
    spareDescriptors: settings.spareDescriptors,
    waitingMessages: settings.waitingMessages,
  };
}

export const DEFAULT_BOUNDS = boundsOf(DEFAULT_SETTINGS);
export const LIMITS = limitsOf(DEFAULT_BOUNDS);
