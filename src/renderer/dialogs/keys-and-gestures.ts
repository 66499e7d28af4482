import { PEER_ACTIONS } from '../actions/peer-actions';

export interface HelpGroup {
  readonly title: string;
  readonly lines: readonly { readonly keys: readonly string[]; readonly does: string }[];
}

/** All that the help lists, in the order of its columns. */
export const KEYS: readonly HelpGroup[] = [
  {
    title: 'Add',
    lines: [
      { keys: ['N'], does: 'Add a peer' },
      { keys: ['M'], does: 'Add many' },
    ],
  },
  {
    title: 'Undo',
    lines: [
      { keys: ['Ctrl', 'Z'], does: 'Undo: remove, link, unlink, move, rename, settings' },
      { keys: ['Ctrl', 'Shift', 'Z'], does: 'Redo (or Ctrl Y)' },
    ],
  },
  {
    title: 'Selected peers',
    lines: [
      ...PEER_ACTIONS.map(({ shortcut, label }) => ({ keys: [shortcut], does: label })),
      { keys: ['K'], does: 'Connect the two selected: the first joins the second' },
      { keys: ['P'], does: 'Ping the second from the first' },
      { keys: ['F2'], does: 'Rename it' },
      { keys: ['S'], does: 'Search the network from it' },
      { keys: ['Ctrl', 'A'], does: 'Select all' },
      { keys: ['Esc'], does: 'Leave the anatomy of a search, clear the selection' },
    ],
  },
  {
    title: 'Look',
    lines: [
      { keys: ['F'], does: 'Fit the network to the view' },
      { keys: ['+', '−'], does: 'Zoom in, zoom out' },
      { keys: ['Z'], does: 'Freeze or release the layout' },
      { keys: ['/'], does: 'Find a peer by name or port' },
      { keys: ['E'], does: 'Show the events' },
      { keys: ['T'], does: 'Show the table of peers' },
      { keys: ['I'], does: 'Fold or unfold the inspector' },
      { keys: ['D'], does: 'Fold or unfold the panel below' },
      { keys: [','], does: 'Settings' },
      { keys: ['?'], does: 'This help' },
    ],
  },
];

export const GESTURES: readonly HelpGroup[] = [
  {
    title: 'On the canvas',
    lines: [
      { keys: ['Double click'], does: 'Add a peer there' },
      { keys: ['Click'], does: 'Select a peer or a link' },
      { keys: ['Ctrl', 'Click'], does: 'Add a peer to the selection, or take it out' },
      { keys: ['Shift', 'Drag'], does: 'Draw a lasso around peers' },
      { keys: ['Drag a peer'], does: 'Move it; it stays where it is put' },
      { keys: ['Drag its arrow'], does: 'Join: pull the arrow of the peer under the pointer to another' },
      { keys: ['Double click'], does: 'On a peer: hold it in its place, or let it go' },
      { keys: ['Drag', 'Wheel'], does: 'Move the view, zoom' },
      { keys: ['Right click'], does: 'What can be done here' },
      { keys: ['←', '↑', '→', '↓'], does: 'Select the next peer in that direction' },
      { keys: ['Enter'], does: 'What can be done to the selected peer' },
    ],
  },
  {
    title: 'In the table of peers',
    lines: [
      { keys: ['↑', '↓'], does: 'Go to a row and select it' },
      { keys: ['Shift', '↑', '↓'], does: 'Select a range' },
      { keys: ['Ctrl', '↑', '↓'], does: 'Go to a row without selecting it' },
      { keys: ['Space'], does: 'Add the row to the selection, or take it out' },
      { keys: ['Enter'], does: 'Show it on the canvas' },
      { keys: ['Shift', 'F10'], does: 'What can be done to it' },
    ],
  },
];
