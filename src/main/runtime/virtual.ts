import TinyQueue from 'tinyqueue';
import { type Random, seeded } from './random';
import type { Runtime, Timer } from './runtime';

/** Where virtual wall clocks begin: the first millisecond of 2001, UTC. */
const BEGINS_AT = Date.UTC(2001, 0, 1);

interface Due {
  readonly at: number;
  /** Decides among those that are due at one moment. */
  readonly lot: number;
  readonly order: number;
  job: (() => void) | null;
}

/**
 * Time that passes only by running: when nothing more can happen at one moment, it goes on to the next at which
 * something is due. What is due at the same moment happens in an order that the seed decides. So a run of minutes takes seconds,
 * and the same seed gives the same run.
 */
export class VirtualRuntime implements Runtime {
  readonly random: Random;
  readonly #lots: Random;
  readonly #queue = new TinyQueue<Due>([], (one, other) => {
    return one.at - other.at || one.lot - other.lot || one.order - other.order;
  });
  #now = 0;
  #order = 0;
  /** Work outside of virtual time that has not ended. */
  #outside = 0;
  #lastOutside: Promise<unknown> = Promise.resolve();

  constructor(seed: number) {
    this.random = seeded(seed).fork('runtime');
    this.#lots = seeded(seed).fork('order of what is due at one moment');
  }

  now(): number {
    return this.#now;
  }

  wallClock(): number {
    return BEGINS_AT + Math.floor(this.#now);
  }

  setTimer(milliseconds: number, job: () => void): Timer {
    let due = this.#add(milliseconds, job);
    return {
      cancel: () => {
        due.job = null;
      },
      restart: () => {
        due.job = null;
        due = this.#add(milliseconds, job);
      },
    };
  }

  soon(job: () => void): Timer {
    return this.setTimer(0, job);
  }

  outside<T>(work: () => Promise<T>): Promise<T> {
    this.#outside += 1;
    const done = this.#lastOutside.then(work).finally(() => {
      this.#outside -= 1;
    });
    this.#lastOutside = done.catch(() => undefined);
    return done;
  }

  /**
   * Lets time pass until the work has ended.
   *
   * @returns what the work returns
   * @throws what the work throws; an Error where nothing is due any longer and the work has not ended, or when it
   *   has not ended after so many virtual milliseconds
   */
  async run<T>(work: Promise<T>, within: number): Promise<T> {
    const until = this.#now + within;
    let ended = false;
    const end = () => {
      ended = true;
    };
    work.then(end, end);
    for (;;) {
      await this.#settled();
      if (ended) return work;
      const due = this.#queue.pop();
      if (!due) throw new Error('Nothing is due any longer, and the work has not ended.');
      if (due.job === null) continue;
      if (due.at > until) throw new Error(`The work has not ended within ${within} ms of virtual time.`);
      this.#now = due.at;
      const job = due.job;
      due.job = null;
      job();
    }
  }

  /** Lets so many milliseconds pass. */
  async pass(milliseconds: number): Promise<void> {
    let end = () => {};
    const passed = new Promise<void>((resolve) => {
      end = resolve;
    });
    this.setTimer(milliseconds, end);
    await this.run(passed, milliseconds);
  }

  /** Lets everything happen that is still due. @returns how many timers ran; throws when that does not end */
  async rest(most = 10_000): Promise<number> {
    let ran = 0;
    for (;;) {
      await this.#settled();
      const due = this.#queue.pop();
      if (!due) return ran;
      if (due.job === null) continue;
      this.#now = due.at;
      const job = due.job;
      due.job = null;
      job();
      ran += 1;
      if (ran > most) throw new Error(`Something goes on after the end: ${job}`);
    }
  }

  #add(milliseconds: number, job: () => void): Due {
    this.#order += 1;
    // As the system's timers do it: whole milliseconds, and never in the past.
    const at = this.#now + Math.max(0, milliseconds);
    const due: Due = { at, lot: this.#lots(), order: this.#order, job };
    this.#queue.push(due);
    return due;
  }

  /** Resolves once all promises and ticks have run, and no work is outside. */
  async #settled(): Promise<void> {
    do {
      await new Promise((resolve) => setImmediate(resolve));
    } while (this.#outside > 0);
  }
}
