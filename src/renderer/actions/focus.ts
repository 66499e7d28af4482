import { flushSync } from 'react-dom';
import { panels } from '../canvas-handle';

/** Elements that a key puts the focus into. */
export const FIND_BOX_ID = 'find-a-peer';
const LIST_IDS = { events: 'events-list', peers: 'peers-grid' } as const;
export const { events: EVENTS_LIST_ID, peers: PEERS_GRID_ID } = LIST_IDS;

export function focusOn(elementId: string): void {
  document.getElementById(elementId)?.focus();
}

/** Shows the panel and puts the focus into its list, at once: the next key is meant for it. */
export function focusOnPanel(panel: keyof typeof LIST_IDS): void {
  flushSync(() => panels.showTab(panel));
  const focus = () => focusOn(LIST_IDS[panel]);
  focus();
  // A panel that was folded is drawn in a second step.
  requestAnimationFrame(focus);
}
