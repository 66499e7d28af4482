import type { LucideIcon } from 'lucide-react';
import type { PeerId, Place } from '../../shared/network/events';
import type { LinkKey, NetworkState } from '../../shared/network/state/state';
import type { Lab } from '../lab/lab';

/** The groups of the help and of the command palette, in their order. */
export const ACTION_GROUPS = [
  'Add',
  'Undo',
  'Selected peers',
  'Link',
  'Bootstrap server',
  'File',
  'View',
  'Window',
] as const;

type ActionGroup = (typeof ACTION_GROUPS)[number];

/** What an action is decided by and acts on. */
export interface ActionContext {
  readonly lab: Lab;
  readonly network: NetworkState;
  readonly selection: ReadonlySet<PeerId>;
  readonly selectedLink: LinkKey | null;
  readonly frozen: boolean;
  /** Where on the canvas the menu was opened. */
  readonly place?: Place;
}

/** Something that a person can do in the window. Every toolbar, menu, key and list of them reads it from the registry. */
export interface Action {
  readonly id: string;
  readonly group: ActionGroup;
  /** A verb and its object, whatever is selected. */
  readonly label: string;
  /** The label for what is selected now, where it can be more exact. */
  labelFor?(context: ActionContext): string;
  readonly icon?: LucideIcon;
  /** Each of them does it; the first is shown. "Ctrl" stands for Cmd on a Mac. */
  readonly keys?: readonly string[];
  /** What the list of keys says of it; default: the label. */
  readonly help?: string;
  /** What its tooltip says beside the label. */
  readonly meaning?: string;
  readonly dangerous?: true;
  /** It changes the lab, and so is not possible in a recording. */
  readonly changes?: true;
  /** Its key works while a text field has the focus, too. */
  readonly inFields?: true;
  /** Whether it has an object now at all. An action without one is in no menu. */
  applies?(context: ActionContext): boolean;
  /** Why it cannot be done now, as a sentence; null when it can. */
  refusal?(context: ActionContext): string | null;
  run(context: ActionContext): void;
}

/** An action as it stands now. */
export interface ActionEntry {
  readonly id: string;
  readonly label: string;
  readonly icon?: LucideIcon;
  readonly shortcut?: string;
  readonly meaning?: string;
  readonly dangerous?: boolean;
  /** Why it cannot be done now; null when it can. */
  readonly refusal: string | null;
  run(): void;
}

export function contextOf(lab: Lab, place?: Place): ActionContext {
  const { network, selection, selectedLink, frozen } = lab.store.getState();
  return { lab, network, selection, selectedLink, frozen, ...(place ? { place } : {}) };
}

export function refusalOf(action: Action, context: ActionContext): string | null {
  if (action.changes && context.lab.source.access === 'read-only') {
    return 'This is a recording: nothing in it can be changed.';
  }
  return action.refusal?.(context) ?? null;
}

export function entryOf(action: Action, context: ActionContext): ActionEntry {
  const { id, icon, keys, meaning, dangerous } = action;
  return {
    id,
    label: action.labelFor?.(context) ?? action.label,
    refusal: refusalOf(action, context),
    ...(icon && { icon }),
    ...(keys?.[0] !== undefined && { shortcut: keys[0] }),
    ...(meaning !== undefined && { meaning }),
    ...(dangerous && { dangerous }),
    run: () => action.run(context),
  };
}
