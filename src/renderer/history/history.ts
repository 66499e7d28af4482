import { createStore } from 'zustand/vanilla';
import { announce } from '../announcer/announce';
import type { Lab } from '../lab/lab';
import { labPart } from '../lab/part';
import { dismiss, type Notice, notify } from '../notices/notices';
import { mayPass, type Outcome, redoAction, undoAction } from './carry-out';
import { gerundOf, type Successors, sentenceOf, type UserAction, withSuccessors } from './user-action';

/** Actions that can be undone; beyond these, the oldest are forgotten. */
const MAX_ACTIONS = 100;
const NOTICE_KEY = 'history';

/** What was done in this window, the last action last. Another window has its own history. */
export interface History {
  readonly undo: readonly UserAction[];
  /** What was undone, the last one last; empty after a new action. */
  readonly redo: readonly UserAction[];
}

const EMPTY: History = { undo: [], redo: [] };
export const history = labPart(() => createStore<History>(() => EMPTY));

interface Progress {
  /** Commands whose actions are not recorded yet: what is undone next waits for them. */
  readonly running: Set<Promise<unknown>>;
  /** Counts the recorded actions: an action that is undone while another is recorded cannot be redone after it. */
  records: number;
  /** Undoing and redoing take turns, in the order of asking. */
  lastStep: Promise<void>;
}

const progress = labPart((): Progress => ({ running: new Set(), records: 0, lastStep: Promise.resolve() }));

/**
 * Carries out a command and records what it did.
 *
 * @param command returns the action, or null where nothing was done that can be undone; its failures are its own to report
 */
export async function recorded(lab: Lab, command: () => Promise<UserAction | null>): Promise<void> {
  const running = command();
  progress(lab).running.add(running);
  try {
    const action = await running;
    if (action) record(lab, action);
  } finally {
    progress(lab).running.delete(running);
  }
}

/** Adds an action that has been carried out, and shows a notice with an Undo button, save for moves: those are seen. */
export function record(lab: Lab, action: UserAction): void {
  progress(lab).records += 1;
  history(lab).setState({ undo: [...history(lab).getState().undo, action].slice(-MAX_ACTIONS), redo: [] });
  // Its button would undo this action in place of the one that it names.
  dismiss(lab, NOTICE_KEY);
  if (action.kind !== 'move') tell(lab, sentenceOf(action), { label: 'Undo', run: () => void undo(lab) });
}

/** @returns whether there is anything to undo or redo, or a command in progress after which there may be */
export function canStep(lab: Lab, list: keyof History): boolean {
  return history(lab).getState()[list].length > 0 || progress(lab).running.size > 0;
}

/** Takes the last action back. */
export function undo(lab: Lab): Promise<void> {
  return step(lab, 'undo');
}

/** Does the action once more that was undone last. */
export function redo(lab: Lab): Promise<void> {
  return step(lab, 'redo');
}

/** Forgets the history when the lab is another one, which does not know what was done in the one before. @returns a function that ends it */
export function watchHistory(lab: Lab): () => void {
  let seq = 0;
  return lab.onFeed((_, network) => {
    if (network.seq < seq) history(lab).setState(EMPTY);
    seq = network.seq;
  });
}

function step(lab: Lab, list: keyof History): Promise<void> {
  const taking = progress(lab);
  taking.lastStep = taking.lastStep.then(() => takeStep(lab, list));
  return taking.lastStep;
}

async function takeStep(lab: Lab, list: keyof History): Promise<void> {
  await Promise.allSettled(progress(lab).running);
  const action = history(lab).getState()[list].at(-1);
  if (!action) return announce(lab, `There is nothing to ${list}.`);
  const { records: recordsBefore } = progress(lab);
  const outcome = await (list === 'undo' ? undoAction(lab, action) : redoAction(lab, action));
  settle(lab, list, action, outcome, list === 'undo' && progress(lab).records > recordsBefore);
  report(lab, list, action, outcome);
}

/**
 * Moves the action to the other list. One that failed for a reason that may pass stays; another failure drops it.
 *
 * @param outdated another action was recorded in the meantime
 */
function settle(
  lab: Lab,
  list: keyof History,
  action: UserAction,
  { done, problems, successors }: Outcome,
  outdated: boolean,
): void {
  const other = list === 'undo' ? 'redo' : 'undo';
  const stays = done === null && problems.some(mayPass);
  const { [list]: from, [other]: to } = history(lab).getState();
  const next = {
    [list]: stays ? from : from.filter((one) => one !== action),
    [other]: done && !outdated ? [...to, done].slice(-MAX_ACTIONS) : to,
  };
  history(lab).setState({
    undo: followed(next['undo'] ?? [], successors),
    redo: followed(next['redo'] ?? [], successors),
  });
}

function followed(actions: readonly UserAction[], successors: Successors) {
  return successors.size === 0 ? actions : actions.map((action) => withSuccessors(action, successors));
}

function report(lab: Lab, list: keyof History, action: UserAction, { done, problems }: Outcome): void {
  dismiss(lab, NOTICE_KEY);
  const what = gerundOf(action);
  const past = list === 'undo' ? 'undone' : 'redone';
  if (problems.length === 0) {
    const title = `${list === 'undo' ? 'Undone' : 'Redone'}: ${what}`;
    if (action.kind === 'move') return announce(lab, title);
    return list === 'undo'
      ? tell(lab, title, { label: 'Redo', run: () => void redo(lab) })
      : tell(lab, title, { label: 'Undo', run: () => void undo(lab) });
  }
  const [first] = problems;
  notify(lab, {
    key: NOTICE_KEY,
    tone: 'error',
    title: `${capital(what)} was ${done ? `${past} in part` : `not ${past}`}`,
    ...(problems.length === 1 && first
      ? { sentence: first.sentence }
      : { details: problems.map(({ sentence }) => sentence) }),
  });
}

function tell(lab: Lab, title: string, remedy: NonNullable<Notice['remedy']>): void {
  notify(lab, { key: NOTICE_KEY, tone: 'answer', title, remedy });
}

/** Names begin with the case that they have; only the gerund in front of them changes. */
function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
