import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EventBody, NetworkEvent, PeerId } from '../events';
import {
  type Identities,
  identified,
  identitiesOf,
  identitiesSnapshot,
  identityAt,
  KEPT_EVENTS,
  KEPT_FORMER,
  nameAt,
  noIdentities,
  withIdentities,
} from './identity';

const peer: PeerId = '127.0.0.1:5007';
const other: PeerId = '127.0.0.1:5008';

const added = (at: PeerId, name: string, hosted = true): EventBody => {
  return { type: 'peer:added', peer: at, name, hosted };
};
const removed = (at: PeerId): EventBody => ({ type: 'peer:removed', peer: at });
const renamed = (at: PeerId, previousName: string, name: string): EventBody => {
  return { type: 'peer:renamed', peer: at, name, previousName };
};

function fold(history: readonly EventBody[], identities: Identities = noIdentities(), after = 0): Identities {
  for (const [index, body] of history.entries()) {
    identified(identities, { ...body, seq: after + index + 1, at: 0 });
  }
  return identities;
}

const namesIn = (identities: Identities, address: PeerId, seqs: readonly number[]) =>
  seqs.map((seq) => nameAt(identities, address, seq));

describe('who had an address when', () => {
  it('keeps a removed peer apart from the next one at its address, by name and by identity', () => {
    const identities = fold([added(peer, 'Node5'), removed(peer), added(peer, 'Node13')]);
    expect(namesIn(identities, peer, [0, 1, 2, 3, 99])).toEqual([
      undefined,
      'Node5',
      'Node5',
      'Node13',
      'Node13',
    ]);
    expect([1, 2, 3].map((seq) => identityAt(identities, peer, seq))).toEqual(['n1', 'n1', 'n2']);
  });

  it('lets the address mean the removed peer until another has it', () => {
    const identities = fold([added(peer, 'Node5'), removed(peer), added(other, 'Node6')]);
    expect(nameAt(identities, peer, 99)).toBe('Node5');
  });

  it('gives a peer another identity when it is added again under its former name', () => {
    const identities = fold([added(peer, 'Node5'), removed(peer), added(peer, 'Node5')]);
    expect(identityAt(identities, peer, 3)).not.toBe(identityAt(identities, peer, 1));
  });

  it('keeps the former name of a renamed peer for what was before, and its identity', () => {
    const identities = fold([added(peer, 'Node5'), removed(other), renamed(peer, 'Node5', 'anna')]);
    expect(namesIn(identities, peer, [2, 3])).toEqual(['Node5', 'anna']);
    expect(identityAt(identities, peer, 3)).toBe('n1');
  });

  it('takes an external peer for the same one when its name becomes known, and knows by it what came before', () => {
    const identities = fold([removed(other), added(peer, peer, false), added(peer, 'ben', false)]);
    expect(namesIn(identities, peer, [1, 2, 3])).toEqual(['ben', 'ben', 'ben']);
    expect(identities.given).toBe(1);
  });

  it('never takes what came before the removal of one peer for the words of an external one after it', () => {
    const identities = fold([added(peer, 'Node5'), removed(peer), removed(other), added(peer, 'ben', false)]);
    expect(namesIn(identities, peer, [1, 2, 3, 4])).toEqual(['Node5', 'Node5', 'ben', 'ben']);
  });

  it('takes an external peer for another than the hosted one that has its address next', () => {
    const identities = fold([added(peer, 'ben', false), added(peer, 'Node1')]);
    expect([1, 2].map((seq) => identityAt(identities, peer, seq))).toEqual(['n1', 'n2']);
  });

  it('forgets removed peers once no kept event is about them, beyond a fixed number of them', () => {
    const identities = noIdentities();
    const lives = 3 * KEPT_FORMER;
    for (let life = 0; life < lives; life += 1) {
      fold([added(peer, `Node${life}`), removed(peer)], identities, life * 2);
    }
    // All of them are within the kept events.
    expect(identities.former.size).toBe(lives);
    fold([added(other, 'last'), removed(other)], identities, KEPT_EVENTS + lives * 2);
    expect(identities.former.size).toBe(KEPT_FORMER);
    expect(identities.at.get(peer)).toHaveLength(KEPT_FORMER - 1);
    expect(nameAt(identities, peer, 1)).toBeUndefined();
    expect(nameAt(identities, peer, lives * 2)).toBe(`Node${lives - 1}`);
  });

  it('writes into an event which peers its addresses meant', () => {
    const identities = fold([added(peer, 'Node5'), removed(peer), added(peer, 'Node13')]);
    const event: NetworkEvent = { type: 'neighbour:added', peer: other, neighbour: peer, seq: 1, at: 0 };
    expect(withIdentities(event, identities)).toEqual({ ...event, identities: { [peer]: 'n1' } });
    expect(withIdentities({ ...event, seq: 3 }, identities).identities).toEqual({ [peer]: 'n2' });
    expect(withIdentities({ ...event, neighbour: other }, identities)).not.toHaveProperty('identities');
  });
});

describe('any history of additions, removals and new names', () => {
  const address = fc.constantFrom<PeerId>(peer, other, '10.0.0.1:1');
  const name = fc.constantFrom('ann', 'ben', 'cleo');
  const anyEvent: fc.Arbitrary<EventBody> = fc.oneof(
    fc.tuple(address, name, fc.boolean()).map(([at, called, hosted]) => added(at, called, hosted)),
    address.map(removed),
    fc.tuple(address, name).map(([at, called]) => renamed(at, '', called)),
  );
  const anyHistory = fc.array(anyEvent, { maxLength: 40 });
  const addresses: readonly PeerId[] = [peer, other, '10.0.0.1:1'];

  it('is the same for who began with a snapshot as for who saw all of it', () => {
    fc.assert(
      fc.property(anyHistory, anyHistory, (before, after) => {
        const snapshot = identitiesSnapshot(fold(before));
        const late = fold(after, identitiesOf(JSON.parse(JSON.stringify(snapshot))), before.length);
        expect(late).toEqual(fold([...before, ...after]));
        expect([...late.former.keys()]).toEqual([...fold([...before, ...after]).former.keys()]);
      }),
    );
  });

  it('is not changed by what happens later', () => {
    fc.assert(
      fc.property(anyHistory, anyHistory, (before, after) => {
        const hosted = before.filter((event) => event.type !== 'peer:added' || event.hosted);
        const later = after.filter((event) => event.type !== 'peer:added' || event.hosted);
        const identities = fold(hosted);
        const answers = () =>
          addresses.flatMap((at) =>
            hosted.map((_, index) => [
              nameAt(identities, at, index + 1),
              identityAt(identities, at, index + 1),
            ]),
          );
        const then = answers();
        fold(later, identities, hosted.length);
        expect(answers()).toEqual(then);
      }),
    );
  });

  it('never gives one identity to two peers', () => {
    fc.assert(
      fc.property(anyHistory, (history) => {
        const { at, given } = fold(history);
        const all = [...at.values()].flat().map(({ identity }) => identity);
        expect(new Set(all).size).toBe(all.length);
        expect(all).toHaveLength(given);
      }),
    );
  });
});
