import {
  BookmarkMinus,
  BookmarkPlus,
  LogIn,
  LogOut,
  type LucideIcon,
  RotateCcw,
  Trash2,
  Zap,
} from 'lucide-react';
import type { PeerId } from '../../shared/network/events';
import type { NetworkState } from '../../shared/network/state/state';
import { openDialog } from '../dialogs/open-dialog';
import type { Lab } from '../lab/lab';
import { allowedFor, type PeerAction } from './allowed';
import { act } from './commands';

export interface PeerActionWords {
  readonly action: PeerAction;
  readonly label: string;
  /** The key that does it, as it is shown. */
  readonly shortcut: string;
  readonly meaning: string;
  readonly icon: LucideIcon;
}

/** What can be done to peers, in the order of every toolbar, menu and list of keys. */
export const PEER_ACTIONS: readonly PeerActionWords[] = [
  {
    action: 'join',
    label: 'Join',
    shortcut: 'J',
    meaning: 'Register if need be, then JOIN every neighbour offered',
    icon: LogIn,
  },
  {
    action: 'leave',
    label: 'Leave',
    shortcut: 'L',
    meaning: 'LEAVE every neighbour, then UNREG',
    icon: LogOut,
  },
  {
    action: 'crash',
    label: 'Crash',
    shortcut: 'C',
    meaning: 'Close every socket at once: no LEAVE, no UNREG',
    icon: Zap,
  },
  {
    action: 'restart',
    label: 'Restart',
    shortcut: 'R',
    meaning: 'Listen again on the same address, register and join',
    icon: RotateCcw,
  },
  {
    action: 'remove',
    label: 'Remove',
    shortcut: 'Del',
    meaning: 'Leave if need be, close, and take off the picture',
    icon: Trash2,
  },
  {
    action: 'register',
    label: 'Register only',
    shortcut: 'G',
    meaning: 'REG at the bootstrap server, without joining anybody',
    icon: BookmarkPlus,
  },
  {
    action: 'unregister',
    label: 'Unregister',
    shortcut: 'U',
    meaning: 'UNREG, keeping the neighbours',
    icon: BookmarkMinus,
  },
];

/** Acts on those of the peers that allow it; removing two or more asks first. */
export function actOn(lab: Lab, network: NetworkState, ids: Iterable<PeerId>, action: PeerAction): void {
  const allowed = allowedFor(network, ids, action);
  if (allowed.length === 0) return;
  if (action === 'remove' && allowed.length > 1) openDialog(lab, { kind: 'remove', ids: allowed });
  else void act(lab, action, allowed);
}
