import { createStore } from 'zustand/vanilla';
import type { PeerId } from '../../shared/network/events';
import type { AddressKey } from '../../shared/protocol/address';
import type { Lab } from '../lab/lab';
import { labPart } from '../lab/part';

export type OpenDialog =
  | { readonly kind: 'add-many' }
  | { readonly kind: 'experiment' }
  | { readonly kind: 'palette' }
  | { readonly kind: 'settings' }
  | { readonly kind: 'help' }
  | { readonly kind: 'invitation' }
  | { readonly kind: 'doctor'; readonly address: AddressKey; readonly name: string }
  | { readonly kind: 'rename'; readonly id: PeerId }
  | { readonly kind: 'remove'; readonly ids: readonly PeerId[] };

/** At most one dialog is open. */
export const dialog = labPart(() =>
  createStore<{ readonly open: OpenDialog | null }>(() => ({ open: null })),
);

export function openDialog(lab: Lab, open: OpenDialog): void {
  dialog(lab).setState({ open });
}

export function closeDialog(lab: Lab): void {
  dialog(lab).setState({ open: null });
}
