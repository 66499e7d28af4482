import { ORPCError } from '@orpc/client';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Restored } from '../../shared/contract/peer';
import type { PeerId } from '../../shared/network/events';
import { reduce } from '../../shared/network/state/reduce';
import { snapshotOf } from '../../shared/network/state/snapshot';
import { emptyState } from '../../shared/network/state/state';
import type { Problem } from '../../shared/problem';
import { DEFAULT_SETTINGS, type Settings } from '../../shared/settings/settings';
import {
  act,
  connectPeers,
  disconnectPeers,
  recordMove,
  renamePeer,
  updateSettings,
} from '../actions/commands';
import { announced } from '../announcer/announce';
import { createLab } from '../lab/lab';
import { testSource } from '../lab/test-source';
import { dismiss, notices } from '../notices/notices';
import { history, record, recorded, redo, undo, watchHistory } from './history';
import { gerundOf, type UserAction } from './user-action';

const a = '127.0.0.1:5002';
const b = '127.0.0.1:5003';
const c = '127.0.0.1:5004';

/** A lab that does everything it is asked; a test changes what one command answers. */
const source = testSource();
const { sent, answers } = source;
const lab = createLab(source);
let settings: Settings;
let removals: number;

const refuse = (problem: Problem) => () => {
  throw new ORPCError('CONFLICT', { data: problem });
};
const link = (from: PeerId = a, to: PeerId = b): UserAction =>
  ({
    ...{ kind: 'link', made: true, from, to, fromName: 'Node1', toName: 'Node2' },
    identities: { [from]: identityOf(from), [to]: identityOf(to) },
  }) as const;
const identityOf = (id: PeerId) => lab.store.getState().network.peers.get(id)?.identity ?? 'n0';
/** Somebody else removes the peer, and another is added at its address. */
const replace = (peer: PeerId, name: string) => {
  const { network } = lab.store.getState();
  const { seq } = network;
  reduce(network, { seq: seq + 1, at: seq, type: 'peer:removed', peer });
  reduce(network, { seq: seq + 2, at: seq, type: 'peer:added', peer, name, hosted: true });
  lab.store.setState({ network: { ...network, seq: seq + 2 } });
};
const lists = () => {
  const state = history(lab).getState();
  return [state.undo.map(gerundOf), state.redo.map(gerundOf)];
};
const shown = () =>
  notices(lab)
    .getState()
    .shown.map(({ title, remedy }) => [title, remedy?.label]);

beforeEach(() => {
  sent.length = 0;
  answers.clear();
  settings = DEFAULT_SETTINGS;
  removals = 0;
  answers.set('peer.remove', ({ id }: { id: string }) => {
    removals += 1;
    return { removed: id, removal: `r${removals}` };
  });
  const was: Record<string, string> = { r1: a, r2: b, r3: a, r4: b };
  answers.set('peer.restore', ({ removals: wanted }: { removals: string[] }) => ({
    peers: wanted.map((removal) => {
      return { removal, was: was[removal], peer: was[removal], identity: identityOf(was[removal] as PeerId) };
    }),
    problems: [],
  }));
  answers.set('peer.rename', (input: { name: string }) => input);
  answers.set('settings.get', () => settings);
  answers.set('settings.update', (change: Partial<Settings>) => {
    settings = { ...settings, ...change };
    return settings;
  });
  history(lab).setState({ undo: [], redo: [] });
  for (const { key } of notices(lab).getState().shown) dismiss(lab, key);
  const network = emptyState();
  for (const [index, peer] of ([a, b, c] as const).entries()) {
    const seq = index + 1;
    reduce(network, { seq, at: seq, type: 'peer:added', peer, name: `Node${seq}`, hosted: true });
  }
  lab.store.setState({ network: { ...network, settings } });
});

describe('what can be undone', () => {
  test('the removal of many is one action: it is undone, redone and undone again', async () => {
    await act(lab, 'remove', [a, b]);
    expect(lists()).toEqual([['removing 2 peers'], []]);
    expect(shown()).toEqual([['2 peers were removed', 'Undo']]);
    sent.length = 0;
    await undo(lab);
    expect(sent).toEqual([['peer.restore', { removals: ['r1', 'r2'] }]]);
    expect(lists()).toEqual([[], ['removing 2 peers']]);
    expect(shown()).toEqual([['Undone: removing 2 peers', 'Redo']]);
    await redo(lab);
    await undo(lab);
    expect(sent.slice(1)).toEqual([
      ['peer.remove', { id: a }],
      ['peer.remove', { id: b }],
      ['peer.restore', { removals: ['r3', 'r4'] }],
    ]);
  });

  test('the button of the notice undoes the action that it names', async () => {
    await act(lab, 'remove', [a]);
    const [notice] = notices(lab).getState().shown;
    notice?.remedy?.run();
    await vi.waitFor(() => expect(lists()).toEqual([[], ['removing Node1']]));
    expect(sent.at(-1)).toEqual(['peer.restore', { removals: ['r1'] }]);
  });

  test('a link is undone by LEAVE, and the removal of a link by JOIN', async () => {
    await connectPeers(lab, a, b);
    await disconnectPeers(lab, b, c);
    sent.length = 0;
    await undo(lab);
    await undo(lab);
    await redo(lab);
    expect(sent).toEqual([
      ['peer.connect', { id: b, other: c }],
      ['peer.disconnect', { id: a, other: b }],
      ['peer.connect', { id: a, other: b }],
    ]);
    expect(lists()).toEqual([['linking Node1 to Node2'], ['unlinking Node2 from Node3']]);
  });

  test('a link that only the other side still has is left by that one', async () => {
    await connectPeers(lab, a, b);
    answers.set('peer.disconnect', ({ id }: { id: string }) => {
      if (id === a) refuse({ code: 'not-possible-now', sentence: 'That is not a neighbour of it.' })();
    });
    await undo(lab);
    expect(sent.at(-1)).toEqual(['peer.disconnect', { id: b, other: a }]);
    expect(lists()).toEqual([[], ['linking Node1 to Node2']]);
  });

  test('a move is undone for all that were moved; those that were not held are released', async () => {
    const moved = (x: number, pinned: boolean) =>
      [
        { peer: a, x, y: 1, pinned: true },
        { peer: b, x: x + 50, y: 2, pinned },
      ] as const;
    recordMove(lab, moved(0, false), moved(100, true));
    // A move is seen, and needs no notice.
    expect(shown()).toEqual([]);
    expect(lists()).toEqual([['moving 2 peers'], []]);
    await undo(lab);
    await redo(lab);
    expect(sent).toEqual([
      [
        'layout.place',
        {
          places: [
            { peer: a, x: 0, y: 1 },
            { peer: b, x: 50, y: 2 },
          ],
        },
      ],
      ['layout.release', { peers: [b] }],
      [
        'layout.place',
        {
          places: [
            { peer: a, x: 100, y: 1 },
            { peer: b, x: 150, y: 2 },
          ],
        },
      ],
    ]);
  });

  test('to hold a peer in its place is a move of its own name', () => {
    const at = { peer: a, x: 1, y: 1 } as const;
    recordMove(lab, [{ ...at, pinned: false }], [{ ...at, pinned: true }]);
    recordMove(lab, [{ ...at, pinned: true }], [{ ...at, pinned: false }]);
    expect(lists()[0]).toEqual(['holding Node1', 'releasing Node1']);
  });

  test('a new name is undone by the name before', async () => {
    expect(await renamePeer(lab, a, 'anna')).toBeNull();
    expect(shown()).toEqual([['Node1 was renamed to anna', 'Undo']]);
    await undo(lab);
    expect(sent.at(-1)).toEqual(['peer.rename', { id: a, name: 'Node1' }]);
  });

  test('settings are undone together, save those that were changed since', async () => {
    expect(
      await updateSettings(lab, { timeToLive: 5, walkers: 9, bootstrapCapacity: settings.bootstrapCapacity }),
    ).toBeNull();
    settings = { ...settings, walkers: 12 };
    await undo(lab);
    expect(sent.at(-1)).toEqual(['settings.update', { timeToLive: DEFAULT_SETTINGS.timeToLive }]);
    const [notice] = notices(lab).getState().shown;
    expect([notice?.title, notice?.sentence]).toEqual([
      'Changing settings was undone in part',
      'The setting walkers was changed since then, and stays 12.',
    ]);
    await redo(lab);
    expect(settings).toMatchObject({ timeToLive: 5, walkers: 12 });
  });

  test('what failed, and what changed nothing, is no action', async () => {
    answers.set('peer.connect', refuse({ code: 'refused', sentence: 'Its table is full.' }));
    await connectPeers(lab, a, b);
    await renamePeer(lab, a, 'Node1');
    await updateSettings(lab, { walkers: settings.walkers });
    recordMove(lab, [], []);
    answers.set('peer.remove', () => ({ removed: a, removal: null }));
    await act(lab, 'remove', [a]);
    expect(lists()).toEqual([[], []]);
  });
});

describe('the history', () => {
  test('keeps the last 100 actions', async () => {
    for (let number = 0; number <= 100; number += 1) {
      const [before, after] = [`n${number}`, `n${number + 1}`];
      record(lab, { kind: 'rename', peer: a, before, after, identities: {} });
    }
    expect(history(lab).getState().undo).toHaveLength(100);
    expect(lists()[0]?.[0]).toBe('renaming n1 to n2');
  });

  test('has nothing to redo after a new action, also one that was done while another was undone', async () => {
    record(lab, link());
    await undo(lab);
    record(lab, link(b, c));
    expect(lists()[1]).toEqual([]);
    answers.set('peer.disconnect', () => record(lab, link(a, c)));
    await undo(lab);
    expect([history(lab).getState().undo, history(lab).getState().redo]).toEqual([[link(a, c)], []]);
  });

  test('puts away a notice whose button would undo something else', () => {
    record(lab, link());
    recordMove(lab, [{ peer: a, x: 0, y: 0, pinned: false }], [{ peer: a, x: 5, y: 0, pinned: true }]);
    expect(shown()).toEqual([]);
  });

  test('follows a peer that was restored on another port', async () => {
    record(lab, link(a, b));
    await act(lab, 'remove', [a]);
    const problem: Problem = { code: 'port-in-use', sentence: 'Port 5002 is in use by now.' };
    answers.set(
      'peer.restore',
      (): Restored => ({ peers: [{ removal: 'r1', was: a, peer: c, identity: 'n3' }], problems: [problem] }),
    );
    await undo(lab);
    expect(shown()[0]?.[0]).toBe('Removing Node1 was undone in part');
    await undo(lab);
    expect(sent.at(-1)).toEqual(['peer.disconnect', { id: c, other: b }]);
  });

  test('follows no other peer that has the address of a removed one', async () => {
    await act(lab, 'remove', [a]);
    replace(a, 'Node9');
    record(lab, link(a, b));
    await undo(lab);
    answers.set('peer.restore', (): Restored => {
      return { peers: [{ removal: 'r1', was: a, peer: c, identity: 'n3' }], problems: [] };
    });
    await undo(lab);
    await redo(lab);
    await redo(lab);
    expect(sent.slice(-2)).toEqual([
      ['peer.remove', { id: c }],
      ['peer.connect', { id: a, other: b }],
    ]);
  });

  test('keeps what fails for a reason that may pass, and drops what cannot be undone any longer', async () => {
    record(lab, link());
    answers.set('peer.disconnect', refuse({ code: 'no-answer', sentence: 'The lab did not answer.' }));
    await undo(lab);
    expect(lists()).toEqual([['linking Node1 to Node2'], []]);
    answers.set('peer.disconnect', refuse({ code: 'not-found', sentence: `There is no peer ${a} here.` }));
    await undo(lab);
    expect(lists()).toEqual([[], []]);
    const [notice] = notices(lab).getState().shown;
    expect([notice?.tone, notice?.title, notice?.sentence]).toEqual([
      'error',
      'Linking Node1 to Node2 was not undone',
      `There is no peer ${a} here.`,
    ]);
    await undo(lab);
    expect(announced(lab).getState().words).toBe('There is nothing to undo.');
  });

  test('waits for a command that is under way, and takes one step after another', async () => {
    record(lab, link(b, c));
    let finish = () => {};
    const running = recorded(lab, async () => {
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
      return link(a, b);
    });
    const steps = [undo(lab), undo(lab)];
    finish();
    await Promise.all([running, ...steps]);
    expect(sent).toEqual([
      ['peer.disconnect', { id: a, other: b }],
      ['peer.disconnect', { id: b, other: c }],
    ]);
  });

  test('is forgotten when the lab was started again', () => {
    const end = watchHistory(lab);
    const at = (seq: number) =>
      lab.fold({ kind: 'snapshot', snapshot: snapshotOf({ ...emptyState(), seq }) });
    at(5);
    record(lab, link());
    at(7);
    expect(lists()[0]).toHaveLength(1);
    at(2);
    expect(lists()).toEqual([[], []]);
    end();
  });
});

describe('undoing after another person has replaced a peer by one at the same address', () => {
  const GONE = `Node1 is gone. Its address, ${a}, is now the address of Node9, which stays as it is.`;
  const reported = () =>
    notices(lab)
      .getState()
      .shown.map(({ title, sentence }) => [title, sentence]);

  test('neither links nor unlinks the next peer', async () => {
    await connectPeers(lab, a, b);
    sent.length = 0;
    replace(a, 'Node9');
    await undo(lab);
    expect(sent).toEqual([]);
    expect(reported()).toEqual([['Linking Node1 to Node2 was not undone', GONE]]);
    expect(lists()).toEqual([[], []]);
  });

  test('does not rename the next peer', async () => {
    await renamePeer(lab, a, 'anna');
    sent.length = 0;
    replace(a, 'anna');
    await undo(lab);
    expect(sent).toEqual([]);
    expect(reported()[0]?.[1]).toBe(
      `anna is gone. Its address, ${a}, is now the address of anna, which stays as it is.`,
    );
  });

  test('moves those that are there, and not the next peer', async () => {
    const at = (x: number) =>
      [
        { peer: a, x, y: 0, pinned: true },
        { peer: b, x, y: 9, pinned: true },
      ] as const;
    recordMove(lab, at(0), at(100));
    replace(a, 'Node9');
    await undo(lab);
    expect(sent).toEqual([['layout.place', { places: [{ peer: b, x: 0, y: 9 }] }]]);
    expect(reported()).toEqual([['Moving 2 peers was undone in part', GONE]]);
    await redo(lab);
    expect(sent.at(-1)).toEqual(['layout.place', { places: [{ peer: b, x: 100, y: 9 }] }]);
  });

  test('does not remove the next peer when the removal is redone', async () => {
    await act(lab, 'remove', [a, b]);
    await undo(lab);
    sent.length = 0;
    replace(a, 'Node9');
    await redo(lab);
    expect(sent).toEqual([['peer.remove', { id: b }]]);
    expect(reported()).toEqual([['Removing 2 peers was redone in part', GONE]]);
  });

  test('reports a peer that is gone and has no successor', async () => {
    await connectPeers(lab, a, b);
    sent.length = 0;
    const { network } = lab.store.getState();
    reduce(network, { seq: 4, at: 4, type: 'peer:removed', peer: b });
    await undo(lab);
    expect(sent).toEqual([]);
    expect(reported()[0]?.[1]).toBe('Node2 is gone.');
  });
});
