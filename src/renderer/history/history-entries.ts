import { Redo2, Undo2 } from 'lucide-react';
import type { Lab } from '../lab/lab';
import type { MenuEntry } from '../menus/menu-entries';
import { history, redo, undo } from './history';
import { gerundOf } from './user-action';

/** What can be undone and redone now, as entries of a menu. */
export function historyEntries(lab: Lab): MenuEntry[] {
  const state = history(lab).getState();
  const [last, next] = [state.undo.at(-1), state.redo.at(-1)];
  return [
    {
      id: 'undo',
      label: last ? `Undo ${gerundOf(last)}` : 'Undo',
      icon: Undo2,
      shortcut: 'Ctrl+Z',
      enabled: last !== undefined,
      run: () => void undo(lab),
    },
    {
      id: 'redo',
      label: next ? `Redo ${gerundOf(next)}` : 'Redo',
      icon: Redo2,
      shortcut: 'Ctrl+Shift+Z',
      enabled: next !== undefined,
      run: () => void redo(lab),
    },
  ];
}
