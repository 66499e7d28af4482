/** A panel below the canvas. */
interface PanelName {
  readonly id: string;
  readonly title: string;
  /** The key that shows it and puts the focus into it; null where there is none. */
  readonly key: string | null;
}

/** The panels below the canvas, in the order of their tabs and of the View menu. */
export const PANELS = [
  { id: 'events', title: 'Events', key: 'E' },
  { id: 'peers', title: 'Peers', key: 'T' },
  { id: 'searches', title: 'Searches', key: 'S' },
  { id: 'files', title: 'Files', key: null },
  { id: 'metrics', title: 'Metrics', key: null },
] as const satisfies readonly PanelName[];

export type PanelId = (typeof PANELS)[number]['id'];

interface MenuActionName {
  /** A verb and its object, as in the menu and in the command palette. */
  readonly label: string;
  /** "Ctrl" stands for Cmd on a Mac. */
  readonly keys: readonly string[];
}

/** Actions of the window that the application menu of the desktop has, too. */
export const MENU_ACTIONS = {
  undo: { label: 'Undo', keys: ['Ctrl+Z'] },
  redo: { label: 'Redo', keys: ['Ctrl+Shift+Z', 'Ctrl+Y'] },
  palette: { label: 'Command palette…', keys: ['Ctrl+K'] },
  'toggle-inspector': { label: 'Show or hide the inspector', keys: ['I'] },
  'toggle-panel': { label: 'Show or hide the panel below', keys: ['D'] },
  settings: { label: 'Change settings', keys: [','] },
  help: { label: 'Keys, gestures and documents', keys: ['?'] },
} as const satisfies Readonly<Record<string, MenuActionName>>;

/** What the application menu asks the window to do. */
export type MenuActionId = keyof typeof MENU_ACTIONS | `show-${PanelId}`;
