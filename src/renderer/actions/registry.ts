import type { Action } from './action';
import { LINK_ACTIONS } from './link-actions';
import { ADD_ACTIONS, BOOTSTRAP_ACTIONS, FILE_ACTIONS, HISTORY_ACTIONS, SETTINGS } from './network-actions';
import {
  COPY_ADDRESSES,
  EXTERNAL_ACTIONS,
  ONE_PEER_ACTIONS,
  PAIR_ACTIONS,
  PEER_ACTIONS,
} from './peer-actions';
import {
  CLEAR_SELECTION,
  FIND,
  FIT,
  FREEZE,
  HELP,
  LAYOUTS,
  PALETTE,
  PANEL_ACTIONS,
  SELECT_ALL,
  TOGGLE_INSPECTOR,
  TOGGLE_PANEL,
  ZOOM_IN,
  ZOOM_OUT,
} from './view-actions';

/** Everything that a person can do in the window, in the order of the help and of the command palette. */
export const ACTIONS: readonly Action[] = [
  ...ADD_ACTIONS,
  ...HISTORY_ACTIONS,
  ...PEER_ACTIONS,
  ...PAIR_ACTIONS,
  ...ONE_PEER_ACTIONS,
  ...EXTERNAL_ACTIONS,
  COPY_ADDRESSES,
  SELECT_ALL,
  CLEAR_SELECTION,
  ...Object.values(LINK_ACTIONS).flat(),
  ...BOOTSTRAP_ACTIONS,
  ...FILE_ACTIONS,
  FIT,
  ZOOM_IN,
  ZOOM_OUT,
  FREEZE,
  ...LAYOUTS.map(({ action }) => action),
  FIND,
  ...PANEL_ACTIONS,
  TOGGLE_INSPECTOR,
  TOGGLE_PANEL,
  PALETTE,
  SETTINGS,
  HELP,
];

const BY_ID: ReadonlyMap<string, Action> = new Map(ACTIONS.map((action) => [action.id, action]));

export function actionOf(id: string): Action | undefined {
  return BY_ID.get(id);
}
