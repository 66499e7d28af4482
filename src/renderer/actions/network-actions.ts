import {
  ClipboardCheck,
  Copy,
  CopyPlus,
  Download,
  FlaskConical,
  FolderOpen,
  Plus,
  Power,
  PowerOff,
  Redo2,
  Server,
  Settings,
  Undo2,
  UserPlus,
} from 'lucide-react';
import { MENU_ACTIONS } from '../../shared/window-actions';
import { copyText } from '../components/copy-text';
import { openDialog } from '../dialogs/open-dialog';
import { canStep, history, redo, undo } from '../history/history';
import { gerundOf } from '../history/user-action';
import { chooseNetwork, saveNetwork } from '../saved-network/commands';
import { hasBootstrap } from '../words/bootstrap';
import type { Action } from './action';
import { addPeers, startBootstrap, stopBootstrap } from './commands';

export const ADD_ACTIONS: readonly Action[] = [
  {
    id: 'add',
    group: 'Add',
    label: 'Add peer',
    labelFor: ({ place }) => (place ? 'Add peer here' : 'Add peer'),
    icon: Plus,
    keys: ['N'],
    help: 'Add a peer',
    changes: true,
    run: ({ lab, place }) => void addPeers(lab, place ? { place } : {}),
  },
  {
    id: 'add-many',
    group: 'Add',
    label: 'Add many…',
    icon: CopyPlus,
    keys: ['M'],
    help: 'Add many',
    changes: true,
    run: ({ lab }) => openDialog(lab, { kind: 'add-many' }),
  },
  {
    id: 'experiment',
    group: 'Add',
    label: 'Run the experiment…',
    icon: FlaskConical,
    changes: true,
    run: ({ lab }) => openDialog(lab, { kind: 'experiment' }),
  },
];

export const HISTORY_ACTIONS: readonly Action[] = [
  {
    id: 'undo',
    group: 'Undo',
    ...MENU_ACTIONS.undo,
    labelFor: ({ lab }) => {
      const last = history(lab).getState().undo.at(-1);
      return last ? `Undo ${gerundOf(last)}` : 'Undo';
    },
    icon: Undo2,
    help: 'Undo: remove, link, unlink, move, rename, settings',
    changes: true,
    refusal: ({ lab }) => (canStep(lab, 'undo') ? null : 'There is nothing to undo.'),
    run: ({ lab }) => void undo(lab),
  },
  {
    id: 'redo',
    group: 'Undo',
    ...MENU_ACTIONS.redo,
    labelFor: ({ lab }) => {
      const next = history(lab).getState().redo.at(-1);
      return next ? `Redo ${gerundOf(next)}` : 'Redo';
    },
    icon: Redo2,
    help: 'Redo (or Ctrl Y)',
    changes: true,
    refusal: ({ lab }) => (canStep(lab, 'redo') ? null : 'There is nothing to redo.'),
    run: ({ lab }) => void redo(lab),
  },
];

const ELSEWHERE = 'Another program runs the bootstrap server.';

export const BOOTSTRAP_ACTIONS: readonly Action[] = [
  {
    id: 'start',
    group: 'Bootstrap server',
    label: 'Start bootstrap server',
    icon: Power,
    changes: true,
    refusal: ({ network: { bootstrap } }) => {
      if (bootstrap.phase === 'elsewhere') return ELSEWHERE;
      return bootstrap.phase === 'running' ? 'The bootstrap server is running.' : null;
    },
    run: ({ lab }) => void startBootstrap(lab),
  },
  {
    id: 'stop',
    group: 'Bootstrap server',
    label: 'Stop bootstrap server',
    icon: PowerOff,
    dangerous: true,
    changes: true,
    refusal: ({ network: { bootstrap } }) => {
      if (bootstrap.phase === 'elsewhere') return ELSEWHERE;
      return bootstrap.phase === 'running' ? null : 'The bootstrap server is not running.';
    },
    run: ({ lab }) => void stopBootstrap(lab),
  },
  {
    id: 'show-bootstrap',
    group: 'Bootstrap server',
    label: 'Show the bootstrap server',
    icon: Server,
    run: ({ lab }) => lab.select.bootstrap(),
  },
  {
    id: 'invite',
    group: 'Bootstrap server',
    label: 'Join this network…',
    icon: UserPlus,
    refusal: ({ network: { bootstrap } }) =>
      hasBootstrap(bootstrap) ? null : 'The bootstrap server is not running, so nobody can join.',
    run: ({ lab }) => openDialog(lab, { kind: 'invitation' }),
  },
  {
    id: 'examine-bootstrap',
    group: 'Bootstrap server',
    label: 'Check conformance…',
    icon: ClipboardCheck,
    changes: true,
    applies: ({ network: { bootstrap } }) => bootstrap.phase === 'elsewhere' && bootstrap.address !== null,
    run: ({ lab, network: { bootstrap } }) => {
      if (bootstrap.address === null) return;
      openDialog(lab, { kind: 'doctor', address: bootstrap.address, name: 'the bootstrap server' });
    },
  },
  {
    id: 'copy-bootstrap-address',
    group: 'Bootstrap server',
    label: 'Copy the address of the bootstrap server',
    icon: Copy,
    refusal: ({ network: { bootstrap } }) =>
      bootstrap.address === null ? 'The bootstrap server has no address yet.' : null,
    run: ({ network: { bootstrap } }) => void (bootstrap.address !== null && copyText(bootstrap.address)),
  },
];

export const FILE_ACTIONS: readonly Action[] = [
  {
    id: 'open-network',
    group: 'File',
    label: 'Open network…',
    icon: FolderOpen,
    changes: true,
    run: ({ lab }) => chooseNetwork(lab),
  },
  {
    id: 'save-network',
    group: 'File',
    label: 'Save network…',
    icon: Download,
    refusal: ({ network: { peers } }) => (peers.size > 0 ? null : 'There is no peer to save.'),
    run: ({ lab }) => void saveNetwork(lab),
  },
];

export const SETTINGS: Action = {
  id: 'settings',
  group: 'Window',
  ...MENU_ACTIONS.settings,
  icon: Settings,
  help: 'Settings',
  run: ({ lab }) => openDialog(lab, { kind: 'settings' }),
};
