/** What one connection or endpoint may cost (PROTOCOL.md, rule 3). Times in milliseconds. */
export interface Limits {
  /** Quiet after which an unfinished frame is looked at again, since its length may lie. */
  readonly silence: number;
  /** Longest that one frame may take from its first octet. */
  readonly frame: number;
  /** Longest that a connection may say nothing. */
  readonly idle: number;
  /** Frames taken from one connection in one read before it is cut. */
  readonly frames: number;
  /** Connections held at once by one endpoint: in all, and from one address (loopback excepted). */
  readonly connections: number;
  readonly connectionsFromOne: number;
}

export const LIMITS: Limits = {
  silence: 150,
  frame: 5_000,
  idle: 30_000,
  frames: 64,
  connections: 4_096,
  connectionsFromOne: 64,
};
