import { expect, test } from 'vitest';
import type { EventBody, PeerId } from '../../shared/network/events';
import { reduce } from '../../shared/network/state/reduce';
import type { Transfer } from '../../shared/network/state/snapshot-schema';
import { emptyState } from '../../shared/network/state/state';
import { standingWords } from './words';

const first: PeerId = '127.0.0.1:5001';
const second: PeerId = '127.0.0.1:5002';

function networkAfter(...events: EventBody[]) {
  const added: EventBody[] = [
    { type: 'peer:added', peer: first, name: 'Node1', hosted: true },
    { type: 'peer:added', peer: second, name: 'Node2', hosted: true },
  ];
  return [...added, ...events].reduce(
    (state, body, index) => reduce(state, { ...body, seq: index + 1, at: 0 }),
    emptyState(),
  );
}

const transfer: Transfer = {
  ...{ id: 't1', peer: null, name: 'a', phase: 'running', waiting: false, bytes: 50, total: 100 },
  ...{ holders: [first, second], problem: null, at: 0, changedAt: 0, seq: 2, changedSeq: 2 },
};

test('a download names the holders that it waits for, and why', () => {
  const crashed = { type: 'peer:phase-changed', peer: first, phase: 'crashed', registered: false } as const;
  const left = { type: 'peer:phase-changed', peer: second, phase: 'left', registered: false } as const;
  expect(standingWords(networkAfter(crashed), transfer)).toBe('50 %');
  expect(standingWords(networkAfter(crashed, left), transfer)).toBe(
    'waiting for Node1 (crashed) and Node2 (left)',
  );
  const waiting = { ...transfer, phase: 'paused', waiting: true, holders: [first] } as const;
  expect(standingWords(networkAfter(), waiting)).toBe('waiting for Node1 (does not answer)');
  expect(standingWords(networkAfter(crashed), waiting)).toBe('waiting for Node1 (crashed)');
  const removed = { type: 'peer:removed', peer: first } as const;
  const next = { type: 'peer:added', peer: first, name: 'Node3', hosted: true } as const;
  expect(standingWords(networkAfter(removed), waiting)).toBe('waiting for Node1 (not known any more)');
  expect(standingWords(networkAfter(removed, next), waiting)).toBe('waiting for Node1 (removed)');
});
