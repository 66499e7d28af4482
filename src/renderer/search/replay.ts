import type { Lab } from '../lab/lab';
import { labPart } from '../lab/part';
import { anatomyOnCanvas, searchPanel } from './search-panel';

/** Milliseconds that a whole search takes to play, and that one step takes at least and at most. */
const WHOLE_MS = 18_000;
const MIN_STEP_MS = 90;
const MAX_STEP_MS = 480;

/** How a search of so many steps is played: few are shown one by one, of many some at a time. */
export function tempoOf(steps: number): { readonly interval: number; readonly by: number } {
  const each = WHOLE_MS / Math.max(steps, 1);
  const interval = Math.min(Math.max(each, MIN_STEP_MS), MAX_STEP_MS);
  return { interval, by: Math.max(1, Math.round(interval / each)) };
}

/** The search on the canvas, played again from its messages. */
export const replay = labPart((lab) => new Replay(lab));

class Replay {
  readonly #lab: Lab;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(lab: Lab) {
    this.#lab = lab;
  }

  /** From the step that is shown; from the beginning after the last one. */
  play(): void {
    const { step } = this.#panel.getState();
    this.#panel.setState({ playing: true, step: step === null || step >= this.#steps ? 0 : step });
    this.#tick();
  }

  pause(): void {
    clearTimeout(this.#timer);
    if (this.#panel.getState().playing) this.#panel.setState({ playing: false });
  }

  /** @param step steps taken, from 0 */
  goTo(step: number): void {
    this.pause();
    this.#panel.setState({ step: Math.min(Math.max(step, 0), this.#steps) });
  }

  /** One message on, or back. */
  by(steps: 1 | -1): void {
    this.goTo((this.#panel.getState().step ?? this.#steps) + steps);
  }

  #tick(): void {
    clearTimeout(this.#timer);
    const { interval, by } = tempoOf(this.#steps);
    this.#timer = setTimeout(() => {
      const { playing, step } = this.#panel.getState();
      if (!playing) return;
      const next = Math.min((step ?? 0) + by, this.#steps);
      this.#panel.setState({ step: next, playing: next < this.#steps });
      if (next < this.#steps) this.#tick();
    }, interval);
  }

  get #panel() {
    return searchPanel(this.#lab);
  }

  get #steps(): number {
    return anatomyOnCanvas(this.#panel.getState())?.steps.length ?? 0;
  }
}
