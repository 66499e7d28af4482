import { Ellipsis } from 'lucide-react';
import { Toolbar as AriaToolbar, MenuTrigger, Popover } from 'react-aria-components';
import { ActionButton } from '../actions/ActionButton';
import { type Action, entryOf } from '../actions/action';
import { ADD_ACTIONS, FILE_ACTIONS, SETTINGS } from '../actions/network-actions';
import { PAIR_ACTIONS, PEER_ACTIONS } from '../actions/peer-actions';
import { useActionContext } from '../actions/use-actions';
import { FIT, FREEZE, HELP, PALETTE, TOGGLE_INSPECTOR, TOGGLE_PANEL } from '../actions/view-actions';
import { Button } from '../components/Button';
import { classNames } from '../components/class-names';
import overlay from '../components/overlay.module.css';
import { ActionMenu } from '../menus/ActionMenu';
import { usePreferences } from '../preferences';
import { useSheet } from '../sheet';
import { BootstrapChip } from './BootstrapChip';
import { FindBox } from './FindBox';
import css from './Toolbar.module.css';

const cx = classNames(css);
const ox = classNames(overlay);

const ADDING = ADD_ACTIONS.slice(0, 2);
/** Those of the peer actions that have a button; the others are in the menu behind them. */
const BUTTONS = PEER_ACTIONS.slice(0, 5);
const IN_MENU = PEER_ACTIONS.slice(5);

export function Toolbar() {
  return (
    <header className={cx('bar')}>
      <BootstrapChip />
      <Line />
      <AriaToolbar aria-label="Add peers" className={cx('group')}>
        {ADDING.map((action) => (
          <ActionButton key={action.id} action={action} words="wide" />
        ))}
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
  return (
    <AriaToolbar aria-label="Act on the selected peers" className={cx('group')}>
      {BUTTONS.map((action) => (
        <ActionButton key={action.id} action={action} words="wide" />
      ))}
      <MenuTrigger>
        <Button label="More actions" icon={Ellipsis} words="never" />
        <Popover className={ox('popover')} placement="bottom start" offset={4}>
          <MoreMenu />
        </Popover>
      </MenuTrigger>
    </AriaToolbar>
  );
}

function MoreMenu() {
  const context = useActionContext();
  const group = (id: string, actions: readonly Action[]) => ({
    id,
    entries: actions.map((action) => entryOf(action, context)),
  });
  const groups = [
    group('peer', IN_MENU),
    group('pair', PAIR_ACTIONS),
    group('view', [FREEZE, FIT]),
    group('file', FILE_ACTIONS),
  ];
  return <ActionMenu label="More actions" groups={groups} />;
}

function WindowButtons() {
  const wanted = usePreferences((state) => state.inspectorOpen);
  const inspectorOpen = useSheet(({ narrow, open }) => (narrow ? open : wanted));
  const drawerOpen = usePreferences((state) => state.drawerOpen);
  return (
    <AriaToolbar aria-label="Window" className={cx('group')}>
      <ActionButton action={TOGGLE_INSPECTOR} label="Inspector panel" words="never" pressed={inspectorOpen} />
      <ActionButton action={TOGGLE_PANEL} label="Events and peers panel" words="never" pressed={drawerOpen} />
      <ActionButton action={PALETTE} label="Command palette" words="never" />
      <ActionButton action={SETTINGS} label="Settings" words="never" />
      <ActionButton action={HELP} label="Help" words="never" />
    </AriaToolbar>
  );
}

function Line() {
  return <span className={cx('line')} aria-hidden />;
}
