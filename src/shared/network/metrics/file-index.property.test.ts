import fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import { anyHistory } from '../../../../test/support/arbitrary-events';
import type { NetworkEvent, PeerId } from '../events';
import { matchesQuery } from '../search/query-matching';
import { reduce } from '../state/reduce';
import { emptyState } from '../state/state';
import { FileIndex } from './file-index';

const GONE = ['crashed', 'left'];

it('has the holders and the population that a walk through all peers and files finds, from any point on', () => {
  fc.assert(
    fc.property(
      anyHistory,
      anyHistory,
      fc.constantFrom('twilight', 'windows 8', 'saga twilight', ''),
      (before, after, query) => {
        const state = emptyState();
        const stamp = (body: (typeof before)[number]) =>
          ({ ...body, seq: state.seq + 1, at: 1 }) as NetworkEvent;
        for (const body of before) reduce(state, stamp(body));
        const holdings = new FileIndex(state);
        for (const body of after) {
          const event = stamp(body);
          reduce(state, event);
          holdings.add(event);
        }
        const asker: PeerId = '10.0.0.1:1';
        const others = [...state.peers.values()].filter(
          ({ id, phase }) => id !== asker && !GONE.includes(phase),
        );
        const expected = others.flatMap(({ id, hosted, files }) => {
          const names = hosted ? [...files.keys()].filter((name) => matchesQuery(query, name)) : [];
          return names.length > 0 ? [[id, new Set(names)] as const] : [];
        });
        const found = [...holdings.holdersOf(query, asker)].map(
          ([id, names]) => [id, new Set(names)] as const,
        );
        expect(new Map(found)).toEqual(new Map(expected));
        expect(holdings.population(asker)).toBe(others.length);
      },
    ),
  );
});

it('looks at no name that a query shares no word with', () => {
  const state = emptyState();
  const holdings = new FileIndex(state);
  const peer: PeerId = '10.0.0.1:1';
  holdings.add({ seq: 1, at: 1, type: 'peer:added', peer, name: 'ann', hosted: true });
  const added = Array.from({ length: 1_000 }, (_, index) => ({ name: `file ${index}`, bytes: 1 }));
  holdings.add({ seq: 2, at: 1, type: 'files:changed', peer, added, removed: [] });
  // A name is taken apart when it is shared, not when it is looked for.
  const takenApart = vi.spyOn(String.prototype, 'normalize');
  expect([...holdings.holdersOf('999', '10.0.0.1:2')]).toEqual([[peer, ['file 999']]]);
  expect(takenApart).toHaveBeenCalledTimes(1);
  takenApart.mockRestore();
});
