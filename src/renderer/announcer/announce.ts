import { createStore } from 'zustand/vanilla';
import type { Lab } from '../lab/lab';
import { labPart } from '../lab/part';

/** What a screen reader is to say next. */
export const announced = labPart(() => createStore<{ readonly words: string }>(() => ({ words: '' })));

/** Has a screen reader say it when it has a moment. A newer announcement takes the place of one not yet said. */
export function announce(lab: Lab, words: string): void {
  announced(lab).setState({ words });
}
