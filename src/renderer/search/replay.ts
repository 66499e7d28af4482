import { anatomyOnCanvas, searchPanel } from './search-panel';

/** Milliseconds that a whole search takes to play, and that one step takes at least and at most. */
const WHOLE = 18_000;
const QUICKEST = 90;
const SLOWEST = 480;

let timer: ReturnType<typeof setTimeout> | undefined;

/** How a search of so many steps is played: few are shown one by one, of many some at a time. */
export function tempoOf(steps: number): { readonly interval: number; readonly by: number } {
  const each = WHOLE / Math.max(steps, 1);
  const interval = Math.min(Math.max(each, QUICKEST), SLOWEST);
  return { interval, by: Math.max(1, Math.round(interval / each)) };
}

/** The search on the canvas, played again from its messages. */
export const replay = {
  /** From where it stands; from the beginning once it has come to the end. */
  play(): void {
    const { step } = searchPanel.getState();
    searchPanel.setState({ playing: true, step: step === null || step >= stepsNow() ? 0 : step });
    tick();
  },

  pause(): void {
    clearTimeout(timer);
    if (searchPanel.getState().playing) searchPanel.setState({ playing: false });
  },

  /** @param step steps taken, from 0 */
  goTo(step: number): void {
    replay.pause();
    searchPanel.setState({ step: Math.min(Math.max(step, 0), stepsNow()) });
  },

  /** One message on, or back. */
  by(steps: 1 | -1): void {
    replay.goTo((searchPanel.getState().step ?? stepsNow()) + steps);
  },
};

function tick(): void {
  clearTimeout(timer);
  const { interval, by } = tempoOf(stepsNow());
  timer = setTimeout(() => {
    const { playing, step } = searchPanel.getState();
    if (!playing) return;
    const next = Math.min((step ?? 0) + by, stepsNow());
    searchPanel.setState({ step: next, playing: next < stepsNow() });
    if (next < stepsNow()) tick();
  }, interval);
}

function stepsNow(): number {
  return anatomyOnCanvas(searchPanel.getState())?.steps.length ?? 0;
}
