import type { EventOf, NetworkEvent, Transport } from '../../../shared/network/events';
import type { Problem, Result } from '../../../shared/problem';
import type { Address } from '../../../shared/protocol/address';
import type { FrameResult } from '../../../shared/protocol/frame/read-frame';
import type { Connection } from '../../transport/transport';
import type { ReplyRateLimiter } from './reply-rate-limiter';

/** One frame, or what could not be read as one, and the way back to whoever sent it. */
export interface InboundFrame {
  readonly result: FrameResult;
  /** The sender: the peer that dialled, where it is one of ours; else the socket's remote address. */
  readonly from: Address;
  readonly transport: Transport;
  /** Its event in the log, once it is there: the cause of whatever is sent because of it. */
  event?: NetworkEvent;
  /** Answers on the path that the frame came by. Never throws. @returns false where that path is gone */
  reply(text: string): boolean;
  /** Keeps open a connection that its sender has half-closed, until the function that it returns is called. */
  defer?(): () => void;
  /** Ends a TCP connection once what was said has gone out; nothing on UDP. */
  close(): void;
}

export type DropReason = EventOf<'connection:dropped'>['reason'];

/** Who listens at an endpoint. Called from socket handlers, so it must not throw. */
export interface FrameHandler {
  onFrame(inbound: InboundFrame): void;
  /** @param count datagrams that were dropped since the last call for this source; default: 1 */
  onDropped(from: Address, reason: DropReason, count?: number): void;
  /**
   * Takes over a connection that opens with an HTTP request, before anything of it was read. Where this is left
   * out, the request is answered 400. The limits on connections go on holding, that on idle ones too.
   */
  onHttp?(connection: Connection): void;
}

/** What comes back on an outgoing connection. `closed` is called once, last. */
export interface FrameConnectionHandler {
  /** The connection is being opened: a paced one may have waited for its turn. */
  begun?(): void;
  /** The other side took the connection. */
  connected?(): void;
  /** The frame was written: called before anything that answers it can be read, and never where it was not. */
  written?(): void;
  received(result: FrameResult): void;
  closed(problem: Problem | null): void;
}

/** An outgoing connection. Both ways of ending it are idempotent. */
export interface FrameConnection {
  /** Says that nothing more will be said, and lets the other side finish. */
  end(): void;
  close(): void;
}

/** One address that is listened on by TCP and UDP, and spoken from. */
export interface Endpoint {
  /** Where it is bound. */
  readonly bound: Address;
  /** Whether an address is or was an endpoint of this process, which listens on TCP and UDP both; default: none is. */
  isLocal?(address: Address): boolean;
  /**
   * Sends one datagram from the listening socket.
   *
   * @param done called once, before anything that answers it can be read: with null where the datagram was sent. An
   *   endpoint that is closed meanwhile does not call it
   */
  send(to: Address, text: string, done?: (problem: Problem | null) => void): void;
  /**
   * Sends one datagram of many, which can wait its turn; sources take turns. Default: as {@link send}.
   *
   * @param done as of {@link send}; also called where too many wait
   * @param source whose message it spreads: `own`, or an IP address
   */
  sendPaced?(to: Address, text: string, done: (problem: Problem | null) => void, source: string): void;
  /**
   * Says one frame on a connection (nothing, where the text is empty), and reports what comes back. The connection is
   * new, unless a quiet one is kept; without a text it always is.
   */
  dial(to: Address, text: string, listener: FrameConnectionHandler): FrameConnection;
  /**
   * The same where many are opened at once and each can wait its turn; sources take turns. Default: as {@link dial}.
   *
   * @param source whose message it spreads: `own`, or an IP address
   * @param keep whether the connection is kept open afterwards for the next message, where the other takes several on
   * one connection; default: no
   */
  dialPaced?(
    to: Address,
    text: string,
    listener: FrameConnectionHandler,
    source: string,
    keep?: boolean,
  ): FrameConnection;
  /** Opens a connection for something other than frames, in the name of this endpoint. */
  connect(to: Address): Connection;
  /** Closes the connection that is kept for the next message to this address, if it is quiet. */
  dropKept?(to: Address): void;
  /** Bounds answers to addresses that have sent nothing, over all endpoints of this process; default: no bound. */
  readonly replyRateLimiter?: Pick<ReplyRateLimiter, 'note' | 'allows'>;
  /** Closes both sockets and every connection. Idempotent; resolves when nothing is left. */
  close(): Promise<void>;
}

/** Moves frames, knows no verb. */
export interface TransportLayer {
  /**
   * @param at the address to listen on; port 0 takes any free one
   * @param identity what the endpoint calls itself to peers of this process; default: where it is bound
   */
  open(
    at: Address,
    receiver: FrameHandler,
    identity?: (bound: Address) => Address,
  ): Promise<Result<Endpoint>>;
  /** Opens a connection for something other than frames, in nobody's name. */
  connect(to: Address): Connection;
  /** Descriptors that the process may hold at once; infinite where it needs none. */
  readonly descriptors: number;
  /** @returns the first port after the given one that is free now */
  nextFreePort(after: Address): Promise<number | undefined>;
}
