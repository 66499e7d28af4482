import { render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, test } from 'vitest';
import type { EventBody, PeerId } from '../../shared/network/events';
import { reduce } from '../../shared/network/state/reduce';
import { snapshotOf } from '../../shared/network/state/snapshot';
import { emptyState } from '../../shared/network/state/state';
import { ACTIONS } from '../actions/registry';
import { announced } from '../announcer/announce';
import { LabProvider } from '../lab/context';
import { createLab, type Lab } from '../lab/lab';
import { type TestSource, testSource } from '../lab/test-source';
import { preferences } from '../preferences';
import { Dialogs } from './Dialogs';
import { openDialog } from './open-dialog';

const node: PeerId = '127.0.0.1:5001';
const user = userEvent.setup();
let source: TestSource;
let lab: Lab;

const BEFORE: readonly EventBody[] = [
  { type: 'peer:added', peer: node, name: 'Node1', hosted: true },
  { type: 'peer:phase-changed', peer: node, phase: 'joined', registered: true },
];

async function open(access: 'full' | 'read-only' = 'full'): Promise<void> {
  source = testSource(access);
  lab = createLab(source);
  const network = emptyState();
  for (const [index, body] of BEFORE.entries()) reduce(network, { ...body, seq: index + 1, at: 1_000 });
  lab.fold({ kind: 'snapshot', snapshot: snapshotOf(network) });
  openDialog(lab, { kind: 'palette' });
  render(
    <LabProvider lab={lab}>
      <Dialogs />
    </LabProvider>,
  );
  // In a browser the field has the focus at once (a journey checks it); this DOM gives it to the dialog.
  await user.click(field());
}

beforeEach(() => preferences.setState({ recentActions: [] }));

const field = () => screen.getByRole('textbox', { name: 'Find an action or a peer' });
const items = () => screen.getAllByRole('menuitem');
const isOpen = () => screen.queryByRole('dialog', { name: 'Command palette' }) !== null;

test('lists every action that has an object, with its key', async () => {
  await open();
  const shown = items().map((item) => item.textContent);
  for (const { label } of ACTIONS.filter(({ id, applies }) => id !== 'palette' && !applies))
    expect(shown.some((text) => text?.includes(label) || text?.includes('layout'))).toBe(true);
  const join = items().find((item) => item.textContent?.startsWith('Join'));
  expect(join && within(join).getByText('J').tagName).toBe('KBD');
});

test('finds an action by some of its letters, and runs it by Enter', async () => {
  await open();
  await user.keyboard('admany');
  expect(items()[0]?.textContent).toContain('Add many…');
  await user.keyboard('{Enter}');
  await waitFor(() => expect(screen.getByRole('dialog', { name: 'Add peers' })).toBeTruthy());
  expect(preferences.getState().recentActions).toEqual(['add-many']);
});

test('the arrow keys choose, and Escape closes it without doing anything', async () => {
  await open();
  await user.keyboard('add{ArrowDown}');
  const focused = () => document.getElementById(field().getAttribute('aria-activedescendant') ?? '');
  await waitFor(() => expect(focused()).toBe(items()[1]));
  await user.keyboard('{ArrowUp}');
  await waitFor(() => expect(focused()).toBe(items()[0]));
  await user.keyboard('{Escape}');
  await waitFor(() => expect(isOpen()).toBe(false));
  expect(source.sent).toEqual([]);
});

test('shows why an action cannot be done now, stays open when it is chosen, and does not run it', async () => {
  await open();
  await user.keyboard('crash');
  expect(items()[0]?.textContent).toContain('Select a peer first.');
  await user.keyboard('{Enter}');
  expect(isOpen()).toBe(true);
  expect(announced(lab).getState().words).toBe('Select a peer first.');
  expect(source.sent).toEqual([]);
});

test('an action acts on the selection', async () => {
  await open();
  lab.select.only([node]);
  await user.keyboard('crash{Enter}');
  await waitFor(() => expect(source.sent).toEqual([['peer.crash', { id: node }]]));
  expect(isOpen()).toBe(false);
});

test('finds a peer by its name or port and goes to it', async () => {
  await open();
  await user.keyboard('5001{Enter}');
  await waitFor(() => expect(isOpen()).toBe(false));
  expect([...lab.store.getState().selection]).toEqual([node]);
});

test('what was used last comes first', async () => {
  preferences.setState({ recentActions: ['fit', 'help'] });
  await open();
  expect(items()[0]?.textContent).toContain('Fit to view');
  expect(items()[1]?.textContent).toContain('Keys, gestures and documents');
});

test('in a recording, nothing can be changed', async () => {
  await open('read-only');
  await user.keyboard('add peer{Enter}');
  expect(isOpen()).toBe(true);
  expect(items()[0]?.textContent).toContain('This is a recording: nothing in it can be changed.');
  expect(source.sent).toEqual([]);
});
