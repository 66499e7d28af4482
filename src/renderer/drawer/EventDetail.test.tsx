import { render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import type { MessageBody, NetworkEvent } from '../../shared/network/events';
import { emptyState } from '../../shared/network/state/state';
import { EventDetail } from './EventDetail';
import type { LogRow } from './log-tail';

const message = (seq: number, type: MessageBody['type'], cause: number | null): NetworkEvent => ({
  ...{ type, seq, at: seq, cause, observer: '10.0.0.1:1', from: '10.0.0.1:1', to: '10.0.0.1:2' },
  ...{ transport: 'tcp', verb: 'PING', bytes: 9, frame: '0009 PING', deviations: [] },
});
const row = (event: NetworkEvent): LogRow => ({ kind: 'event', key: `k${event.seq}`, event });

function show(event: NetworkEvent, others: readonly NetworkEvent[]) {
  const onShow = vi.fn();
  const rows = [...others, event].map(row);
  render(
    <EventDetail
      event={event}
      rows={rows}
      network={emptyState()}
      onShow={onShow}
      onClose={() => undefined}
    />,
  );
  return onShow;
}

test('a marked event leads to what caused it and to what it caused, in the list', async () => {
  const person = userEvent.setup();
  const sent = message(3, 'message:sent', 2);
  const onShow = show(sent, [
    message(1, 'message:received', null),
    message(2, 'message:received', 1),
    message(4, 'message:received', 3),
    message(5, 'message:sent', 4),
  ]);
  const causes = within(screen.getByRole('region', { name: 'Caused by' })).getAllByRole('button');
  expect(causes.map(({ textContent }) => textContent)).toEqual([
    '#2 10.0.0.1:1 received PING from 10.0.0.1:1',
  ]);
  const effects = within(screen.getByRole('region', { name: 'Caused' })).getAllByRole('button');
  expect(effects.map(({ textContent }) => textContent?.slice(0, 2))).toEqual(['#4']);
  for (const link of [...causes, ...effects]) await person.click(link);
  expect(onShow.mock.calls).toEqual([['k2'], ['k4']]);
});

test('a cause that the list does not have is named by its number, and what has none shows nothing', () => {
  show(message(9, 'message:sent', 7), []);
  expect(screen.getByRole('region', { name: 'Caused by' }).textContent).toContain(
    '#7, which is not in this list',
  );
  expect(screen.queryByRole('region', { name: 'Caused' })).toBeNull();
});

test('an event without cause and effects shows neither', () => {
  show(message(9, 'message:received', null), [message(8, 'message:sent', null)]);
  expect(screen.queryByRole('region')).toBeNull();
});

test('of many effects the first are links, and the rest is counted', () => {
  const effects = Array.from({ length: 14 }, (_, index) => message(10 + index, 'message:sent', 9));
  show(message(9, 'message:received', null), effects);
  const caused = screen.getByRole('region', { name: 'Caused' });
  expect(within(caused).getAllByRole('button')).toHaveLength(10);
  expect(caused.textContent).toContain('and 4 more events');
});
