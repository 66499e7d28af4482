import { systemRandom } from './random';
import type { Runtime, Timer } from './runtime';

/** The clock, the timers and the random numbers of the system. */
export const systemRuntime: Runtime = {
  now: () => performance.now(),
  wallClock: () => Date.now(),
  setTimer: (milliseconds, job) => new SystemTimer(milliseconds, job),
  soon: (job) => new Soon(job),
  outside: (work) => work(),
  random: systemRandom,
};

class SystemTimer implements Timer {
  readonly #milliseconds: number;
  readonly #job: () => void;
  #timeout: NodeJS.Timeout | null;

  constructor(milliseconds: number, job: () => void) {
    this.#milliseconds = milliseconds;
    this.#job = job;
    this.#timeout = setTimeout(job, milliseconds);
  }

  cancel(): void {
    if (this.#timeout) clearTimeout(this.#timeout);
    this.#timeout = null;
  }

  restart(): void {
    if (this.#timeout) this.#timeout.refresh();
    else this.#timeout = setTimeout(this.#job, this.#milliseconds);
  }
}

class Soon implements Timer {
  readonly #job: () => void;
  #immediate: NodeJS.Immediate;

  constructor(job: () => void) {
    this.#job = job;
    this.#immediate = setImmediate(job);
  }

  cancel(): void {
    clearImmediate(this.#immediate);
  }

  restart(): void {
    clearImmediate(this.#immediate);
    this.#immediate = setImmediate(this.#job);
  }
}
