import {
  ChartLine,
  CircleQuestionMark,
  Command,
  Files,
  List,
  type LucideIcon,
  Maximize,
  Minus,
  PanelBottom,
  PanelRight,
  Plus,
  Radar,
  Search,
  Snowflake,
  SquareDashedMousePointer,
  Users,
  Waypoints,
} from 'lucide-react';
import type { Arrangement } from '../../shared/layout';
import { MENU_ACTIONS, PANELS, type PanelId } from '../../shared/window-actions';
import { canvas, panels } from '../canvas-handle';
import { openDialog } from '../dialogs/open-dialog';
import { goToSearch } from '../search/ask';
import { leaveAnatomy } from '../search/search-panel';
import { closeSheet } from '../sheet';
import { namesIn } from '../words/names';
import type { Action, ActionContext } from './action';
import { chooseLayout } from './commands';
import { FIND_BOX_ID, focusOn, focusOnPanel } from './focus';

export const SELECT_ALL: Action = {
  id: 'all',
  group: 'Selected peers',
  label: 'Select all peers',
  icon: SquareDashedMousePointer,
  keys: ['Ctrl+A'],
  help: 'Select all',
  refusal: ({ network }) => (network.peers.size > 0 ? null : 'There are no peers yet.'),
  run: ({ lab, network }) => lab.select.only(network.peers.keys()),
};

export const CLEAR_SELECTION: Action = {
  id: 'clear',
  group: 'Selected peers',
  label: 'Clear the selection',
  keys: ['Esc'],
  help: 'Close the trace of a search, clear the selection',
  run: ({ lab }) => {
    if (!closeSheet() && !leaveAnatomy(lab)) lab.select.clear();
  },
};

export const FIT: Action = {
  id: 'fit',
  group: 'View',
  label: 'Fit to view',
  icon: Maximize,
  keys: ['F'],
  help: 'Fit the network to the view',
  run: ({ lab }) => canvas(lab).fit(),
};

export const ZOOM_IN: Action = {
  id: 'zoom-in',
  group: 'View',
  label: 'Zoom in',
  icon: Plus,
  keys: ['+', '='],
  run: ({ lab }) => canvas(lab).zoomIn(),
};

export const ZOOM_OUT: Action = {
  id: 'zoom-out',
  group: 'View',
  label: 'Zoom out',
  icon: Minus,
  keys: ['-'],
  run: ({ lab }) => canvas(lab).zoomOut(),
};

export const FREEZE: Action = {
  id: 'freeze',
  group: 'View',
  label: 'Freeze or release the layout',
  labelFor: ({ frozen }) => (frozen ? 'Release layout' : 'Freeze layout'),
  icon: Snowflake,
  keys: ['Z'],
  run: ({ lab, frozen }) => lab.freeze(!frozen),
};

const LAYOUT_LABELS: Readonly<Record<Arrangement, string>> = {
  wired: 'As wired',
  force: 'Force',
  circle: 'Circle',
  layers: 'Layers from the peer with most links',
};

interface LayoutChoice {
  readonly id: Arrangement;
  readonly action: Action;
  /** Its label among the layouts alone. */
  labelFor(context: ActionContext): string;
}

/** The arrangements to choose from. */
export const LAYOUTS = (['wired', 'force', 'circle', 'layers'] as const).map((id): LayoutChoice => {
  // Layers begin at the selected peer, where there is one.
  const rootIn = ({ selection }: ActionContext) =>
    id === 'layers' && selection.size === 1 ? [...selection][0] : undefined;
  const labelFor = (context: ActionContext) => {
    const root = rootIn(context);
    return root === undefined ? LAYOUT_LABELS[id] : `Layers from ${namesIn(context.network)(root)}`;
  };
  const action: Action = {
    id: `layout-${id}`,
    group: 'View',
    label: `Layout: ${LAYOUT_LABELS[id]}`,
    labelFor: (context) => `Layout: ${labelFor(context)}`,
    icon: Waypoints,
    changes: true,
    run: (context) => void chooseLayout(context.lab, id, rootIn(context)),
  };
  return { id, action, labelFor };
});

/** An icon for each panel; one without does not compile. */
const PANEL_ICONS: Readonly<Record<PanelId, LucideIcon>> = {
  events: List,
  peers: Users,
  searches: Radar,
  files: Files,
  metrics: ChartLine,
};

const SHOW_PANEL: Partial<Record<PanelId, Pick<Action, 'help' | 'run'>>> = {
  events: { help: 'Show the events', run: () => focusOnPanel('events') },
  peers: { help: 'Show the table of peers', run: () => focusOnPanel('peers') },
  searches: { help: 'Search the network from the selected peer', run: ({ lab }) => goToSearch(lab) },
};

export const PANEL_ACTIONS: readonly Action[] = PANELS.map(({ id, title, key }) => ({
  id: `show-${id}`,
  group: 'View',
  label: `Show ${title.toLowerCase()}`,
  icon: PANEL_ICONS[id],
  ...(key !== null && { keys: [key] }),
  ...(SHOW_PANEL[id] ?? { run: () => panels.showTab(id) }),
}));

export const TOGGLE_INSPECTOR: Action = {
  id: 'toggle-inspector',
  group: 'View',
  ...MENU_ACTIONS['toggle-inspector'],
  icon: PanelRight,
  run: panels.toggleInspector,
};

export const TOGGLE_PANEL: Action = {
  id: 'toggle-panel',
  group: 'View',
  ...MENU_ACTIONS['toggle-panel'],
  icon: PanelBottom,
  run: panels.toggleDrawer,
};

export const FIND: Action = {
  id: 'find',
  group: 'View',
  label: 'Find a peer',
  icon: Search,
  keys: ['/'],
  help: 'Find a peer by name or port',
  run: () => focusOn(FIND_BOX_ID),
};

export const PALETTE: Action = {
  id: 'palette',
  group: 'Window',
  ...MENU_ACTIONS.palette,
  icon: Command,
  help: 'Find and run any of these; also finds peers',
  inFields: true,
  run: ({ lab }) => openDialog(lab, { kind: 'palette' }),
};

export const HELP: Action = {
  id: 'help',
  group: 'Window',
  ...MENU_ACTIONS.help,
  icon: CircleQuestionMark,
  help: 'This help',
  run: ({ lab }) => openDialog(lab, { kind: 'help' }),
};
