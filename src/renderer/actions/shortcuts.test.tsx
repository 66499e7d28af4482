import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { announced } from '../announcer/announce';
import { dialog } from '../dialogs/open-dialog';
import { createLab, type Lab } from '../lab/lab';
import { type TestSource, testSource } from '../lab/test-source';
import { ACTIONS } from './registry';
import { listenToKeys } from './shortcuts';

const user = userEvent.setup();
let sources: readonly TestSource[];
let labs: readonly Lab[];
let stops: (() => void)[];

/** Two labs in one page, each with a field of its own. */
beforeEach(() => {
  sources = [testSource(), testSource()];
  labs = sources.map((source) => createLab(source));
  render(
    <>
      <input aria-label="outside" />
      <div data-lab="" data-testid="first">
        <input aria-label="in first" />
        <button type="button">first</button>
      </div>
      <div data-lab="" data-testid="second">
        <button type="button">second</button>
      </div>
    </>,
  );
  stops = labs.map((lab, index) => listenToKeys(lab, screen.getByTestId(index === 0 ? 'first' : 'second')));
});

afterEach(() => {
  for (const stop of stops) stop();
  cleanup();
});

const sent = () => sources.map((source) => source.sent.map(([command]) => command));
const focus = (name: string) => screen.getByRole('button', { name }).focus();

test('no two actions have the same id or the same key', () => {
  const ids = ACTIONS.map(({ id }) => id);
  const keys = ACTIONS.flatMap((action) => action.keys ?? []);
  expect(new Set(ids).size).toBe(ids.length);
  expect(new Set(keys).size).toBe(keys.length);
});

test('a key acts on the lab that has the focus, and on the first one while none has it', async () => {
  focus('second');
  await user.keyboard('n');
  expect(sent()).toEqual([[], ['peer.add']]);
  (document.activeElement as HTMLElement).blur();
  await user.keyboard('n');
  expect(sent()).toEqual([['peer.add'], ['peer.add']]);
});

test('a letter in a text field is a letter; the key of the palette works there, too', async () => {
  const field = screen.getByRole('textbox', { name: 'in first' });
  await user.type(field, 'n');
  expect(sent()).toEqual([[], []]);
  await user.keyboard('{Control>}k{/Control}');
  expect(labs.map((lab) => dialog(lab).getState().open?.kind)).toEqual(['palette', undefined]);
});

test('a key of an action that cannot be done now has a screen reader say why', async () => {
  focus('first');
  await user.keyboard('j');
  expect(announced(labs[0] as Lab).getState().words).toBe('Select a peer first.');
  await user.keyboard('{Control>}z{/Control}');
  expect(announced(labs[0] as Lab).getState().words).toBe('There is nothing to undo.');
  expect(sent()).toEqual([[], []]);
});

test('the application menu reaches the window by a message of this page, and asks for known actions alone', () => {
  const ask = (id: string, source: Window | null = window) =>
    window.dispatchEvent(new MessageEvent('message', { data: `syncpulse:action:${id}`, source }));
  ask('help', null);
  ask('add');
  expect(dialog(labs[0] as Lab).getState().open).toBeNull();
  expect(sent()).toEqual([[], []]);
  ask('help');
  expect(labs.map((lab) => dialog(lab).getState().open?.kind)).toEqual(['help', undefined]);
});
