import type { Problem } from '../../../shared/problem';
import type { Address } from '../../../shared/protocol/address';
import { FrameDecoder } from '../../../shared/protocol/frame/frame-decoder';
import type { FrameResult } from '../../../shared/protocol/frame/read-frame';
import { isVerb } from '../../../shared/protocol/verbs';
import type { Runtime, Timer } from '../../runtime/runtime';
import type { Connection, Transport } from '../../transport/transport';
import type { FairQueue } from '../connections/fair-queue';
import type { Limits } from '../connections/limits';
import type { LocalConnection, LocalConnections } from '../connections/local-connections';
import type { SocketBudget } from '../connections/socket-budget';
import type { DropReason, FrameConnection, FrameConnectionHandler, FrameHandler } from './frame-transport';
import { refuseHttp } from './refuse-http';
import { protocolOf } from './sniff-protocol';

/** What all connections of one transport share. */
export interface TcpContext {
  readonly runtime: Runtime;
  readonly transport: Transport;
  readonly lines: LocalConnections;
  /** Read for each connection. */
  readonly limits: () => Limits;
  readonly budget: SocketBudget;
  /** Unfinished frames that are looked at again after a silence. */
  readonly lastLooks: FairQueue;
}

/** Reads the frames of a connection that somebody has opened, until it is closed or turns out to speak HTTP. */
export function serve(connection: Connection, receiver: FrameHandler, means: TcpContext): void {
  const { runtime, lines, budget } = means;
  const limits = means.limits();
  const { local, remote } = connection;
  // Looked up at once and kept: a busy process may read only long after the other end was closed and forgotten.
  let dialled = lines.initiatorOf(remote, local);
  const ownLine = (): LocalConnection | null => {
    dialled ??= lines.initiatorOf(remote, local);
    return dialled;
  };
  const from = (): Address => ownLine()?.identity ?? remote;
  const cut = (reason: DropReason) => {
    if (connection.destroyed) return;
    receiver.onDropped(from(), reason);
    connection.destroy();
  };
  const progress = () => connection.bytesRead + connection.bytesWritten;
  let isWeb = false;
  const place = budget.admit({
    ip: remote.ip,
    isOwn: () => from() !== remote,
    mayBeOwn: () => lines.isDialling(local),
    progress: () => (isWeb ? progress() : 0),
    evict: () => cut('made-room'),
  });
  if (!place) return cut('too-many-connections');
  let noFrame = runtime.setTimer(limits.firstFrame, () => cut('no-frame'));
  let before = 0;
  const idle = runtime.setTimer(limits.idle, () => {
    if (!isWeb) return cut('idle');
    // What HTTP reads and writes passes by here: it is looked at from time to time.
    if (progress() === before) return connection.destroy();
    before = progress();
    idle.restart();
  });
  const onActivity = () => idle.restart();
  connection.on('data', onActivity);
  connection.once('close', () => {
    place.release();
    noFrame.cancel();
    idle.cancel();
  });
  // Who does not read its answers is not read from either, or they would pile up here for as long as it asks.
  const reply = (text: string) => {
    if (!connection.writable) return false;
    if (dialled) dialled.answered += 1;
    onActivity();
    if (!connection.write(text)) connection.pause();
    return true;
  };
  const onDrain = () => {
    connection.resume();
  };
  connection.on('drain', onDrain);
  let deferred = 0;
  let ending = false;
  const hangUp = () => {
    ending = true;
    if (deferred === 0) connection.end();
  };
  const defer = () => {
    deferred += 1;
    if (dialled) dialled.deferred += 1;
    return () => {
      deferred -= 1;
      if (dialled) dialled.deferred -= 1;
      if (ending) hangUp();
    };
  };
  const handOver = (bytes: Buffer) => {
    noFrame.cancel();
    isWeb = true;
    place.used();
    connection.off('drain', onDrain).off('end', hangUp).off('data', onActivity).pause().unshift(bytes);
    if (receiver.onHttp) receiver.onHttp(connection);
    else {
      receiver.onDropped(from(), 'http-request');
      refuseHttp(connection, runtime);
    }
    connection.resume();
  };
  readFrames(
    connection,
    means,
    cut,
    (result) => {
      if (isMessage(result)) {
        place.used();
        noFrame.cancel();
        noFrame = runtime.setTimer(limits.betweenFrames, () => cut('no-frame'));
      }
      // The dialling end notes its port before it sends a byte, so a line of our own is known by its first frame.
      const line = ownLine();
      line?.take();
      receiver.onFrame({ result, from: from(), transport: 'tcp', reply, defer, close: hangUp });
      line?.onTaken?.();
    },
    handOver,
  );
  // Only now, so that a frame which the end of the stream completes is still answered.
  connection.once('end', hangUp);
  connection.on('error', () => connection.destroy());
}

/** Whether it begins as a message does. Bytes that dribble in are read as frames too, since some programs send no length. */
function isMessage(result: FrameResult): boolean {
  if (!result.ok) return false;
  const [verb = ''] = result.frame.body.trimEnd().split(' ', 1);
  return isVerb(verb.toUpperCase());
}

/** A connection that was dialled, which can carry further frames. */
export interface DialledConnection extends FrameConnection {
  /** Sends one more frame. */
  say(text: string): void;
  /** What the accepting end has done; undefined before it took the connection. */
  readonly own: LocalConnection | undefined;
}

/**
 * Says one frame on a new connection and reports what comes back.
 *
 * @param connect opens the connection
 */
export function dial(
  connect: (to: Address) => Connection,
  to: Address,
  text: string,
  identity: Address,
  listener: FrameConnectionHandler,
  means: TcpContext,
): DialledConnection {
  const { lines, transport } = means;
  let problem: Problem | null = null;
  const { connection, own, giveBack } = connectAs(connect, to, identity, means);
  connection.once('connect', () => listener.connected?.());
  connection.on('error', (error) => {
    problem = transport.explain(error, to);
    connection.destroy();
  });
  connection.once('close', () => {
    const line = own();
    if (line) lines.close(line);
    listener.closed(problem);
  });
  readFrames(connection, means, () => connection.destroy(), listener.received);
  if (text !== '') {
    // Called in the turn of the event loop in which the last byte is written, and so before an answer is read.
    connection.write(text, (error) => {
      if (!error) listener.written?.();
    });
  }
  return {
    say: (frame) => void connection.write(frame),
    get own() {
      return own();
    },
    end: () => connection.end(),
    close: () => {
      connection.destroy();
      // The descriptor is free at once, the event of it comes later.
      giveBack();
    },
  };
}

/** Opens a connection in the name of an endpoint, so that the accepting end, where it is one of ours, knows whose it is. */
export function connectAs(
  connect: (to: Address) => Connection,
  to: Address,
  identity: Address,
  { lines, budget }: TcpContext,
): { readonly connection: Connection; own(): LocalConnection | undefined; giveBack(): void } {
  let own: LocalConnection | undefined;
  const connection = connect(to);
  const begun = lines.begin(to);
  const giveBack = budget.hold(1);
  // The other end will be a socket of this process too, and is counted by itself once it is there.
  const giveBackOther = budget.hold(lines.isEndpoint(to) ? 1 : 0);
  connection.once('connect', () => {
    giveBackOther();
    own = lines.note(connection.local, connection.remote, identity);
    begun();
  });
  connection.once('close', () => {
    begun();
    giveBack();
    giveBackOther();
  });
  return { connection, own: () => own, giveBack };
}

/**
 * Feeds a decoder from a connection, with the two clocks that keep a lying length and a slow sender from hanging it.
 *
 * @param handOver takes the connection and what has been read of it, where it opens with an HTTP request
 */
function readFrames(
  connection: Connection,
  { runtime, limits: limitsNow, lastLooks }: TcpContext,
  cut: (reason: DropReason) => void,
  take: (result: FrameResult) => void,
  handOver?: (bytes: Buffer) => void,
): void {
  const limits = limitsNow();
  const decoder = new FrameDecoder();
  let silence: Timer | undefined;
  let takeBack = () => {};
  let deadline: Timer | undefined;
  /** What has come of an opening that may still become an HTTP request; undefined once it is known to be frames. */
  let opening: Buffer | undefined = handOver && Buffer.alloc(0);

  const stopClocks = () => {
    silence?.cancel();
    takeBack();
    deadline?.cancel();
  };
  // In a busy process the timer may be late and the rest be waiting in the socket: that is read first.
  const onSilence = () => {
    takeBack = lastLooks.add(() => deliver(decoder.silence()));
  };
  const deliver = (results: readonly FrameResult[]) => {
    if (results.length > 0) opening = undefined;
    if (results.length > limits.frames) return cut('too-many-frames');
    for (const result of results) {
      if (connection.destroyed) return;
      take(result);
    }
    takeBack();
    // A finished frame starts the clock of the next one; an unfinished one keeps its own.
    if (decoder.pending === 0 || results.length > 0) {
      deadline?.cancel();
      deadline = undefined;
    }
    if (decoder.pending === 0 || connection.destroyed) {
      silence?.cancel();
      return;
    }
    // Restarted, not made again: one that sends a byte at a time costs as little as can be.
    if (silence) silence.restart();
    else silence = runtime.setTimer(limits.silence, onSilence);
    deadline ??= runtime.setTimer(limits.frame, () => cut('frame-too-slow'));
  };

  const onEnd = () => deliver(decoder.end());
  const onData = (chunk: Buffer) => {
    if (opening && handOver) {
      opening = opening.length === 0 ? chunk : Buffer.concat([opening, chunk]);
      const kind = protocolOf(opening);
      if (kind === 'http') {
        stopClocks();
        connection.off('data', onData).off('end', onEnd);
        return handOver(opening);
      }
      if (kind === 'frames') opening = undefined;
    }
    deliver(decoder.push(chunk));
  };
  connection.on('data', onData);
  connection.once('end', onEnd);
  connection.once('close', stopClocks);
}
