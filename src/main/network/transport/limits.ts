/** What one connection or endpoint may cost (PROTOCOL.md, rule 3). Times in milliseconds. */
export interface Limits {
  /** Quiet after which an unfinished frame is looked at again, since its length may lie. */
  readonly silence: number;
  /** Longest that one frame may take from its first octet. */
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
}

export const LIMITS: Limits = {
  silence: 150,
  frame: 5_000,
  idle: 30_000,
  firstFrame: 30_000,
  betweenFrames: 60_000,
  frames: 64,
};
