import { createStore } from 'zustand/vanilla';
import type { PeerId, Place } from '../../shared/network/events';
import type { LinkKey } from '../../shared/network/state';
import { lab, select } from '../store';

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

export const contextMenu = createStore<{ readonly open: OpenMenu | null }>(() => ({ open: null }));

/** Opens the menu of what was pointed at, which becomes the selection unless it is part of it already. */
export function openMenu(at: { clientX: number; clientY: number }, target: MenuTarget): void {
  if (target.kind === 'peer' && !lab.getState().selection.has(target.id)) select.only([target.id]);
  if (target.kind === 'link') select.link(target.key);
  contextMenu.setState({ open: { clientX: at.clientX, clientY: at.clientY, target } });
}

export function closeMenu(): void {
  contextMenu.setState({ open: null });
}
