import type { Flow, PeerId } from '../../shared/network/events';
import type { Verb } from '../../shared/protocol/message';
import { mayAnswer, topicOf } from '../../shared/protocol/verbs';
import type { VerbGroup } from './palette';

/** One message (or several of one kind at once) on its way along a line. */
export interface Pulse {
  /** A peer, or the bootstrap server. */
  readonly from: PeerId | 'bootstrap';
  readonly to: PeerId | 'bootstrap';
  readonly group: VerbGroup;
  readonly reply: boolean;
  /** How many messages it stands for. */
  readonly messages: number;
  /** Clock of the page, ms. */
  readonly start: number;
  readonly end: number;
}

interface Sent extends Pick<Pulse, 'from' | 'to'> {
  /** Of a message; `file` stands for bytes of a download. */
  readonly verb: Verb | 'file';
  readonly messages?: number;
}

/** Milliseconds that a pulse travels: long lines a little longer than short ones. */
const SHORTEST = 250;
const LONGEST = 400;
/** Pulses at once; beyond, more of them would say nothing more. */
const MOST_PULSES = 260;
/** Milliseconds by which a reply follows its request, though both came in one batch. */
const REPLY_DELAY = 160;
/** What a batch brings is spread over the time until the next one, lest it blink. */
const SPREAD = 48;

/** Makes pulses of the traffic that the feed sums up: one for each flow that was sent, as many as the eye can take. */
export class Pulses {
  #pulses: Pulse[] = [];

  get size(): number {
    return this.#pulses.length;
  }

  /**
   * @param flows what was sent and received; only the sending side makes a pulse, lest each message have two
   * @param ends the two actors that a flow is drawn between, null when one of them is not on the picture
   * @param length canvas units of a line, for its duration
   */
  add(
    flows: readonly Flow[],
    now: number,
    ends: (flow: Flow) => readonly [from: Pulse['from'], to: Pulse['to']] | null,
    length: (from: Pulse['from'], to: Pulse['to']) => number,
  ): void {
    const sent = flows.filter((flow) => flow.direction === 'sent');
    // When there is too much to show, every n-th is shown, so that no part of the picture is favoured.
    const room = MOST_PULSES - this.#pulses.length;
    const step = Math.max(1, Math.ceil(sent.length / Math.max(room, 1)));
    for (let i = 0; i < sent.length && this.#pulses.length < MOST_PULSES; i += step) {
      const flow = sent[i];
      const between = flow && ends(flow);
      if (!between) continue;
      const [from, to] = between;
      const { verb, messages } = flow;
      const start = now + (i / sent.length) * SPREAD + (mayAnswer(verb) ? REPLY_DELAY : 0);
      this.put({ from, to, verb, messages }, start, length(from, to));
    }
  }

  /** @param length canvas units of its line */
  put({ from, to, verb, messages = 1 }: Sent, start: number, length: number): void {
    if (this.#pulses.length >= MOST_PULSES) return;
    const end = start + Math.min(SHORTEST + length * 0.3, LONGEST);
    const reply = verb !== 'file' && mayAnswer(verb);
    this.#pulses.push({
      from,
      to,
      reply,
      start,
      end,
      group: verb === 'file' ? 'file' : topicOf(verb),
      messages,
    });
  }

  /** Forgets what has arrived. @returns those that are under way or about to start */
  at(now: number): readonly Pulse[] {
    if (this.#pulses.some((pulse) => pulse.end <= now)) {
      this.#pulses = this.#pulses.filter((pulse) => pulse.end > now);
    }
    return this.#pulses;
  }

  clear(): void {
    this.#pulses = [];
  }
}
