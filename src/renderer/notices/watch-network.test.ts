import { afterEach, beforeEach, expect, test } from 'vitest';
import type { EventBody, NetworkEvent, PeerId } from '../../shared/network/events';
import { snapshotOf } from '../../shared/network/state/snapshot';
import { emptyState } from '../../shared/network/state/state';
import { DEFAULT_SETTINGS } from '../../shared/settings/settings';
import { createLab, type Lab } from '../lab/lab';
import { testSource } from '../lab/test-source';
import { dismiss, notices, notify } from './notices';
import { watchNetwork } from './watch-network';

const first: PeerId = '127.0.0.1:5001';
const second: PeerId = '127.0.0.1:5002';
let lab: Lab;
let stop: () => void;

beforeEach(() => {
  lab = createLab(testSource());
  stop = watchNetwork(lab);
  lab.fold({ kind: 'snapshot', snapshot: snapshotOf(emptyState()) });
});

afterEach(() => {
  stop();
  for (const { key } of notices(lab).getState().shown) dismiss(lab, key);
});

/** Delivers a batch of events, as the feed does. */
function deliver(...bodies: EventBody[]): void {
  const after = lab.store.getState().network.seq;
  const events = bodies.map((body, at): NetworkEvent => ({ ...body, seq: after + at + 1, at: 1_000 }));
  lab.fold({ kind: 'batch', after, seq: after + events.length, events });
}

function add(peer: PeerId, hosted = true): EventBody {
  return { type: 'peer:added', peer, name: `Node${peer.slice(-1)}`, hosted };
}

const sentences = () =>
  notices(lab)
    .getState()
    .shown.map(({ sentence }) => sentence);

const portInUse: EventBody = {
  type: 'spawn:ended',
  addition: 'a1',
  added: 1,
  problem: { code: 'port-in-use', sentence: 'Port 5002 is in use.' },
};

test('a notice about peers that could not be added goes with the next addition that succeeds', () => {
  deliver(add(first), portInUse);
  expect(sentences()).toEqual(['Port 5002 is in use.']);
  deliver({ type: 'spawn:started', addition: 'a2', count: 1 });
  expect(sentences()).toHaveLength(1);
  deliver(add(second), { type: 'spawn:ended', addition: 'a2', added: 1 });
  expect(sentences()).toEqual([]);
});

test('it goes when the lab is emptied, and one about an addition made afterwards stays', () => {
  deliver(add(first), add(second), portInUse);
  deliver({ type: 'peer:removed', peer: second });
  expect(sentences()).toHaveLength(1);
  deliver({ type: 'peer:removed', peer: first });
  expect(sentences()).toEqual([]);
  deliver({ ...portInUse, added: 0 });
  deliver({ type: 'bootstrap:stopped' });
  expect(sentences()).toHaveLength(1);
});

test('it goes when the settings are changed', () => {
  deliver(add(first), portInUse);
  deliver({ type: 'settings:changed', settings: { ...DEFAULT_SETTINGS, firstPeerPort: 6001 } });
  expect(sentences()).toEqual([]);
});

test('a notice about peers goes when the last of them is removed', () => {
  deliver(add(first), add(second));
  notify(lab, {
    key: 'act join',
    tone: 'error',
    title: '2 of 2 peers could not join',
    about: [first, second],
  });
  notify(lab, { key: 'other', tone: 'error', title: 'Something else' });
  deliver({ type: 'peer:removed', peer: first });
  expect(notices(lab).getState().shown).toHaveLength(2);
  deliver({ type: 'peer:removed', peer: second });
  expect(
    notices(lab)
      .getState()
      .shown.map(({ key }) => key),
  ).toEqual(['other']);
});

test('names who is sent no more errors, why, until when, and what it sent', () => {
  deliver(add(first), add(second, false));
  deliver({
    type: 'sender:ignored',
    observer: first,
    from: second,
    transport: 'udp',
    reason: 'error-report',
    frame: '0010 ERROR',
  });
  const [notice] = notices(lab).getState().shown;
  expect(notice?.title).toBe('Node2 is sent no more errors');
  expect(notice?.sentence).toMatch(/^Node1 ignores its unreadable messages until it has sent none for /);
  expect(notice?.sentence).toContain('error report');
  expect(notice?.sentence).toContain('Requests that can be read are still answered.');
  expect(notice?.details).toEqual(['It sent: 0010 ERROR']);

  deliver({
    type: 'sender:ignored',
    observer: 'bootstrap',
    from: second,
    transport: 'tcp',
    reason: 'too-many-from-host',
    frame: 'x',
  });
  expect(notices(lab).getState().shown).toHaveLength(1);
  const [last] = notices(lab).getState().shown;
  expect(last?.title).toBe('Programs at 127.0.0.1 are sent no more errors');
  expect(last?.sentence).toMatch(/^The bootstrap server ignores .* from 127\.0\.0\.1 for at most /);
});

test('a notice about who is ignored goes when that peer is removed', () => {
  deliver(add(first), add(second, false));
  const [reason, transport, frame] = ['too-many-errors', 'udp', 'x'] as const;
  deliver({ type: 'sender:ignored', observer: first, from: second, transport, reason, frame });
  expect(notices(lab).getState().shown).toHaveLength(1);
  deliver({ type: 'peer:removed', peer: second });
  expect(notices(lab).getState().shown).toEqual([]);
});

test('a stored setting that cannot be used is a notice, also in a window that opens later, until it is saved', () => {
  const why = '203.0.113.9 is no address of this machine.';
  deliver({ type: 'settings:changed', settings: DEFAULT_SETTINGS });
  deliver({ type: 'settings:defaulted', field: 'bindHost', why });
  deliver({ type: 'settings:defaulted', field: 'walkers', why: 'Too small.' });
  const [shown] = notices(lab).getState().shown;
  expect(shown).toMatchObject({
    title: '2 stored settings cannot be used',
    sentence:
      '“bindHost” in the settings file cannot be used (203.0.113.9 is no address of this machine); its default 127.0.0.1 is used.',
    details: [expect.stringContaining('“walkers”')],
    remedy: { label: 'Open settings' },
  });

  dismiss(lab, shown?.key ?? '');
  const { network } = lab.store.getState();
  lab.fold({ kind: 'snapshot', snapshot: snapshotOf(network) });
  expect(sentences()).toEqual([]);
  stop();
  stop = watchNetwork(lab);
  lab.fold({ kind: 'snapshot', snapshot: snapshotOf(network) });
  expect(sentences()).toHaveLength(1);

  deliver({ type: 'settings:changed', settings: DEFAULT_SETTINGS, saved: ['timeToLive', 'walkers'] });
  expect(notices(lab).getState().shown).toMatchObject([{ title: '1 stored setting cannot be used' }]);
  deliver({ type: 'settings:changed', settings: DEFAULT_SETTINGS, saved: ['bindHost'] });
  expect(sentences()).toEqual([]);
});
