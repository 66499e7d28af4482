import { describe, expect, test } from 'vitest';
import type { Message } from '../../shared/protocol/message';
import { describeFrame, describeMessage } from './describe-message';
import type { NameOf } from './names';

const nameOf: NameOf = (who) => (who === '10.0.0.1:5002' ? 'Node1' : who);
const address = { ip: '10.0.0.1', port: 5002 };

const SAID: readonly (readonly [Message, string])[] = [
  [{ verb: 'REG', address, name: 'Node1' }, 'asks to be registered as Node1 at 10.0.0.1:5002'],
  [{ verb: 'REGOK', code: 0, offers: [] }, 'registered; no neighbours offered'],
  [{ verb: 'REGOK', code: 0, offers: [{ address, name: 'Node1' }] }, 'registered; neighbours offered: Node1'],
  [{ verb: 'REGOK', code: 9999, offers: [] }, 'not registered: the request is malformed (9999)'],
  [
    { verb: 'REGOK', code: 9998, offers: [] },
    'not registered: already registered to you; unregister first (9998)',
  ],
  [
    { verb: 'REGOK', code: 9997, offers: [] },
    'not registered: this ip and port are registered under another name (9997)',
  ],
  [{ verb: 'REGOK', code: 9996, offers: [] }, 'not registered: the registry is full (9996)'],
  [{ verb: 'UNREG', address, name: 'Node1' }, 'asks to be unregistered: Node1 at 10.0.0.1:5002'],
  [{ verb: 'UNROK', code: 0 }, 'unregistered'],
  [{ verb: 'UNROK', code: 9999 }, 'not unregistered: no such entry, or a malformed request (9999)'],
  [{ verb: 'JOIN', address }, 'Node1 asks to become a neighbour'],
  [{ verb: 'JOINOK', code: 0 }, 'accepted as a neighbour'],
  [
    { verb: 'JOINOK', code: 9999 },
    'not accepted as a neighbour: the table is full, or the request is malformed (9999)',
  ],
  [{ verb: 'LEAVE', address }, 'Node1 asks to be removed as a neighbour'],
  [{ verb: 'LEAVEOK', code: 0 }, 'removed as a neighbour'],
  [
    { verb: 'LEAVEOK', code: 9999 },
    'not removed as a neighbour: not a neighbour, or the request is malformed (9999)',
  ],
  [{ verb: 'SER', address, query: 'Twilight', hops: 1 }, 'Node1 searches for “Twilight”, 1 hop so far'],
  [
    { verb: 'SEROK', code: 0, address, hops: 2, files: ['a', 'b c'] },
    'Node1 has “a” and “b c”, found after 2 hops',
  ],
  [{ verb: 'SEROK', code: 0, address, hops: 2, files: [] }, 'nothing found'],
  [
    { verb: 'SEROK', code: 9999, address, hops: 0, files: [] },
    'the search failed: a peer could not be reached (9999)',
  ],
  [
    {
      verb: 'NEIGHOK',
      code: 0,
      neighbours: Array.from({ length: 11 }, (_, n) => ({ ip: '10.0.0.2', port: n + 1 })),
    },
    'has 11 neighbours: 10.0.0.2:1, 10.0.0.2:2, 10.0.0.2:3, 10.0.0.2:4, 10.0.0.2:5, 10.0.0.2:6, 10.0.0.2:7, 10.0.0.2:8 and 3 more',
  ],
  [{ verb: 'PING' }, 'asks whether the other side is alive'],
  [{ verb: 'PONG' }, 'is alive'],
  [{ verb: 'ECHO' }, 'asks whether the bootstrap server is alive'],
  [{ verb: 'ECHOK', code: 0 }, 'the bootstrap server is alive'],
  [{ verb: 'NEIGH' }, 'asks for the neighbours, to continue a search'],
  [{ verb: 'NEIGHOK', code: 0, neighbours: [address] }, 'has 1 neighbour: Node1'],
  [{ verb: 'PRINT' }, 'asks for the list of registered peers'],
  [{ verb: 'ERROR' }, 'did not understand the message that it received'],
];

describe('every message has plain words', () => {
  test.each(SAID.map(([message, words]) => [message.verb, message, words] as const))(
    '%s',
    (_, message, words) => {
      expect(describeMessage(message, nameOf)).toBe(words);
    },
  );
});

test('a frame is read as it crossed the wire', () => {
  expect(describeFrame('0023 JOIN 10.0.0.1 5002', nameOf)).toBe('Node1 asks to become a neighbour');
});

test('a frame beyond reading says why, and throws nothing', () => {
  expect(describeFrame('0008 ¿?', nameOf)).not.toBe('');
  expect(describeFrame('', nameOf)).not.toBe('');
});
