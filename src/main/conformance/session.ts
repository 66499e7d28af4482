import type { Transport } from '../../shared/network/events';
import type { CheckName, Death, ExamineProgress } from '../../shared/network/report';
import { type Address, type AddressKey, keyOf } from '../../shared/protocol/address';
import { encodeFrame } from '../../shared/protocol/frame';
import type { Verb } from '../../shared/protocol/message';
import { ask, type Outcome, type Question } from './ask';
import type { ExaminedReply } from './examined-reply';
import { RULES } from './expectations';
import type { ReplyListener } from './reply-listener';
import type { OwnEntry, Trial } from './trial';

export interface Attempt {
  readonly name: CheckName;
  /** The body of the frame, which is sent with its exact length; or chunks that are written as they are. */
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
  /** Longest wait for an answer, in milliseconds. */
  readonly timeout: number;
  readonly signal: AbortSignal;
  readonly listener: ReplyListener;
  /** Whether it also sends what may end a program that does not expect it. */
  readonly thorough: boolean;
  /** Called before each question is sent. */
  readonly onProgress?: ((progress: ExamineProgress) => void) | undefined;
}

/** Questions that any program may be asked again at any time, and the answer that shows that it lives. */
const SIGNS_OF_LIFE = [
  { body: 'PING', reply: 'PONG' },
  { body: 'ECHO', reply: 'ECHOK' },
] as const;

const ENDED_BEFORE = 'the examination was ended before';
const DIED_BEFORE = 'the program stopped answering before this';

/** What an attempt gives back that was not sent. */
const UNANSWERED: Outcome = { heard: [], ended: 'silent', problem: null };

/** The doctor at one address, by one transport: what it tried there, and what it has to tidy up. */
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
  /** At which question the program stopped answering; nothing is sent after it. */
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
    return this.trials.some(({ outcome }) => outcome !== null && outcome.heard.length > 0);
  }

  get entries(): OwnEntry[] {
    return [...this.#entries.values()].flat();
  }

  /**
   * Tries one thing and records it. Nothing is sent any more once the program has stopped answering.
   *
   * @param signal instead of the visit's own, for tidying up after it was ended
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
    const send = () => this.#ask(chunks, { due, late: late ? reply : null, listener: listener, signal });
    let outcome = await send();
    // A listener whose backlog is full refuses for a moment; one that is gone refuses the second attempt too.
    if (outcome.ended === 'refused' && asked > 0 && !signal.aborted) outcome = await send();
    if (outcome.ended === 'refused' && asked > 0) this.#noteDeath('closed');
    if (this.died || (signal.aborted && outcome.heard.length < due)) {
      // It was not waited for, or not received, so that nothing came says nothing about this question.
      this.skip(name, this.died ? DIED_BEFORE : ENDED_BEFORE, reply);
      return outcome;
    }
    const asker = listener.address;
    this.trials.push({ name, transport, sent: chunks, due, reply, outcome, notTried: null, entries, asker });
    if (outcome.heard.length === 0 && !(await this.#lives(signal))) this.#noteDeath('silent');
    return outcome;
  }

  #ask(
    chunks: readonly string[],
    question: Pick<Question, 'due' | 'late' | 'listener' | 'signal'>,
  ): Promise<Outcome> {
    const { to, transport } = this;
    return ask({ ...question, chunks, to, transport, timeout: this.#timeout });
  }

  /** @returns false where the program no longer answers what it answered before; asked twice, since UDP loses datagrams */
  async #lives(signal: AbortSignal): Promise<boolean> {
    const sign = SIGNS_OF_LIFE.find(({ reply }) =>
      this.trials.some(({ outcome }) => outcome && receives(outcome, reply)),
    );
    if (!sign) return true;
    for (let tries = 0; tries < 2; tries += 1) {
      const question = { due: 1, late: null, listener: this.listener, signal };
      const outcome = await this.#ask([encodeFrame(sign.body)], question);
      if (outcome.heard.length > 0 || signal.aborted) return true;
    }
    return false;
  }

  #noteDeath(how: Death['how']): void {
    const last = this.trials.findLast(({ outcome }) => outcome !== null);
    if (!last || this.died) return;
    this.died = { transport: this.transport, name: last.name, title: RULES[last.name].title, how };
  }

  skip(name: CheckName, why: string, reply: Verb = 'ERROR'): void {
    const { transport, entries, listener } = this;
    const asker = listener.address;
    this.trials.push({
      name,
      transport,
      sent: [],
      due: 0,
      reply,
      outcome: null,
      notTried: why,
      entries,
      asker,
    });
  }

  /** Takes a trial out of the record: it told what was not there, which is no fault. */
  forget(name: CheckName): void {
    const at = this.trials.findIndex((trial) => trial.name === name);
    if (at >= 0) this.trials.splice(at, 1);
  }

  /** Notes what a REG may have left at the server: unless it was refused, the entry counts as made. */
  noteRegistered(entry: OwnEntry): void {
    const key = keyOf(entry.address);
    const others = (this.#entries.get(key) ?? []).filter(({ name }) => name !== entry.name);
    this.#entries.set(key, [...others, entry]);
  }

  noteUnregistered({ address, name }: OwnEntry): void {
    const left = (this.#entries.get(keyOf(address)) ?? []).filter((entry) => entry.name !== name);
    this.#entries.set(keyOf(address), left);
  }

  /** @returns what was heard at a trial, if it was made */
  heardAt(name: CheckName): readonly ExaminedReply[] {
    return this.trials.find((trial) => trial.name === name)?.outcome?.heard ?? [];
  }
}

/** @returns whether something of a verb was heard */
export function receives(outcome: { readonly heard: readonly ExaminedReply[] }, verb: Verb): boolean {
  return outcome.heard.some(({ message }) => message?.verb === verb);
}

/** @returns the code of the first answer with that verb, or null */
export function codeReceived(heard: readonly ExaminedReply[], verb: Verb): number | null {
  for (const { message } of heard) if (message?.verb === verb && 'code' in message) return message.code;
  return null;
}
