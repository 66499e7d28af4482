import type { Transport } from '../../shared/network/events';
import type { CheckName, Death, ExamineProgress } from '../../shared/network/report';
import { type Address, type AddressKey, keyOf } from '../../shared/protocol/address';
import { encodeFrame } from '../../shared/protocol/frame/encode-frame';
import type { Verb } from '../../shared/protocol/message';
import type { ExaminedReply } from './examined-reply';
import { RULES } from './expectations';
import type { ReplyListener } from './reply-listener';
import { type Outcome, type ProbeRequest, sendRequest } from './send-request';
import type { OwnEntry, Trial } from './trial';

export interface Attempt {
  readonly name: CheckName;
  /** The body of the frame, which is sent with its exact length; or chunks that are written unchanged. */
  readonly body?: string;
  readonly chunks?: readonly string[];
  readonly reply: Verb;
  readonly due?: number;
  readonly late?: boolean;
  readonly listener?: ReplyListener;
}

export interface ExaminationSessionOptions {
  readonly to: Address;
  readonly transport: Transport;
  /** Longest wait for a reply, in milliseconds. */
  readonly timeout: number;
  readonly signal: AbortSignal;
  readonly listener: ReplyListener;
  /** Whether it also sends requests that may end a program that does not expect them. */
  readonly thorough: boolean;
  /** Called before each request is sent. */
  readonly onProgress?: ((progress: ExamineProgress) => void) | undefined;
}

/** Requests that may be repeated at any time, and the reply that shows that the program runs. */
const LIVENESS_PROBES = [
  { body: 'PING', reply: 'PONG' },
  { body: 'ECHO', reply: 'ECHOK' },
] as const;

const ENDED_BEFORE = 'the examination was ended before';
const DIED_BEFORE = 'the program stopped answering before this';

/** The outcome of an attempt that was not sent. */
const UNANSWERED: Outcome = { replies: [], ended: 'silent', problem: null };

/** The examination of one address by one transport: the trials so far, and the entries that the cleanup has to remove. */
export class ExaminationSession {
  readonly trials: Trial[] = [];
  readonly to: Address;
  readonly transport: Transport;
  readonly listener: ReplyListener;
  readonly thorough: boolean;
  readonly #timeout: number;
  readonly #signal: AbortSignal;
  readonly #onProgress: ExaminationSessionOptions['onProgress'];
  readonly #entries = new Map<AddressKey, OwnEntry[]>();
  /** The request at which the program stopped answering; nothing is sent after it. */
  died: Death | null = null;

  constructor({ to, transport, timeout, signal, listener, thorough, onProgress }: ExaminationSessionOptions) {
    this.to = to;
    this.thorough = thorough;
    this.transport = transport;
    this.listener = listener;
    this.#timeout = timeout;
    this.#signal = signal;
    this.#onProgress = onProgress;
  }

  get over(): boolean {
    return this.#signal.aborted;
  }

  /** Whether anything at all came back. */
  get answered(): boolean {
    return this.trials.some(({ outcome }) => outcome !== null && outcome.replies.length > 0);
  }

  get entries(): OwnEntry[] {
    return [...this.#entries.values()].flat();
  }

  /**
   * Makes one trial and records it. Nothing is sent once the program has stopped answering.
   *
   * @param signal instead of the signal of the session, for the cleanup after the session was ended
   */
  async attempt(attempt: Attempt, signal: AbortSignal = this.#signal): Promise<Outcome> {
    const { name, body, chunks = [encodeFrame(body ?? '')], reply, due = 1, late = false } = attempt;
    const { listener = this.listener } = attempt;
    const { transport, entries } = this;
    if (signal.aborted || this.died) {
      this.skip(name, signal.aborted ? ENDED_BEFORE : DIED_BEFORE, reply);
      return UNANSWERED;
    }
    const asked = this.trials.filter(({ outcome }) => outcome !== null).length;
    this.#onProgress?.({ transport, title: RULES[name].title, asked });
    const send = () => this.#send(chunks, { due, late: late ? reply : null, listener, signal });
    let outcome = await send();
    // A listener whose backlog is full refuses for a moment; one that is gone refuses the second attempt too.
    if (outcome.ended === 'refused' && asked > 0 && !signal.aborted) outcome = await send();
    if (outcome.ended === 'refused' && asked > 0) this.#recordFailure('closed');
    if (this.died || (signal.aborted && outcome.replies.length < due)) {
      // The reply was not awaited, or the request not received, so a missing reply is no evidence about this check.
      this.skip(name, this.died ? DIED_BEFORE : ENDED_BEFORE, reply);
      return outcome;
    }
    const requester = listener.address;
    this.trials.push({
      name,
      transport,
      sent: chunks,
      due,
      reply,
      outcome,
      notTried: null,
      entries,
      requester: requester,
    });
    if (outcome.replies.length === 0 && !(await this.#isAlive(signal))) this.#recordFailure('silent');
    return outcome;
  }

  #send(
    chunks: readonly string[],
    request: Pick<ProbeRequest, 'due' | 'late' | 'listener' | 'signal'>,
  ): Promise<Outcome> {
    const { to, transport } = this;
    return sendRequest({ ...request, chunks, to, transport, timeout: this.#timeout });
  }

  /** @returns false where the program no longer answers what it answered before; sent twice, since UDP loses datagrams */
  async #isAlive(signal: AbortSignal): Promise<boolean> {
    const probe = LIVENESS_PROBES.find(({ reply }) =>
      this.trials.some(({ outcome }) => outcome && receives(outcome, reply)),
    );
    if (!probe) return true;
    for (let tries = 0; tries < 2; tries += 1) {
      const request = { due: 1, late: null, listener: this.listener, signal };
      const outcome = await this.#send([encodeFrame(probe.body)], request);
      if (outcome.replies.length > 0 || signal.aborted) return true;
    }
    return false;
  }

  #recordFailure(how: Death['how']): void {
    const last = this.trials.findLast(({ outcome }) => outcome !== null);
    if (!last || this.died) return;
    this.died = { transport: this.transport, name: last.name, title: RULES[last.name].title, how };
  }

  skip(name: CheckName, why: string, reply: Verb = 'ERROR'): void {
    const { transport, entries, listener } = this;
    const requester = listener.address;
    this.trials.push({
      name,
      transport,
      sent: [],
      due: 0,
      reply,
      outcome: null,
      notTried: why,
      entries,
      requester: requester,
    });
  }

  /** Removes a trial from the record: it determined the kind of the program, so its result is no fault. */
  discard(name: CheckName): void {
    const at = this.trials.findIndex((trial) => trial.name === name);
    if (at >= 0) this.trials.splice(at, 1);
  }

  /** Records the entry that a REG may have created at the server: unless it was refused, it counts as created. */
  recordRegistered(entry: OwnEntry): void {
    const key = keyOf(entry.address);
    const others = (this.#entries.get(key) ?? []).filter(({ name }) => name !== entry.name);
    this.#entries.set(key, [...others, entry]);
  }

  recordUnregistered({ address, name }: OwnEntry): void {
    const left = (this.#entries.get(keyOf(address)) ?? []).filter((entry) => entry.name !== name);
    this.#entries.set(keyOf(address), left);
  }

  /** @returns the replies to a trial, if it was made */
  repliesTo(name: CheckName): readonly ExaminedReply[] {
    return this.trials.find((trial) => trial.name === name)?.outcome?.replies ?? [];
  }
}

/** @returns whether a reply with the verb was received */
export function receives(outcome: { readonly replies: readonly ExaminedReply[] }, verb: Verb): boolean {
  return outcome.replies.some(({ message }) => message?.verb === verb);
}

/** @returns the code of the first answer with that verb, or null */
export function codeReceived(replies: readonly ExaminedReply[], verb: Verb): number | null {
  for (const { message } of replies) if (message?.verb === verb && 'code' in message) return message.code;
  return null;
}
