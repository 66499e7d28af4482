import { createStore } from 'zustand/vanilla';
import type { PeerId, Place } from '../../shared/network/events';
import type { LinkKey } from '../../shared/network/state/state';
import type { Lab } from '../lab/lab';
import { labPart } from '../lab/part';

export type MenuTarget =
  | { readonly kind: 'peer'; readonly id: PeerId }
  | { readonly kind: 'link'; readonly key: LinkKey }
  | { readonly kind: 'bootstrap' }
  | { readonly kind: 'canvas'; readonly place: Place };

interface OpenMenu {
  /** CSS pixels inside the window. */
  readonly clientX: number;
  readonly clientY: number;
  readonly target: MenuTarget;
}

export const contextMenu = labPart(() =>
  createStore<{ readonly open: OpenMenu | null }>(() => ({ open: null })),
);

/** Opens the menu of what was pointed at, which becomes the selection unless it is part of it already. */
export function openMenu(lab: Lab, at: { clientX: number; clientY: number }, target: MenuTarget): void {
  if (target.kind === 'peer' && !lab.store.getState().selection.has(target.id)) lab.select.only([target.id]);
  if (target.kind === 'link') lab.select.link(target.key);
  contextMenu(lab).setState({ open: { clientX: at.clientX, clientY: at.clientY, target } });
}

export function closeMenu(lab: Lab): void {
  contextMenu(lab).setState({ open: null });
}
