import { MENU_ACTIONS } from '../../shared/window-actions';
import { announce } from '../announcer/announce';
import type { Lab } from '../lab/lab';
import { type Action, contextOf, refusalOf } from './action';
import { ACTIONS, actionOf } from './registry';

const BY_KEY: ReadonlyMap<string, Action> = new Map(
  ACTIONS.flatMap((action) => (action.keys ?? []).map((key) => [key, action] as const)),
);

/** Where keys mean themselves: fields, and what lies over the window. */
const FIELDS = 'input, textarea, select, [contenteditable]';
const OVERLAYS = '[role="dialog"], [role="alertdialog"], [role="menu"]';

/** Marks the root element of a lab: its keys act on that lab alone. */
export const LAB_ROOT = 'data-lab';

const KEY_NAMES: Readonly<Record<string, string>> = { Delete: 'Del', Escape: 'Esc' };

/** @returns the key with its modifiers as the registry writes it: "J", "Del", "Ctrl+Shift+Z"; null with Alt */
function keyOf({ key, ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent): string | null {
  if (altKey) return null;
  const name = KEY_NAMES[key] ?? (key.length === 1 ? key.toUpperCase() : key);
  if (!ctrlKey && !metaKey) return name;
  return `Ctrl+${shiftKey ? 'Shift+' : ''}${name}`;
}

/**
 * Runs the actions of a lab by their keys, and those that the application menu of the desktop asks for.
 *
 * @param root the element of the lab
 * @returns a function that ends it
 */
export function listenToKeys(lab: Lab, root: Element): () => void {
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing || !isMeant(root, event.target)) return;
    const key = keyOf(event);
    const action = key === null ? undefined : BY_KEY.get(key);
    if (!action || isTaken(event.target, action)) return;
    // A key held down adds one peer, not thirty a second.
    if (event.repeat && !event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    if (!event.repeat) runNow(lab, action);
  };
  const onMessage = ({ source, data }: MessageEvent) => {
    const id =
      source === window && typeof data === 'string' ? /^syncpulse:action:(.+)$/.exec(data)?.[1] : null;
    if (!id || !isMeant(root, document.activeElement)) return;
    if (!(id in MENU_ACTIONS) && !id.startsWith('show-')) return;
    const focused = document.activeElement;
    // Deprecated, and the only way to a field's own history; a dialog without a focused field has nothing to undo.
    if ((id === 'undo' || id === 'redo') && focused?.closest(`${FIELDS}, ${OVERLAYS}`)) {
      document.execCommand(id);
      return;
    }
    const action = actionOf(id);
    if (action) runNow(lab, action);
  };
  window.addEventListener('keydown', onKeyDown);
  window.addEventListener('message', onMessage);
  return () => {
    window.removeEventListener('keydown', onKeyDown);
    window.removeEventListener('message', onMessage);
  };
}

/** Runs an action, or has a screen reader say why it cannot be done now. */
function runNow(lab: Lab, action: Action): void {
  const context = contextOf(lab);
  const refusal = refusalOf(action, context);
  if (refusal === null) action.run(context);
  else announce(lab, refusal);
}

/** A key outside of every lab, such as in the empty page, is meant for the first one. */
function isMeant(root: Element, target: EventTarget | null): boolean {
  const owner = target instanceof Element ? target.closest(`[${LAB_ROOT}]`) : null;
  return (owner ?? document.querySelector(`[${LAB_ROOT}]`)) === root;
}

function isTaken(target: EventTarget | null, { inFields }: Action): boolean {
  if (!(target instanceof Element)) return false;
  return target.closest(OVERLAYS) !== null || (!inFields && target.closest(FIELDS) !== null);
}
