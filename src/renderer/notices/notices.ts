import { createStore } from 'zustand/vanilla';
import type { PeerId } from '../../shared/network/events';

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

export const notices = createStore<{ readonly shown: readonly Notice[] }>(() => ({ shown: [] }));

const leaving = new Map<string, ReturnType<typeof setTimeout>>();

/** Shows a notice. The same words twice are one notice, whoever brought them. */
export function notify(notice: Notice): void {
  const { shown } = notices.getState();
  const others = shown.filter((other) => other.key !== notice.key);
  if (others.some((other) => other.sentence !== undefined && other.sentence === notice.sentence)) return;
  notices.setState({ shown: [...others, notice] });
  clearTimeout(leaving.get(notice.key));
  leaving.delete(notice.key);
  if (notice.tone === 'answer') {
    leaving.set(
      notice.key,
      setTimeout(() => dismiss(notice.key), ANSWER_STAYS),
    );
  }
}

export function dismiss(key: string): void {
  clearTimeout(leaving.get(key));
  leaving.delete(key);
  notices.setState({ shown: notices.getState().shown.filter((notice) => notice.key !== key) });
}
