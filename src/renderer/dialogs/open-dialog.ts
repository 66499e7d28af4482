import { createStore } from 'zustand/vanilla';
import type { PeerId } from '../../shared/network/events';
import type { AddressKey } from '../../shared/protocol/address';

export type OpenDialog =
  | { readonly kind: 'add-many' }
  | { readonly kind: 'experiment' }
  | { readonly kind: 'settings' }
  | { readonly kind: 'help' }
  | { readonly kind: 'invitation' }
  | { readonly kind: 'doctor'; readonly address: AddressKey; readonly name: string }
  | { readonly kind: 'rename'; readonly id: PeerId }
  | { readonly kind: 'remove'; readonly ids: readonly PeerId[] };

/** At most one dialog is open. */
export const dialog = createStore<{ readonly open: OpenDialog | null }>(() => ({ open: null }));

export function openDialog(open: OpenDialog): void {
  dialog.setState({ open });
}

export function closeDialog(): void {
  dialog.setState({ open: null });
}
