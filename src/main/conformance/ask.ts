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
import { type ExaminedReply, understand } from './examined-reply';
import type { ReceivedFrame, ReplyListener } from './reply-listener';
import { encode } from './show-bytes';

export interface Question {
  readonly transport: Transport;
  readonly to: Address;
  /** What is written, in order, with {@link GAP_MS} between two. On UDP there is one. */
  readonly chunks: readonly string[];
  /** How many answers are due. */
  readonly due: number;
  /** The answer that may also come as a new message at the mailbox (family D); null where that makes no sense. */
  readonly late: Verb | null;
  readonly listener: ReplyListener;
  /** Longest wait for each answer, in milliseconds. */
  readonly timeout: number;
  readonly signal: AbortSignal;
}

export interface Outcome {
  readonly heard: readonly ExaminedReply[];
  /** What came first: all answers, the end of the connection, or the end of patience; or there was no connection. */
  readonly ended: 'answered' | 'closed' | 'silent' | 'refused';
  readonly problem: Problem | null;
}

/** Milliseconds between two chunks: enough that the other side reads them apart. */
const GAP_MS = 60;
/** Milliseconds after the last answer in which more may come that should not. */
const LINGER_MS = 50;

/** Asks and listens. Never rejects; every socket that it opened is closed when it resolves. */
export async function ask(question: Question): Promise<Outcome> {
  const { transport, listener } = question;
  const listening = new ReplyCollection(question);
  listener.listener = listening.receiveFrame;
  try {
    return await (transport === 'tcp' ? askTcp(question, listening) : askUdp(question, listening));
  } finally {
    listener.listener = null;
  }
}

async function askUdp(question: Question, listening: ReplyCollection): Promise<Outcome> {
  const { listener, to, chunks, timeout, signal } = question;
  const done = new AbortController();
  for (const chunk of chunks) listener.send(to, encode(chunk));
  await Promise.race([
    listening.complete,
    sleep(systemRuntime, timeout, AbortSignal.any([signal, done.signal])),
  ]);
  done.abort();
  if (listening.heard.length > 0) await sleep(systemRuntime, LINGER_MS, signal);
  return outcome(listening, 'silent', null);
}

async function askTcp(question: Question, listening: ReplyCollection): Promise<Outcome> {
  const { to, chunks, timeout, late, signal } = question;
  const socket = createConnection({ host: to.ip, port: to.port, noDelay: true });
  const done = new AbortController();
  const patience = AbortSignal.any([signal, done.signal]);
  let problem: Problem | null = null;
  let connected = false;
  socket.on('error', (error) => {
    problem = socketProblem(error, to);
  });
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  const settled = Promise.race([listening.complete, late === null ? closed : never()]);
  try {
    await Promise.race([
      new Promise<void>((resolve) => {
        socket.once('connect', () => {
          connected = true;
          resolve();
        });
      }),
      closed,
      sleep(systemRuntime, timeout, patience),
    ]);
    if (!connected) return { heard: [], ended: 'refused', problem: problem ?? socketProblem(undefined, to) };
    collect(socket, listening);
    await write(socket, chunks, patience);
    // A frame is ended by a silence at the latest, so an answer that began in time may be waited for a little longer.
    await Promise.race([settled, sleep(systemRuntime, timeout, patience)]);
    if (listening.heard.length === 0 && socket.bytesRead > 0)
      await Promise.race([settled, sleep(systemRuntime, 3 * LIMITS.silence, patience)]);
    else if (listening.heard.length > 0) await sleep(systemRuntime, LINGER_MS, patience);
    return outcome(listening, socket.destroyed || socket.readableEnded ? 'closed' : 'silent', problem);
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

function collect(socket: Socket, listening: ReplyCollection): void {
  const collector = new Collector();
  let silence: NodeJS.Timeout | undefined;
  const deliver = (pieces: ReturnType<Collector['push']>) => {
    for (const { bytes, result } of pieces)
      listening.receive(understand(bytes, result, 'reply', listening.elapsed));
    clearTimeout(silence);
    if (collector.pending > 0) silence = setTimeout(() => deliver(collector.silence()), LIMITS.silence);
  };
  socket.on('data', (chunk) => deliver(collector.push(chunk)));
  socket.once('end', () => deliver(collector.end()));
  socket.once('close', () => clearTimeout(silence));
}

function outcome(
  { heard, due }: ReplyCollection,
  otherwise: 'closed' | 'silent',
  problem: Problem | null,
): Outcome {
  return { heard, ended: heard.length >= due ? 'answered' : otherwise, problem };
}

function never(): Promise<never> {
  return new Promise(() => undefined);
}

/** Gathers what comes back, by whichever way. */
class ReplyCollection {
  readonly heard: ExaminedReply[] = [];
  readonly complete: Promise<void>;
  readonly due: number;
  readonly #question: Question;
  readonly #start = performance.now();
  #resolve: () => void = () => undefined;

  constructor(question: Question) {
    this.#question = question;
    this.due = question.due;
    this.complete = new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  get elapsed(): number {
    return performance.now() - this.#start;
  }

  receive(heard: ExaminedReply): void {
    this.heard.push(heard);
    if (this.heard.length >= this.due) this.#resolve();
  }

  readonly receiveFrame = ({ bytes, result, from, transport }: ReceivedFrame): void => {
    const { to, late, transport: by } = this.#question;
    if (from.ip !== to.ip) return;
    if (transport === 'udp' && by === 'udp' && from.port === to.port) {
      return this.receive(understand(bytes, result, 'reply', this.elapsed));
    }
    const via = transport === 'udp' && by === 'udp' ? 'other port' : 'new message';
    const heard = understand(bytes, result, via, this.elapsed);
    // Neighbours may have questions of their own meanwhile; only what answers this one counts.
    const verb = heard.message?.verb;
    if (verb !== undefined && (via === 'other port' ? mayAnswer(verb) : verb === late)) this.receive(heard);
  };
}
