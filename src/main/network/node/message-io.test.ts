import { createServer, type Server, type Socket } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { addPeers, startLab, stateOfPeer } from '../../../../test/support/lab';
import type { EventOf, MessageBody, NetworkEvent, PeerId } from '../../../shared/network/events';
import { anatomiesOf } from '../../../shared/network/search/anatomy';
import { snapshotOf } from '../../../shared/network/state/snapshot';
import { socketTransport } from '../frames/frames';
import type { Overlay } from '../overlay/overlay';

const ofType = <T extends NetworkEvent['type']>(events: readonly NetworkEvent[], type: T) =>
  events.filter((event): event is EventOf<T> => event.type === type);

const sentIn = (events: readonly NetworkEvent[]) =>
  events.filter((event): event is NetworkEvent & MessageBody => event.type === 'message:sent');

/** A hub with one live neighbour and two that crashed without LEAVE, and all events that follow. */
async function halfDeadStar(overlay: Overlay): Promise<{ hub: PeerId; live: PeerId; dead: PeerId[] }> {
  const [hub, live, ...dead] = await addPeers(overlay, 4);
  if (!hub || !live) throw new Error('no peer was added');
  for (const other of [live, ...dead]) await overlay.connect(other, hub);
  for (const other of dead) await overlay.act(other, 'crash');
  return { hub, live, dead };
}

it('a message whose connection is refused is not counted as sent anywhere, and every count agrees', async () => {
  const overlay = await startLab({ neighboursOffered: 0 });
  const events: NetworkEvent[] = [];
  overlay.log.subscribe((event) => events.push(event));
  const { hub, dead } = await halfDeadStar(overlay);
  const before = events.length;
  const started = overlay.searches.start({ peer: hub, query: 'nothing like it' });
  if (!started.ok) throw new Error(started.error.sentence);
  const ended = await overlay.searches.ended(started.value.id);
  const ofSearch = events.slice(before);

  expect(ofType(ofSearch, 'message:undelivered').map(({ to, verb }) => [verb, to])).toEqual(
    expect.arrayContaining(dead.map((peer) => ['SER', peer])),
  );
  expect(sentIn(ofSearch).filter(({ to }) => dead.includes(to))).toEqual([]);
  const [cost] = overlay.metrics.detail().searches;
  const anatomy = anatomiesOf(events).get(started.value.id);
  expect(ended).toMatchObject({ ok: true, value: { search: { outcome: 'complete', undelivered: 2 } } });
  expect(anatomy?.messages).toMatchObject({ SER: 1 });
  expect(anatomy).toMatchObject({ arrived: 1 });
  expect(cost).toMatchObject({ messages: 1 + (anatomy?.messages.SEROK ?? 0), received: 1, reached: 1 });

  const { traffic } = stateOfPeer(overlay, hub);
  const measured = overlay.metrics.detail().peers.find(({ peer }) => peer === hub);
  const byHub = sentIn(events).filter(({ observer }) => observer === hub);
  expect(traffic.out.SER).toBe(1);
  expect(measured?.out).toEqual(traffic.out);
  expect(traffic.messagesOut).toBe(byHub.length);
  expect(overlay.log.state.totals.messagesOut).toBe(sentIn(events).length);
  const seconds = overlay.metrics.detail().report.traffic.flatMap(({ sent }) => Object.values(sent));
  expect(seconds.reduce((sum, one) => sum + one, 0)).toBe(sentIn(events).length);
});

it('messages that could not be sent are counted separately, per peer and in total, also in the snapshot', async () => {
  const overlay = await startLab({ neighboursOffered: 0, requestRetries: 0 });
  const { hub, dead } = await halfDeadStar(overlay);
  const started = overlay.searches.start({ peer: hub, query: 'nothing like it' });
  if (!started.ok) throw new Error(started.error.sentence);
  await overlay.searches.ended(started.value.id);
  const undelivered = ofType(overlay.log.since(0).events, 'message:undelivered');
  const byHub = undelivered.filter(({ observer }) => observer === hub);
  expect(byHub.length).toBeGreaterThanOrEqual(dead.length);
  const snapshot = snapshotOf(overlay.log.state);
  expect(snapshot.peers.find(({ id }) => id === hub)?.traffic.undelivered).toBe(byHub.length);
  expect(snapshot.totals.undelivered).toBe(undelivered.length);
  const { report, peers } = overlay.metrics.detail();
  expect(report.undelivered).toBe(undelivered.length);
  expect(peers.find(({ peer }) => peer === hub)?.undelivered).toBe(byHub.length);
});

it('each message that is attempted is sent or not, also where its peer crashes meanwhile', async () => {
  // Eight connections are opened at once, the smallest limit: the other requests wait.
  const overlay = await startLab(
    { neighboursOffered: 0 },
    { transport: socketTransport({ bounds: () => ({ searchDials: 0 }) }) },
  );
  const [hub, ...others] = await addPeers(overlay, 24);
  if (!hub) throw new Error('no peer was added');
  for (const other of others) await overlay.connect(other, hub);
  const attempting = new Promise<void>((resolve) => {
    overlay.log.subscribe((event) => {
      if (event.type === 'message:attempted' && event.verb === 'SER') resolve();
    });
  });
  const started = overlay.searches.start({ peer: hub, query: 'nothing like it' });
  if (!started.ok) throw new Error(started.error.sentence);
  await attempting;
  // Its requests wait in the queue of connections when it ends.
  await overlay.act(hub, 'crash');
  await overlay.searches.ended(started.value.id);
  const { events } = overlay.log.since(0);
  const keyOf = ({ observer, to, frame }: { observer: string; to: string; frame: string }) =>
    `${observer} ${to} ${frame}`;
  const attempted = ofType(events, 'message:attempted').map(keyOf);
  const sent = sentIn(events).filter((event) => event.attempted);
  const ends = [...sent, ...ofType(events, 'message:undelivered')].map(keyOf);
  expect(ends.toSorted()).toEqual(attempted.toSorted());
  expect(overlay.log.state.totals.undelivered).toBeGreaterThan(0);
});

it('a message that was written is counted as sent, though the connection is closed without an answer', async () => {
  const overlay = await startLab({ neighboursOffered: 0, requestRetries: 0 });
  const [peer] = await addPeers(overlay, 1);
  if (!peer) throw new Error('no peer was added');
  const server = await takesAndCloses();
  const before = stateOfPeer(overlay, peer).traffic.messagesOut;
  const joined = await overlay.connect(peer, server.address);
  expect(joined.ok).toBe(false);
  // The connection was accepted and the JOIN was written: it was sent, though no answer came.
  expect(stateOfPeer(overlay, peer).traffic.messagesOut - before).toBeGreaterThanOrEqual(1);
  expect(stateOfPeer(overlay, peer).traffic.undelivered).toBe(0);
});

/** Accepts connections and closes each after its first bytes, without an answer. */
async function takesAndCloses(): Promise<{ server: Server; address: PeerId }> {
  const server = createServer((socket: Socket) => socket.once('data', () => socket.end()));
  await new Promise<void>((resolve) => server.listen({ host: '127.0.0.1', port: 0 }, resolve));
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  const at = server.address();
  return { server, address: `127.0.0.1:${typeof at === 'object' && at ? at.port : 0}` };
}
