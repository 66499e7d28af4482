import {
  ArrowLeftRight,
  Copy,
  CopyPlus,
  HeartPulse,
  Link2,
  LocateFixed,
  type LucideIcon,
  Maximize,
  PencilLine,
  Plus,
  Power,
  PowerOff,
  Search,
  Settings,
  Snowflake,
  Unlink2,
} from 'lucide-react';
import type { PeerId, Place } from '../../shared/network/events';
import type { LinkKey, NetworkState } from '../../shared/network/state/state';
import { allowedFor, canConnect, canPing, canRename, pairOf } from '../actions/allowed';
import {
  addPeers,
  connectPeers,
  disconnectPeers,
  pingPeer,
  startBootstrap,
  stopBootstrap,
} from '../actions/commands';
import { actOn, PEER_ACTIONS } from '../actions/peer-actions';
import { canvas } from '../canvas-handle';
import { copyText } from '../components/copy-text';
import { openDialog } from '../dialogs/open-dialog';
import { historyEntries } from '../history/history-entries';
import type { Lab } from '../lab/lab';
import { goToSearch } from '../search/ask';
import { hasBootstrap } from '../words/bootstrap';
import { count } from '../words/count';
import { sideWords } from '../words/listing';
import { namesIn } from '../words/names';
import { externalEntries } from './external-entries';

export interface MenuEntry {
  readonly id: string;
  readonly label: string;
  readonly icon?: LucideIcon;
  readonly shortcut?: string;
  readonly enabled: boolean;
  readonly dangerous?: boolean;
  run(): void;
}

export interface MenuGroup {
  readonly id: string;
  /** Words above the group; a group without any is only set apart by a line. */
  readonly title?: string;
  readonly entries: readonly MenuEntry[];
}

/** Everything that can be done to these peers: never less than the toolbar and the inspector offer. */
export function peerMenu(lab: Lab, network: NetworkState, ids: ReadonlySet<PeerId>): MenuGroup[] {
  const nameOf = namesIn(network);
  const [first] = ids;
  const title = ids.size === 1 && first !== undefined ? nameOf(first) : count(ids.size, 'peer');
  const actions = PEER_ACTIONS.map(({ action, label, shortcut, icon }) => ({
    id: action,
    label,
    icon,
    shortcut,
    enabled: allowedFor(network, ids, action).length > 0,
    dangerous: action === 'remove',
    run: () => actOn(lab, network, ids, action),
  }));
  const look: MenuEntry[] =
    ids.size === 1 && first !== undefined
      ? [
          {
            id: 'search',
            label: 'Search from here…',
            icon: Search,
            shortcut: 'S',
            enabled: network.peers.get(first)?.hosted === true,
            run: () => goToSearch(lab, first),
          },
          {
            id: 'rename',
            label: 'Rename…',
            icon: PencilLine,
            shortcut: 'F2',
            enabled: canRename(network, first),
            run: () => openDialog(lab, { kind: 'rename', id: first }),
          },
          {
            id: 'focus',
            label: 'Show on canvas',
            icon: LocateFixed,
            enabled: true,
            run: () => canvas(lab).focus(first),
          },
        ]
      : [];
  const copy: MenuEntry = {
    id: 'copy',
    label: ids.size === 1 ? 'Copy the address' : 'Copy the addresses, one in a line',
    icon: Copy,
    enabled: true,
    run: () => void copyText([...ids].join('\n')),
  };
  return [
    { id: 'peer', title, entries: actions },
    {
      id: 'external',
      entries: ids.size === 1 && first !== undefined ? externalEntries(lab, network, first) : [],
    },
    { id: 'pair', entries: [...pairEntries(lab, network, ids), ...look, copy] },
  ];
}

/** What two selected peers can do to each other, the one selected first being the one that asks. */
export function pairEntries(lab: Lab, network: NetworkState, ids: ReadonlySet<PeerId>): MenuEntry[] {
  const pair = pairOf(ids);
  if (!pair) {
    const none = { enabled: false, run: () => undefined };
    return [
      { id: 'connect', label: 'Connect two selected', icon: Link2, shortcut: 'K', ...none },
      { id: 'ping', label: 'Ping between two selected', icon: HeartPulse, shortcut: 'P', ...none },
    ];
  }
  const [from, to] = pair;
  const nameOf = namesIn(network);
  return [
    {
      id: 'connect',
      label: `Connect ${nameOf(from)} to ${nameOf(to)}`,
      icon: Link2,
      shortcut: 'K',
      enabled: canConnect(network, from, to),
      run: () => void connectPeers(lab, from, to),
    },
    {
      id: 'ping',
      label: `Ping ${nameOf(to)} from ${nameOf(from)}`,
      icon: HeartPulse,
      shortcut: 'P',
      enabled: canPing(network, from),
      run: () => void pingPeer(lab, from, to),
    },
  ];
}

export function linkMenu(lab: Lab, network: NetworkState, key: LinkKey): MenuGroup[] {
  const link = network.links.get(key);
  if (!link) return [];
  const nameOf = namesIn(network);
  const side = (from: PeerId, to: PeerId, has: boolean) => ({
    goTo: {
      id: `go ${from}`,
      label: `Go to ${nameOf(from)}`,
      icon: LocateFixed,
      enabled: network.peers.has(from),
      run: () => goTo(lab, from),
    },
    remove: {
      id: `remove ${from}`,
      label: `${nameOf(from)} leaves ${nameOf(to)}`,
      icon: Unlink2,
      enabled: has && network.peers.get(from)?.hosted === true,
      dangerous: true,
      run: () => void disconnectPeers(lab, from, to),
    },
    copy: {
      id: `copy ${from}`,
      label: `Copy the address of ${nameOf(from)}`,
      icon: Copy,
      enabled: true,
      run: () => void copyText(from),
    },
    mend: {
      id: `mend ${from}`,
      label: `${nameOf(from)} joins ${nameOf(to)}`,
      icon: ArrowLeftRight,
      enabled: canConnect(network, from, to),
      run: () => void connectPeers(lab, from, to),
    },
  });
  const a = side(link.a, link.b, link.ab);
  const b = side(link.b, link.a, link.ba);
  const mend = [...(link.ab ? [] : [a.mend]), ...(link.ba ? [] : [b.mend])];
  return [
    {
      id: 'link',
      title: `${sideWords(network, link.a, link.b)} · ${sideWords(network, link.b, link.a)}`,
      entries: [a.goTo, b.goTo],
    },
    { id: 'sides', entries: [...mend, a.remove, b.remove] },
    { id: 'copy', entries: [a.copy, b.copy] },
  ];
}

export function goTo(lab: Lab, id: PeerId): void {
  lab.select.only([id]);
  canvas(lab).focus(id);
}

/** What can be done with the bootstrap server as it stands. */
export function bootstrapMenu(lab: Lab, { bootstrap }: NetworkState): MenuGroup[] {
  const { phase, address } = bootstrap;
  return [
    {
      id: 'bootstrap',
      title: 'Bootstrap server',
      entries: [
        {
          id: 'start',
          label: 'Start bootstrap server',
          icon: Power,
          enabled: phase === 'stopped' || phase === 'failed',
          run: () => void startBootstrap(lab),
        },
        {
          id: 'stop',
          label: 'Stop bootstrap server',
          icon: PowerOff,
          enabled: phase === 'running',
          dangerous: true,
          run: () => void stopBootstrap(lab),
        },
      ],
    },
    {
      id: 'more',
      entries: [
        {
          id: 'invite',
          label: 'Join this network…',
          enabled: hasBootstrap(bootstrap),
          run: () => openDialog(lab, { kind: 'invitation' }),
        },
        {
          id: 'examine',
          label: 'Check conformance…',
          enabled: address !== null && phase === 'elsewhere',
          run: () => {
            if (address === null) return;
            openDialog(lab, { kind: 'doctor', address, name: 'the bootstrap server' });
          },
        },
        {
          id: 'copy-address',
          label: 'Copy the address',
          icon: Copy,
          enabled: address !== null,
          run: () => void (address !== null && copyText(address)),
        },
        {
          id: 'settings',
          label: 'Change settings',
          icon: Settings,
          enabled: true,
          run: () => openDialog(lab, { kind: 'settings' }),
        },
      ],
    },
  ];
}

export function canvasMenu(
  lab: Lab,
  network: NetworkState,
  selection: ReadonlySet<PeerId>,
  frozen: boolean,
  place?: Place,
): MenuGroup[] {
  const add: MenuEntry[] = [
    {
      id: 'add',
      label: place ? 'Add peer here' : 'Add peer',
      icon: Plus,
      shortcut: 'N',
      enabled: true,
      run: () => void addPeers(lab, place ? { place } : {}),
    },
    {
      id: 'add-many',
      label: 'Add many…',
      icon: CopyPlus,
      shortcut: 'M',
      enabled: true,
      run: () => openDialog(lab, { kind: 'add-many' }),
    },
  ];
  const view: MenuEntry[] = [
    {
      id: 'all',
      label: 'Select all peers',
      shortcut: 'Ctrl+A',
      enabled: network.peers.size > 0,
      run: () => lab.select.only(network.peers.keys()),
    },
    { id: 'fit', label: 'Fit to view', icon: Maximize, shortcut: 'F', enabled: true, run: canvas(lab).fit },
    {
      id: 'freeze',
      label: frozen ? 'Release layout' : 'Freeze layout',
      icon: Snowflake,
      shortcut: 'Z',
      enabled: true,
      run: () => lab.freeze(!frozen),
    },
  ];
  const groups: MenuGroup[] = [
    { id: 'add', entries: add },
    { id: 'history', entries: historyEntries(lab) },
    { id: 'view', entries: view },
  ];
  return selection.size === 0 ? groups : [...groups, ...peerMenu(lab, network, selection)];
}
