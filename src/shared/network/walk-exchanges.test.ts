import { expect, test } from 'vitest';
import type { MessageBody, PeerId } from './events';
import { WalkExchanges } from './walk-exchanges';

function neigh(at: number, to: PeerId): MessageBody & { readonly at: number } {
  const from: PeerId = '10.0.0.1:1';
  return {
    ...{ type: 'message:sent', at, observer: from, from, to, transport: 'tcp', verb: 'NEIGH', octets: 10 },
    ...{ frame: '0010 NEIGH', deviations: [] },
  };
}

test('exchanges that are never answered are forgotten, and the others kept', () => {
  const exchanges = new WalkExchanges();
  const round = { search: 's1', round: 1 } as const;
  for (let index = 0; index < 1_000; index += 1)
    exchanges.begin(neigh(index, `10.0.0.2:${index + 1}`), round);
  expect(exchanges.size).toBe(1_000);
  exchanges.begin(neigh(30_500, '10.0.0.3:1'), round);
  expect(exchanges.size).toBe(500);
  const answer = neigh(30_501, '10.0.0.2:1000');
  expect(exchanges.follow({ ...answer, type: 'message:received' })).toMatchObject(round);
});
