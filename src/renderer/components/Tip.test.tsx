import { act, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Plus } from 'lucide-react';
import { expect, test } from 'vitest';
import { Button } from './Button';
import { Explained } from './Explained';

const user = userEvent.setup();
const tip = () => screen.queryByRole('tooltip', { hidden: true });

/** Opens the tooltip of a control with the mouse. */
async function hover(name: string) {
  // Before the mouse has moved, the page does not know that somebody points with it.
  await user.hover(document.body);
  await user.hover(screen.getByRole('button', { name }));
  return await screen.findByRole('tooltip');
}

function showTwoButtons() {
  render(
    <>
      <Button
        label="Add peer"
        icon={Plus}
        words="never"
        shortcut="N"
        meaning="registers at the bootstrap server"
      />
      <Button label="Settings" icon={Plus} words="never" />
    </>,
  );
}

test('a tooltip names its control, the key that does the same, and what it means', async () => {
  showTwoButtons();
  expect((await hover('Add peer')).textContent).toBe('Add peerNregisters at the bootstrap server');
  await user.unhover(screen.getByRole('button', { name: 'Add peer' }));
  await waitFor(() => expect(tip()).toBeNull());
});

test('a key closes a tooltip wherever the focus is, and its element leaves the page', async () => {
  showTwoButtons();
  await hover('Add peer');
  await user.keyboard('{Shift}');
  expect(tip()).toBeNull();
});

test('a click closes a tooltip, and its element leaves the page', async () => {
  showTwoButtons();
  await hover('Add peer');
  await user.click(screen.getByRole('button', { name: 'Add peer' }));
  expect(tip()).toBeNull();
});

test('a tooltip that opened without delay and was closed by a key does not return when the mouse leaves', async () => {
  showTwoButtons();
  await hover('Add peer');
  await user.keyboard('{Shift}');
  await user.unhover(screen.getByRole('button', { name: 'Add peer' }));
  // So soon after the last one it opens without delay.
  await hover('Add peer');
  await user.keyboard('{Shift}');
  await user.unhover(screen.getByRole('button', { name: 'Add peer' }));
  expect(tip()).toBeNull();
});

test('words with an explanation show it to the Tab key, too', async () => {
  render(<Explained by="How often the query was forwarded">Hops</Explained>);
  await user.tab();
  expect((await screen.findByRole('tooltip')).textContent).toBe('How often the query was forwarded');
  expect(document.activeElement?.textContent).toBe('Hops');
  act(() => document.body.focus());
  await user.keyboard('{Escape}');
  expect(tip()).toBeNull();
});
