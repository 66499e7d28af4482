import {
  CircleQuestionMark,
  CopyPlus,
  Download,
  Ellipsis,
  FolderOpen,
  Maximize,
  PanelBottom,
  PanelRight,
  Plus,
  Settings,
  Snowflake,
} from 'lucide-react';
import { Toolbar as AriaToolbar, MenuTrigger, Popover } from 'react-aria-components';
import { allowedFor } from '../actions/allowed';
import { addPeers } from '../actions/commands';
import { actOn, PEER_ACTIONS } from '../actions/peer-actions';
import { canvas, panels } from '../canvas-handle';
import { Button } from '../components/Button';
import { classNames } from '../components/class-names';
import overlay from '../components/overlay.module.css';
import { openDialog } from '../dialogs/open-dialog';
import { useCurrentLab, useLab, useNetwork } from '../lab/context';
import { ActionMenu } from '../menus/ActionMenu';
import { type MenuGroup, pairEntries } from '../menus/menu-entries';
import { usePreferences } from '../preferences';
import { chooseNetwork, saveNetwork } from '../saved-network/commands';
import { useSheet } from '../sheet';
import { BootstrapChip } from './BootstrapChip';
import { FindBox } from './FindBox';
import css from './Toolbar.module.css';

const cx = classNames(css);
const ox = classNames(overlay);

/** Those of the peer actions that have a button; the others are in the menu behind them. */
const BUTTONS = PEER_ACTIONS.slice(0, 5);
const IN_MENU = PEER_ACTIONS.slice(5);

export function Toolbar() {
  const lab = useCurrentLab();
  return (
    <header className={cx('bar')}>
      <BootstrapChip />
      <Line />
      <AriaToolbar aria-label="Add peers" className={cx('group')}>
        <Button label="Add peer" icon={Plus} words="wide" shortcut="N" onPress={() => void addPeers(lab)} />
        <Button
          label="Add many…"
          icon={CopyPlus}
          words="wide"
          shortcut="M"
          onPress={() => openDialog(lab, { kind: 'add-many' })}
        />
      </AriaToolbar>
      <Line />
      <PeerButtons />
      <span className={cx('spring')} />
      <FindBox />
      <WindowButtons />
    </header>
  );
}

function PeerButtons() {
  const lab = useCurrentLab();
  const network = useNetwork();
  const selection = useLab((state) => state.selection);
  const frozen = useLab((state) => state.frozen);
  return (
    <AriaToolbar aria-label="Act on the selected peers" className={cx('group')}>
      {BUTTONS.map(({ action, label, icon, shortcut, meaning }) => (
        <Button
          key={action}
          label={label}
          icon={icon}
          words="wide"
          shortcut={shortcut}
          meaning={meaning}
          disabled={allowedFor(network, selection, action).length === 0}
          onPress={() => actOn(lab, lab.store.getState().network, selection, action)}
        />
      ))}
      <MenuTrigger>
        <Button label="More actions" icon={Ellipsis} words="never" />
        <Popover className={ox('popover')} placement="bottom start" offset={4}>
          <MoreMenu frozen={frozen} />
        </Popover>
      </MenuTrigger>
    </AriaToolbar>
  );
}

function MoreMenu({ frozen }: { frozen: boolean }) {
  const lab = useCurrentLab();
  const network = useNetwork();
  const selection = useLab((state) => state.selection);
  const groups: MenuGroup[] = [
    {
      id: 'peer',
      entries: IN_MENU.map(({ action, label, icon, shortcut }) => ({
        id: action,
        label,
        icon,
        shortcut,
        enabled: allowedFor(network, selection, action).length > 0,
        run: () => actOn(lab, lab.store.getState().network, selection, action),
      })),
    },
    { id: 'pair', entries: pairEntries(lab, network, selection) },
    {
      id: 'view',
      entries: [
        {
          id: 'freeze',
          label: frozen ? 'Release layout' : 'Freeze layout',
          icon: Snowflake,
          shortcut: 'Z',
          enabled: true,
          run: () => lab.freeze(!frozen),
        },
        {
          id: 'fit',
          label: 'Fit to view',
          icon: Maximize,
          shortcut: 'F',
          enabled: true,
          run: canvas(lab).fit,
        },
      ],
    },
    {
      id: 'file',
      entries: [
        {
          id: 'open-network',
          label: 'Open network…',
          icon: FolderOpen,
          enabled: true,
          run: () => chooseNetwork(lab),
        },
        {
          id: 'save-network',
          label: 'Save network…',
          icon: Download,
          enabled: network.peers.size > 0,
          run: () => void saveNetwork(lab),
        },
      ],
    },
  ];
  return <ActionMenu label="More actions" groups={groups} />;
}

function WindowButtons() {
  const lab = useCurrentLab();
  const wanted = usePreferences((state) => state.inspectorOpen);
  const inspectorOpen = useSheet(({ narrow, open }) => (narrow ? open : wanted));
  const drawerOpen = usePreferences((state) => state.drawerOpen);
  return (
    <AriaToolbar aria-label="Window" className={cx('group')}>
      <Button
        label="Inspector panel"
        icon={PanelRight}
        words="never"
        shortcut="I"
        pressed={inspectorOpen}
        onPress={panels.toggleInspector}
      />
      <Button
        label="Events and peers panel"
        icon={PanelBottom}
        words="never"
        shortcut="D"
        pressed={drawerOpen}
        onPress={panels.toggleDrawer}
      />
      <Button
        label="Settings"
        icon={Settings}
        words="never"
        shortcut=","
        onPress={() => openDialog(lab, { kind: 'settings' })}
      />
      <Button
        label="Help"
        icon={CircleQuestionMark}
        words="never"
        shortcut="?"
        onPress={() => openDialog(lab, { kind: 'help' })}
      />
    </AriaToolbar>
  );
}

function Line() {
  return <span className={cx('line')} aria-hidden />;
}
