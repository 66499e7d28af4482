import { createConnection, createServer, type Server, type Socket } from 'node:net';
import type { Problem } from '../../../shared/problem';
import type { Address } from '../../../shared/protocol/address';
import { FrameDecoder, type FrameResult } from '../../../shared/protocol/frame';
import { isVerb } from '../../../shared/protocol/verbs';
import type { DialledLines, OwnLine } from './dialled-lines';
import type { Limits } from './limits';
import { kindOf } from './opening';
import { refuseHttp } from './refuse-http';
import type { SocketBudget } from './socket-budget';
import { socketProblem } from './socket-problem';
import type { CutReason, Line, LineListener, Receiver } from './transport';
import { Turns } from './turns';

/** Unfinished frames that are looked at again after a silence, on all connections of the process. */
const lastLooks = new Turns();

/** Listens for connections; each may carry many frames. @returns the server, listening; throws the socket's error */
export function listenTcp(
  at: Address,
  receiver: Receiver,
  lines: DialledLines,
  limits: () => Limits,
  budget: SocketBudget,
): Promise<Server> {
  const server = createServer({ noDelay: true, allowHalfOpen: true }, (socket) => {
    serve(socket, receiver, lines, limits(), budget);
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: at.ip, port: at.port, backlog: 1024, exclusive: true }, () => {
      server.off('error', reject);
      // After listening, an error can only be a failed accept (out of descriptors): the server lives on.
      server.on('error', () => undefined);
      resolve(server);
    });
  });
}

function serve(
  socket: Socket,
  receiver: Receiver,
  lines: DialledLines,
  limits: Limits,
  budget: SocketBudget,
): void {
  const remote: Address = { ip: socket.remoteAddress ?? '', port: socket.remotePort ?? 0 };
  const local: Address = { ip: socket.localAddress ?? '', port: socket.localPort ?? 0 };
  // Looked up at once and kept: a busy process may read only long after the other end was closed and forgotten.
  let dialled = lines.whoDialled(remote, local);
  const ownLine = (): OwnLine | null => {
    dialled ??= lines.whoDialled(remote, local);
    return dialled;
  };
  const from = (): Address => ownLine()?.identity ?? remote;
  const cut = (reason: CutReason) => {
    if (socket.destroyed) return;
    receiver.cut(from(), reason);
    socket.destroy();
  };
  let isWeb = false;
  const place = budget.admit({
    ip: remote.ip,
    isOwn: () => from() !== remote,
    mayBeOwn: () => lines.isDialling(local),
    progress: () => (isWeb ? socket.bytesRead + socket.bytesWritten : 0),
    giveWay: () => cut('made-room'),
  });
  if (!place) return cut('too-many-connections');
  let noFrame = setTimeout(() => cut('no-frame'), limits.firstFrame);
  socket.once('close', () => {
    place.release();
    clearTimeout(noFrame);
  });
  // Who does not read its answers is not read from either, or they would pile up here for as long as it asks.
  const reply = (text: string) => {
    if (!socket.writable) return false;
    if (dialled) dialled.answered += 1;
    if (!socket.write(text)) socket.pause();
    return true;
  };
  const onDrain = () => {
    socket.resume();
  };
  socket.on('drain', onDrain);
  let deferred = 0;
  let ending = false;
  const hangUp = () => {
    ending = true;
    if (deferred === 0) socket.end();
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
  const onIdle = () => cut('idle');
  socket.setTimeout(limits.idle, onIdle);
  const handOver = (octets: Buffer) => {
    clearTimeout(noFrame);
    isWeb = true;
    place.used();
    socket.off('drain', onDrain).off('end', hangUp).off('timeout', onIdle).pause().unshift(octets);
    if (receiver.web) receiver.web(socket);
    else {
      receiver.cut(from(), 'http-request');
      refuseHttp(socket);
    }
    socket.resume();
  };
  readFrames(
    socket,
    limits,
    cut,
    (result) => {
      if (isMessage(result)) {
        place.used();
        clearTimeout(noFrame);
        noFrame = setTimeout(() => cut('no-frame'), limits.betweenFrames);
      }
      // The dialling end notes its port before it sends a byte, so a line of our own is known by its first frame.
      const line = ownLine();
      line?.take();
      receiver.arrived({ result, from: from(), transport: 'tcp', reply, defer, hangUp });
      line?.onTaken?.();
    },
    handOver,
  );
  // Only now, so that a frame which the end of the stream completes is still answered.
  socket.once('end', hangUp);
  socket.on('error', () => socket.destroy());
}

/** Whether it begins as a message does. Bytes that dribble in are read as frames too, since some programs send no length. */
function isMessage(result: FrameResult): boolean {
  if (!result.ok) return false;
  const [verb = ''] = result.frame.body.trimEnd().split(' ', 1);
  return isVerb(verb.toUpperCase());
}

/** A connection that was dialled, which can carry further frames. */
export interface DialledLine extends Line {
  /** Sends one more frame. */
  say(text: string): void;
  /** What the accepting end has done; undefined before it took the connection. */
  readonly own: OwnLine | undefined;
}

/** Says one frame on a new connection and reports what comes back. */
export function dialTcp(
  to: Address,
  text: string,
  identity: Address,
  listener: LineListener,
  lines: DialledLines,
  limits: Limits,
  budget: SocketBudget,
): DialledLine {
  let problem: Problem | null = null;
  let own: OwnLine | undefined;
  const socket = createConnection({ host: to.ip, port: to.port, noDelay: true });
  const begun = lines.begin(to);
  const giveBack = budget.hold(1);
  // The other end will be a socket of this process too, and is counted by itself once it is there.
  const giveBackOther = budget.hold(lines.isEndpoint(to) ? 1 : 0);
  socket.once('connect', () => {
    giveBackOther();
    const local: Address = { ip: socket.localAddress ?? '', port: socket.localPort ?? 0 };
    const remote: Address = { ip: socket.remoteAddress ?? '', port: socket.remotePort ?? 0 };
    own = lines.note(local, remote, identity);
    begun();
    listener.connected?.();
  });
  socket.on('error', (error) => {
    problem = socketProblem(error, to);
    socket.destroy();
  });
  socket.once('close', () => {
    begun();
    giveBack();
    giveBackOther();
    if (own) lines.close(own);
    listener.closed(problem);
  });
  readFrames(socket, limits, () => socket.destroy(), listener.heard);
  if (text !== '') {
    // Called in the turn of the event loop in which the last byte is written, and so before an answer is read.
    socket.write(text, (error) => {
      if (!error) listener.written?.();
    });
  }
  return {
    say: (frame) => void socket.write(frame),
    get own() {
      return own;
    },
    end: () => socket.end(),
    close: () => {
      socket.destroy();
      // The descriptor is free at once, the event of it comes later.
      giveBack();
    },
  };
}

/**
 * Feeds a decoder from a socket, with the two clocks that keep a lying length and a slow sender from hanging it.
 *
 * @param handOver takes the connection and what has been read of it, where it opens with an HTTP request
 */
function readFrames(
  socket: Socket,
  limits: Limits,
  cut: (reason: CutReason) => void,
  take: (result: FrameResult) => void,
  handOver?: (octets: Buffer) => void,
): void {
  const decoder = new FrameDecoder();
  let silence: NodeJS.Timeout | undefined;
  let takeBack = () => {};
  let deadline: NodeJS.Timeout | undefined;
  /** What has come of an opening that may still become an HTTP request; undefined once it is known to be frames. */
  let opening: Buffer | undefined = handOver && Buffer.alloc(0);

  const stopClocks = () => {
    clearTimeout(silence);
    takeBack();
    clearTimeout(deadline);
  };
  // In a busy process the timer may be late and the rest be waiting in the socket: that is read first.
  const onSilence = () => {
    takeBack = lastLooks.add(() => deliver(decoder.silence()));
  };
  const deliver = (results: readonly FrameResult[]) => {
    if (results.length > 0) opening = undefined;
    if (results.length > limits.frames) return cut('too-many-frames');
    for (const result of results) {
      if (socket.destroyed) return;
      take(result);
    }
    takeBack();
    // A finished frame starts the clock of the next one; an unfinished one keeps its own.
    if (decoder.pending === 0 || results.length > 0) {
      clearTimeout(deadline);
      deadline = undefined;
    }
    if (decoder.pending === 0 || socket.destroyed) {
      clearTimeout(silence);
      silence = undefined;
      return;
    }
    // Refreshed, not made again: one that sends a byte at a time costs as little as can be.
    silence = silence?.refresh() ?? setTimeout(onSilence, limits.silence);
    deadline ??= setTimeout(() => cut('frame-too-slow'), limits.frame);
  };

  const onEnd = () => deliver(decoder.end());
  const onData = (chunk: Buffer) => {
    if (opening && handOver) {
      opening = opening.length === 0 ? chunk : Buffer.concat([opening, chunk]);
      const kind = kindOf(opening);
      if (kind === 'http') {
        stopClocks();
        socket.off('data', onData).off('end', onEnd);
        return handOver(opening);
      }
      if (kind === 'frames') opening = undefined;
    }
    deliver(decoder.push(chunk));
  };
  socket.on('data', onData);
  socket.once('end', onEnd);
  socket.once('close', stopClocks);
}
