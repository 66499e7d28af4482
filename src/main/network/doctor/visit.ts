import type { Transport } from '../../../shared/network/events';
import type { CheckName } from '../../../shared/network/report';
import { type Address, type AddressKey, keyOf } from '../../../shared/protocol/address';
import { encodeFrame } from '../../../shared/protocol/frame';
import type { Verb } from '../../../shared/protocol/message';
import { ask, type Outcome } from './ask';
import type { Heard } from './heard';
import type { Mailbox } from './mailbox';

/** An entry that the doctor made in a registry, to be taken out again. */
export interface OwnEntry {
  readonly address: Address;
  readonly name: string;
}

/** One thing tried, with what came back; the judge makes a check of it. */
export interface Trial {
  readonly name: CheckName;
  readonly transport: Transport;
  readonly sent: readonly string[];
  readonly due: number;
  /** The verb that answers it where it is understood. */
  readonly reply: Verb;
  readonly outcome: Outcome | null;
  /** Why it was not tried; null where it was. */
  readonly notTried: string | null;
  /** Whom the doctor had registered when it asked, and as whom it asked. */
  readonly entries: readonly OwnEntry[];
  readonly asker: Address;
}

export interface Attempt {
  readonly name: CheckName;
  /** The body of the frame, which is sent with its exact length; or chunks that are written as they are. */
  readonly body?: string;
  readonly chunks?: readonly string[];
  readonly reply: Verb;
  readonly due?: number;
  readonly late?: boolean;
  readonly mailbox?: Mailbox;
}

export interface VisitOptions {
  readonly to: Address;
  readonly transport: Transport;
  /** Longest wait for an answer, in milliseconds. */
  readonly timeout: number;
  readonly signal: AbortSignal;
  readonly mailbox: Mailbox;
}

const ENDED_BEFORE = 'the examination was ended before';

/** The doctor at one address, by one transport: what it tried there, and what it has to tidy up. */
export class Visit {
  readonly trials: Trial[] = [];
  readonly to: Address;
  readonly transport: Transport;
  readonly mailbox: Mailbox;
  readonly #timeout: number;
  readonly #signal: AbortSignal;
  readonly #entries = new Map<AddressKey, OwnEntry[]>();

  constructor({ to, transport, timeout, signal, mailbox }: VisitOptions) {
    this.to = to;
    this.transport = transport;
    this.mailbox = mailbox;
    this.#timeout = timeout;
    this.#signal = signal;
  }

  get over(): boolean {
    return this.#signal.aborted;
  }

  get entries(): OwnEntry[] {
    return [...this.#entries.values()].flat();
  }

  /** Tries one thing and records it. @param signal instead of the visit's own, for tidying up after it was ended */
  async attempt(attempt: Attempt, signal: AbortSignal = this.#signal): Promise<Outcome> {
    const { name, body, chunks = [encodeFrame(body ?? '')], reply, due = 1, late = false } = attempt;
    const mailbox = attempt.mailbox ?? this.mailbox;
    const { to, transport, entries } = this;
    if (signal.aborted) {
      this.skip(name, ENDED_BEFORE, reply);
      return { heard: [], ended: 'silent', problem: null };
    }
    const outcome = await ask({
      transport,
      to,
      chunks,
      due,
      late: late ? reply : null,
      mailbox,
      timeout: this.#timeout,
      signal,
    });
    if (signal.aborted && outcome.heard.length < due) {
      // It was not waited for, so that nothing came is not its fault.
      this.skip(name, ENDED_BEFORE, reply);
      return outcome;
    }
    this.trials.push({
      name,
      transport,
      sent: chunks,
      due,
      reply,
      outcome,
      notTried: null,
      entries,
      asker: mailbox.address,
    });
    return outcome;
  }

  skip(name: CheckName, why: string, reply: Verb = 'ERROR'): void {
    const { transport, entries, mailbox } = this;
    const asker = mailbox.address;
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
  heardAt(name: CheckName): readonly Heard[] {
    return this.trials.find((trial) => trial.name === name)?.outcome?.heard ?? [];
  }
}

/** @returns whether something of a verb was heard */
export function hears(outcome: { readonly heard: readonly Heard[] }, verb: Verb): boolean {
  return outcome.heard.some(({ message }) => message?.verb === verb);
}

/** @returns the code of the first answer with that verb, or null */
export function codeHeard(heard: readonly Heard[], verb: Verb): number | null {
  for (const { message } of heard) if (message?.verb === verb && 'code' in message) return message.code;
  return null;
}
