import { expect, test } from 'vitest';
import { EventLog } from './event-log';
import { watchEvents } from './event-streams';

test('of a flood, a list gets the newest events and the number of the others', async () => {
  const log = new EventLog();
  const abort = new AbortController();
  const batches = watchEvents(log, { last: 10, messages: 'with' }, abort.signal);
  expect((await batches.next()).value).toEqual({ events: [], skipped: 0 });
  const next = batches.next();
  for (let count = 1; count <= 1_200; count += 1) log.emit({ type: 'spawn:started', addition: 'a', count });

  const { value } = await next;
  expect(value?.skipped).toBe(700);
  expect(value?.events).toHaveLength(500);
  expect(value?.events.at(0)).toMatchObject({ count: 701 });
  expect(value?.events.at(-1)).toMatchObject({ count: 1_200 });
  abort.abort();
  expect((await batches.next()).done).toBe(true);
});
