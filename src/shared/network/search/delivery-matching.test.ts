import { expect, test } from 'vitest';
import type { MessageBody, NetworkEvent, PeerId } from '../events';
import { DeliveryMatching } from './delivery-matching';

const [ann, bob, carl]: readonly [PeerId, PeerId, PeerId] = ['10.0.0.1:1', '10.0.0.1:2', '10.0.0.1:3'];
const UNKNOWN: PeerId = '127.0.0.1:50000';

function message(seq: number, from: PeerId, change: Partial<MessageBody> & { at?: number } = {}) {
  return {
    ...{ type: 'message:sent', seq, at: seq, observer: from, from, to: carl, transport: 'tcp', verb: 'PING' },
    ...{ bytes: 9, frame: '0009 PING', deviations: [], ...change },
  } satisfies NetworkEvent & MessageBody;
}

function matching() {
  const arrivals = new DeliveryMatching((address) => address.startsWith('10.'));
  const send = (sent: NetworkEvent & MessageBody) => arrivals.sent(sent, { seq: sent.seq });
  return { arrivals, send };
}

test('an arrival is that of the oldest message of the same bytes on the same link, and of each one once', () => {
  const { arrivals, send } = matching();
  send(message(1, ann));
  send(message(2, bob));
  send(message(3, ann, { frame: '0010 NEIGH' }));
  send(message(4, ann));
  send(message(5, ann, { to: bob }));
  expect([1, 2, 3].map(() => arrivals.take(message(9, ann))?.seq)).toEqual([1, 4, undefined]);
  expect(arrivals.take(message(9, ann, { frame: '0010 NEIGH' }))?.seq).toBe(3);
  expect(arrivals.take(message(9, bob))?.seq).toBe(2);
  expect(arrivals.take(message(9, ann, { to: bob }))?.seq).toBe(5);
  expect(arrivals.size).toBe(0);
});

test('an arrival from no known address takes the oldest message, and each message is taken once all the same', () => {
  const { arrivals, send } = matching();
  send(message(1, ann));
  send(message(2, bob));
  expect(arrivals.take(message(9, UNKNOWN))?.seq).toBe(1);
  // The one before was Bob's: what is left of the two belongs to Ann, and nothing to a third known peer.
  expect(arrivals.take(message(9, carl))).toBeUndefined();
  expect(arrivals.take(message(9, ann))?.seq).toBe(2);
  expect(arrivals.take(message(9, bob))).toBeUndefined();
  expect(arrivals.size).toBe(0);
});

test('what never arrives is forgotten after a time, and what is late is still matched', () => {
  const { arrivals, send } = matching();
  for (let seq = 1; seq <= 1_000; seq += 1) send(message(seq, ann));
  send(message(1_001, bob, { at: 61_000 }));
  expect(arrivals.size).toBe(1_001);
  expect(arrivals.take(message(9, ann))?.seq).toBe(1);
  send(message(1_002, bob, { at: 122_000 }));
  expect(arrivals.size).toBe(2);
  expect(arrivals.take(message(9, ann))).toBeUndefined();
});

test('a flood that never arrives holds no more memory than a bound, and one that arrives is matched in full', () => {
  const { arrivals, send } = matching();
  const frame = 'x'.repeat(9_000);
  for (let seq = 1; seq <= 20_000; seq += 1) {
    send(message(seq, ann, { at: 1, frame }));
    send(message(seq, bob, { at: 1, frame }));
    expect(arrivals.take(message(9, bob, { frame }))?.seq).toBe(seq);
  }
  expect(arrivals.size * frame.length).toBeLessThan(20_000_000);
});
