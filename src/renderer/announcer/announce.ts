import { createStore } from 'zustand/vanilla';

/** What a screen reader is to say next. */
export const announced = createStore<{ readonly words: string }>(() => ({ words: '' }));

/** Has a screen reader say it when it has a moment. A newer announcement takes the place of one not yet said. */
export function announce(words: string): void {
  announced.setState({ words });
}
