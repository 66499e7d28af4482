import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { addPeers, portOf, startLab } from '../../../../test/support/lab';
import { RawTcp } from '../../../../test/support/raw-sockets';
import { until } from '../../../../test/support/until';
import type { NetworkEvent } from '../../../shared/network/events';
import { keyOf } from '../../../shared/protocol/address';
import { systemRuntime } from '../../runtime/system';
import type { FrameConnectionHandler } from '../frames/frame-transport';
import { socketTransport } from '../frames/frames';
import { ReplyRateLimiter } from '../frames/reply-rate-limiter';
import type { Overlay } from '../overlay/overlay';
import { DialQueue, OWN } from './dial-queue';

describe('the connections by which searches spread', () => {
  /** A queue whose dials end when they are told to. */
  function queue(most: number, hasRoom = () => true, mostWaiting = 2_000) {
    const order: string[] = [];
    const open: FrameConnectionHandler[] = [];
    const queued = new DialQueue(
      systemRuntime,
      () => most,
      hasRoom,
      () => mostWaiting,
    );
    const problems: (string | null)[] = [];
    const dial = (name: string, source = OWN) =>
      queued.add(
        source,
        { received: () => undefined, closed: (problem) => problems.push(problem?.code ?? null) },
        (listener) => {
          order.push(name);
          open.push(listener);
          return { end: () => undefined, close: () => undefined };
        },
      );
    return { dial, order, open, problems, endOne: () => open.shift()?.closed(null) };
  }

  it('are so many at once, and go on as others end', async () => {
    const { dial, order, endOne } = queue(10);
    for (let index = 0; index < 12; index += 1) dial(`d${index}`);
    await nextTurn();
    expect(order).toHaveLength(10);
    endOne();
    expect(order).toHaveLength(11);
  });

  it('are so many in one turn of the event loop, so that others have their turn between', async () => {
    const { dial, order, endOne } = queue(256);
    for (let index = 0; index < 100; index += 1) dial(`d${index}`);
    await Promise.resolve();
    expect(order).toHaveLength(32);
    // What ends at once, as on a connection that is kept, gives no further place in this turn.
    endOne();
    expect(order).toHaveLength(32);
    await nextTurn();
    expect(order).toHaveLength(64);
  });

  it('take turns by source: a flood of one source does not delay another', async () => {
    const { dial, order, endOne } = queue(8);
    for (let index = 0; index < 100; index += 1) dial('flood', '10.0.0.9');
    await nextTurn();
    dial('ours');
    dial('ours');
    for (let count = 0; count < 4; count += 1) endOne();
    expect(order.slice(8)).toEqual(['flood', 'ours', 'flood', 'ours']);
  });

  it('of one program wait in a number that is a setting, and the lab has its own', async () => {
    const { dial, problems } = queue(8, () => true, 5);
    for (let index = 0; index < 10; index += 1) dial('flood', '10.0.0.9');
    for (let index = 0; index < 10; index += 1) dial('ours');
    await nextTurn();
    expect(problems).toEqual(Array.from({ length: 5 }, () => 'out-of-descriptors'));
  });

  it('go on, if slowly, where no descriptor seems to be left', async () => {
    const { dial, order } = queue(100, () => false);
    for (let index = 0; index < 20; index += 1) dial(`d${index}`);
    await nextTurn();
    expect(order).toHaveLength(8);
  });

  it('are refused where too many of one source wait, and none is made for a line that was closed', async () => {
    const { dial, order, problems, endOne } = queue(8);
    const lines = Array.from({ length: 2_001 }, () => dial('flood', '10.0.0.9'));
    await nextTurn();
    expect(problems).toEqual(['out-of-descriptors']);
    for (const line of lines.slice(8)) line.close();
    endOne();
    await nextTurn();
    expect(order).toHaveLength(8);
  });
});

const undelivered = ({ log }: Overlay) =>
  log.since(0).events.filter(({ type }: NetworkEvent) => type === 'message:undelivered');

it('a search tells how many of its messages could not be sent', async () => {
  const overlay = await startLab({ requestRetries: 0, neighboursOffered: 0 });
  const [hub, ...others] = await addPeers(overlay, 4);
  if (!hub) throw new Error('no peer was added');
  for (const other of others) await overlay.connect(other, hub);
  // They are gone without a word, and the hub goes on to believe in two of them.
  for (const other of others.slice(1)) await overlay.act(other, 'crash');
  const started = overlay.searches.start({ peer: hub, query: 'nothing like it' });
  if (!started.ok) throw new Error(started.error.sentence);
  const ended = await overlay.searches.ended(started.value.id);
  expect(ended).toMatchObject({ ok: true, value: { search: { outcome: 'complete', undelivered: 2 } } });
  expect(undelivered(overlay)).toHaveLength(2);
});

it('a lab at its limit of descriptors carries out searches, and nothing is lost', async () => {
  // 12 peers and the server listen on 26 sockets: what is left lets a few connections be opened at once.
  const overlay = await startLab(
    { neighboursOffered: 3 },
    { transport: socketTransport({ descriptors: 130 }) },
  );
  const peers = await addPeers(overlay, 12);
  const ended = await Promise.all(
    Array.from({ length: 80 }, async (_, index) => {
      const started = overlay.searches.start({ peer: peers[index % 12] ?? '-:0', query: `word${index}` });
      if (!started.ok) throw new Error(started.error.sentence);
      return overlay.searches.ended(started.value.id);
    }),
  );
  for (const one of ended) {
    expect(one).toMatchObject({ ok: true, value: { search: { outcome: 'complete' } } });
    expect(one.ok && one.value.search.undelivered).toBeUndefined();
  }
  await until(overlay.log, ({ totals }) => totals.in.SER === totals.out.SER);
  expect(overlay.log.state.totals.cut).toBe(0);
  expect(undelivered(overlay)).toEqual([]);
});

describe('answers to an address from which nobody has spoken', () => {
  it('are so many a second, to one address and to all together, and have no bound once it has spoken', () => {
    const askers = new ReplyRateLimiter(() => 2);
    const victim = { ip: '10.0.0.7', port: 80 };
    const admitted = (now: number) =>
      Array.from({ length: 100 }, () => askers.allows(victim, now)).filter(Boolean).length;
    expect(admitted(0)).toBe(8);
    expect(admitted(1_000)).toBe(2);
    const many = Array.from({ length: 1_000 }, (_, port) => askers.allows({ ip: '10.0.0.8', port }, 1_000));
    expect(many.filter(Boolean).length).toBeLessThan(100);
    askers.note(victim);
    expect(admitted(1_000)).toBe(100);
  });

  it('are bounded over all peers of the lab, and each that is not sent is counted', async () => {
    const overlay = await startLab(
      { neighboursOffered: 0 },
      { transport: socketTransport({ bounds: () => ({ answersToUnknown: 1 }) }) },
    );
    const [hub, ...others] = await addPeers(overlay, 8);
    if (!hub) throw new Error('no peer was added');
    for (const other of others) {
      await overlay.connect(other, hub);
      await overlay.share(other, { names: ['Lovely film'] });
    }
    const victim = await listener();
    const client = await RawTcp.connect(portOf(hub));
    const body = `SER 127.0.0.1 ${victim.port} "Lovely" 1`;
    client.send(`${String(body.length + 5).padStart(4, '0')} ${body}`);
    await until(overlay.log, ({ totals }) => totals.refused === 3);
    await expect.poll(() => victim.heard()).toBe(4);
    const refused = overlay.log.since(0).events.find(({ type }) => type === 'request:refused');
    expect(refused).toMatchObject({
      reason: 'unknown-asker',
      about: keyOf({ ip: '127.0.0.1', port: victim.port }),
    });
  });
});

/** Counts the connections that are opened to it. */
async function listener(): Promise<{ port: number; heard(): number }> {
  let connections = 0;
  const opened = await socketTransport().open(
    { ip: '127.0.0.1', port: 0 },
    {
      onFrame: () => {
        connections += 1;
      },
      onDropped: () => undefined,
    },
  );
  if (!opened.ok) throw new Error(opened.error.sentence);
  onTestFinished(() => opened.value.close());
  return { port: opened.value.bound.port, heard: () => connections };
}
