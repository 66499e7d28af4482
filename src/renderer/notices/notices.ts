import { createStore } from 'zustand/vanilla';
import type { PeerId } from '../../shared/network/events';
import type { Lab } from '../lab/lab';
import { labPart } from '../lab/part';

export interface Remedy {
  /** A verb and its object: "Use port 5001". */
  readonly label: string;
  /** The notice stays when it is pressed, and goes with its cause. */
  readonly keepsNotice?: true;
  run(): void;
}

export interface Notice {
  /** A notice replaces the one that has its key. */
  readonly key: string;
  /** Errors stay until they are put away; an answer goes by itself after a while. */
  readonly tone: 'error' | 'answer';
  readonly title: string;
  readonly sentence?: string;
  /** More of the same, folded away. */
  readonly details?: readonly string[];
  readonly remedy?: Remedy;
  /** Peers that it is about: it goes when all of them are removed. */
  readonly about?: readonly PeerId[];
}

/** Milliseconds that an answer stays. */
const ANSWER_STAYS = 8_000;

export const notices = labPart(() =>
  createStore<{ readonly shown: readonly Notice[] }>(() => ({ shown: [] })),
);

/** Timers of the answers, by key. */
const timers = labPart(() => new Map<string, ReturnType<typeof setTimeout>>());

/** Shows a notice. The same words twice are one notice, whoever brought them. */
export function notify(lab: Lab, notice: Notice): void {
  const { shown } = notices(lab).getState();
  const others = shown.filter((other) => other.key !== notice.key);
  if (others.some((other) => other.sentence !== undefined && other.sentence === notice.sentence)) return;
  notices(lab).setState({ shown: [...others, notice] });
  clearTimeout(timers(lab).get(notice.key));
  timers(lab).delete(notice.key);
  if (notice.tone === 'answer') {
    timers(lab).set(
      notice.key,
      setTimeout(() => dismiss(lab, notice.key), ANSWER_STAYS),
    );
  }
}

export function dismiss(lab: Lab, key: string): void {
  clearTimeout(timers(lab).get(key));
  timers(lab).delete(key);
  notices(lab).setState({
    shown: notices(lab)
      .getState()
      .shown.filter((notice) => notice.key !== key),
  });
}
