import { createConnection, type Socket } from 'node:net';
import type { Transport } from '../../shared/network/events';
import type { Problem } from '../../shared/problem';
import type { Address } from '../../shared/protocol/address';
import type { Verb } from '../../shared/protocol/message';
import { mayAnswer } from '../../shared/protocol/verbs';
import { LIMITS } from '../network/connections/limits';
import { sleep } from '../runtime/runtime';
import { systemRuntime } from '../runtime/system';
import { socketProblem } from '../transport/sockets/socket-problem';
import { Collector } from './collector';
import { decodeReply, type ExaminedReply } from './examined-reply';
import type { ReceivedFrame, ReplyListener } from './reply-listener';
import { encode } from './show-bytes';

export interface ProbeRequest {
  readonly transport: Transport;
  readonly to: Address;
  /** What is written, in order, with {@link GAP_MS} between two. On UDP there is one. */
  readonly chunks: readonly string[];
  /** How many replies the protocol requires. */
  readonly due: number;
  /** The reply that family D may send as a new message to the listener's address; null where no such reply exists. */
  readonly late: Verb | null;
  readonly listener: ReplyListener;
  /** Longest wait for each reply, in milliseconds. */
  readonly timeout: number;
  readonly signal: AbortSignal;
}

export interface Outcome {
  readonly replies: readonly ExaminedReply[];
  /** What came first: all replies, the end of the connection, or the timeout; or the connection was refused. */
  readonly ended: 'answered' | 'closed' | 'silent' | 'refused';
  readonly problem: Problem | null;
}

/** Milliseconds between two chunks: enough that the other side reads them separately. */
const GAP_MS = 60;
/** Milliseconds after the last reply in which a superfluous reply is still recorded. */
const LINGER_MS = 50;

/** Sends a request and collects the replies. Never rejects; every socket that it opened is closed when it resolves. */
export async function sendRequest(request: ProbeRequest): Promise<Outcome> {
  const { transport, listener } = request;
  const collection = new ReplyCollection(request);
  listener.onFrame = collection.onFrame;
  try {
    return await (transport === 'tcp' ? sendByTcp(request, collection) : sendByUdp(request, collection));
  } finally {
    listener.onFrame = null;
  }
}

async function sendByUdp(request: ProbeRequest, collection: ReplyCollection): Promise<Outcome> {
  const { listener, to, chunks, timeout, signal } = request;
  const done = new AbortController();
  for (const chunk of chunks) listener.send(to, encode(chunk));
  await Promise.race([
    collection.complete,
    sleep(systemRuntime, timeout, AbortSignal.any([signal, done.signal])),
  ]);
  done.abort();
  if (collection.replies.length > 0) await sleep(systemRuntime, LINGER_MS, signal);
  return outcome(collection, 'silent', null);
}

async function sendByTcp(request: ProbeRequest, collection: ReplyCollection): Promise<Outcome> {
  const { to, chunks, timeout, late, signal } = request;
  const socket = createConnection({ host: to.ip, port: to.port, noDelay: true });
  const done = new AbortController();
  const limit = AbortSignal.any([signal, done.signal]);
  let problem: Problem | null = null;
  let connected = false;
  socket.on('error', (error) => {
    problem = socketProblem(error, to);
  });
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  const settled = Promise.race([collection.complete, late === null ? closed : never()]);
  try {
    await Promise.race([
      new Promise<void>((resolve) => {
        socket.once('connect', () => {
          connected = true;
          resolve();
        });
      }),
      closed,
      sleep(systemRuntime, timeout, limit),
    ]);
    if (!connected)
      return { replies: [], ended: 'refused', problem: problem ?? socketProblem(undefined, to) };
    collect(socket, collection);
    await write(socket, chunks, limit);
    // An unterminated frame ends after a pause, so a reply that began in time gets a little longer to complete.
    await Promise.race([settled, sleep(systemRuntime, timeout, limit)]);
    if (collection.replies.length === 0 && socket.bytesRead > 0)
      await Promise.race([settled, sleep(systemRuntime, 3 * LIMITS.silence, limit)]);
    else if (collection.replies.length > 0) await sleep(systemRuntime, LINGER_MS, limit);
    return outcome(collection, socket.destroyed || socket.readableEnded ? 'closed' : 'silent', problem);
  } finally {
    done.abort();
    socket.destroy();
    await closed;
  }
}

async function write(socket: Socket, chunks: readonly string[], signal: AbortSignal): Promise<void> {
  for (const [index, chunk] of chunks.entries()) {
    if (index > 0) await sleep(systemRuntime, GAP_MS, signal);
    if (!socket.writable) return;
    socket.write(encode(chunk));
  }
}

function collect(socket: Socket, collection: ReplyCollection): void {
  const collector = new Collector();
  let silence: NodeJS.Timeout | undefined;
  const deliver = (pieces: ReturnType<Collector['push']>) => {
    for (const { bytes, result } of pieces)
      collection.receive(decodeReply(bytes, result, 'reply', collection.elapsed));
    clearTimeout(silence);
    if (collector.pending > 0) silence = setTimeout(() => deliver(collector.silence()), LIMITS.silence);
  };
  socket.on('data', (chunk) => deliver(collector.push(chunk)));
  socket.once('end', () => deliver(collector.end()));
  socket.once('close', () => clearTimeout(silence));
}

function outcome(
  { replies, due }: ReplyCollection,
  otherwise: 'closed' | 'silent',
  problem: Problem | null,
): Outcome {
  return { replies, ended: replies.length >= due ? 'answered' : otherwise, problem };
}

function never(): Promise<never> {
  return new Promise(() => undefined);
}

/** Collects the replies, both those on the connection and those sent to the listener. */
class ReplyCollection {
  readonly replies: ExaminedReply[] = [];
  readonly complete: Promise<void>;
  readonly due: number;
  readonly #request: ProbeRequest;
  readonly #start = performance.now();
  #resolve: () => void = () => undefined;

  constructor(request: ProbeRequest) {
    this.#request = request;
    this.due = request.due;
    this.complete = new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  get elapsed(): number {
    return performance.now() - this.#start;
  }

  receive(reply: ExaminedReply): void {
    this.replies.push(reply);
    if (this.replies.length >= this.due) this.#resolve();
  }

  readonly onFrame = ({ bytes, result, from, transport }: ReceivedFrame): void => {
    const { to, late, transport: by } = this.#request;
    if (from.ip !== to.ip) return;
    if (transport === 'udp' && by === 'udp' && from.port === to.port) {
      return this.receive(decodeReply(bytes, result, 'reply', this.elapsed));
    }
    const via = transport === 'udp' && by === 'udp' ? 'other port' : 'new message';
    const reply = decodeReply(bytes, result, via, this.elapsed);
    // Neighbours may send their own requests meanwhile; only a reply to this request counts.
    const verb = reply.message?.verb;
    if (verb !== undefined && (via === 'other port' ? mayAnswer(verb) : verb === late)) this.receive(reply);
  };
}
