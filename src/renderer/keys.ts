import { flushSync } from 'react-dom';
import type { PeerAction } from './actions/allowed';
import { allowedFor, canConnect, canPing, canRename, pairOf } from './actions/allowed';
import { addPeers, connectPeers, pingPeer } from './actions/commands';
import { actOn } from './actions/peer-actions';
import { canvas, panels } from './canvas-handle';
import { openDialog } from './dialogs/open-dialog';
import { EVENTS_LIST_ID } from './drawer/EventsTab';
import { PEERS_GRID_ID } from './drawer/PeersTab';
import { redo, undo } from './history/history';
import type { Lab } from './lab/lab';
import { goToSearch } from './search/ask';
import { leaveAnatomy } from './search/search-panel';
import { closeSheet } from './sheet';
import { FIND_BOX_ID } from './toolbar/FindBox';

const onSelection = (lab: Lab, action: PeerAction) => () => {
  const { network, selection } = lab.store.getState();
  if (allowedFor(network, selection, action).length > 0) actOn(lab, network, selection, action);
};

/** Shows the tab and puts the focus into its list, at once: the next key is meant for it. */
function goToTab(tab: 'events' | 'peers', listId: string): void {
  flushSync(() => panels.showTab(tab));
  const focus = () => document.getElementById(listId)?.focus();
  focus();
  // A drawer that was folded is drawn in a second step.
  requestAnimationFrame(focus);
}

/** What each key does while no field has the focus; letters in lower case. */
const keysOf = (lab: Lab): Readonly<Record<string, () => void>> => ({
  n: () => void addPeers(lab),
  m: () => openDialog(lab, { kind: 'add-many' }),
  j: onSelection(lab, 'join'),
  l: onSelection(lab, 'leave'),
  c: onSelection(lab, 'crash'),
  r: onSelection(lab, 'restart'),
  g: onSelection(lab, 'register'),
  u: onSelection(lab, 'unregister'),
  delete: onSelection(lab, 'remove'),
  backspace: onSelection(lab, 'remove'),
  k: () => {
    const { network, selection } = lab.store.getState();
    const pair = pairOf(selection);
    if (pair && canConnect(network, ...pair)) void connectPeers(lab, ...pair);
  },
  p: () => {
    const { network, selection } = lab.store.getState();
    const pair = pairOf(selection);
    if (pair && canPing(network, pair[0])) void pingPeer(lab, ...pair);
  },
  f: canvas(lab).fit,
  '+': canvas(lab).zoomIn,
  '=': canvas(lab).zoomIn,
  '-': canvas(lab).zoomOut,
  z: () => lab.freeze(!lab.store.getState().frozen),
  '/': () => document.getElementById(FIND_BOX_ID)?.focus(),
  e: () => goToTab('events', EVENTS_LIST_ID),
  t: () => goToTab('peers', PEERS_GRID_ID),
  s: () => goToSearch(lab),
  i: panels.toggleInspector,
  d: panels.toggleDrawer,
  ',': () => openDialog(lab, { kind: 'settings' }),
  '?': () => openDialog(lab, { kind: 'help' }),
  f2: () => {
    const { network, selection } = lab.store.getState();
    const [id] = selection;
    if (selection.size === 1 && id !== undefined && canRename(network, id)) {
      openDialog(lab, { kind: 'rename', id });
    }
  },
  escape: () => {
    if (!closeSheet() && !leaveAnatomy(lab)) lab.select.clear();
  },
});

/** Where keys mean themselves: fields, and what floats above the window. */
const ELSEWHERE =
  'input, textarea, select, [contenteditable], [role="dialog"], [role="alertdialog"], [role="menu"]';

/** @returns what Ctrl+Z, Ctrl+Shift+Z and Ctrl+Y do, with Cmd in place of Ctrl on a Mac */
function historyStep({ key, ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent): typeof undo | null {
  if (!(ctrlKey || metaKey) || altKey) return null;
  const letter = key.toLowerCase();
  if (letter === 'z') return shiftKey ? redo : undo;
  return letter === 'y' && !shiftKey ? redo : null;
}

/** Undo and Redo of the desktop app's menu mean the text field that has the focus, else the last action. */
function onMenu(lab: Lab, { source, data }: MessageEvent): void {
  if (source !== window || (data !== 'syncpulse:undo' && data !== 'syncpulse:redo')) return;
  const step = data === 'syncpulse:undo' ? 'undo' : 'redo';
  // Deprecated, and the only way to a field's own history; a dialog without a focused field has nothing to undo.
  if (document.activeElement?.closest(ELSEWHERE)) document.execCommand(step);
  else void (step === 'undo' ? undo(lab) : redo(lab));
}

/** @returns a function that takes the keys back */
export function listenToKeys(lab: Lab): () => void {
  const keys = keysOf(lab);
  const onMessage = (event: MessageEvent) => onMenu(lab, event);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing) return;
    if (event.target instanceof Element && event.target.closest(ELSEWHERE)) return;
    const key = event.key.toLowerCase();
    if ((event.ctrlKey || event.metaKey) && !event.altKey && key === 'a') {
      event.preventDefault();
      lab.select.only(lab.store.getState().network.peers.keys());
      return;
    }
    const step = historyStep(event);
    if (step) {
      event.preventDefault();
      if (!event.repeat) void step(lab);
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const command = keys[key];
    // A key held down adds one peer, not thirty a second.
    if (!command || event.repeat) return;
    event.preventDefault();
    command();
  };
  window.addEventListener('keydown', onKeyDown);
  window.addEventListener('message', onMessage);
  return () => {
    window.removeEventListener('keydown', onKeyDown);
    window.removeEventListener('message', onMessage);
  };
}
