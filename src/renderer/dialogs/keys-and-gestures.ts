import { ACTION_GROUPS, type Action } from '../actions/action';
import { ACTIONS } from '../actions/registry';

export interface HelpGroup {
  readonly title: string;
  readonly lines: readonly { readonly keys: readonly string[]; readonly does: string }[];
}

/** Every action that has a key, in the groups and the order of the registry. */
export const KEYS: readonly HelpGroup[] = ACTION_GROUPS.map((title) => ({
  title,
  lines: ACTIONS.filter(({ group }) => group === title).flatMap(lineOf),
})).filter(({ lines }) => lines.length > 0);

function lineOf({ keys, help, label }: Action): HelpGroup['lines'] {
  const [key] = keys ?? [];
  return key === undefined ? [] : [{ keys: key === '+' ? ['+'] : key.split('+'), does: help ?? label }];
}

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
