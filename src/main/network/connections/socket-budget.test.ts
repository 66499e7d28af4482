import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createConnection } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { addPeers, bootstrapPort, startLab } from '../../../../test/support/lab';
import { RawTcp } from '../../../../test/support/raw-sockets';
import { until } from '../../../../test/support/until';
import { systemRuntime } from '../../runtime/system';
import { type FrameOptions, socketTransport } from '../frames/frames';
import type { IncomingConnection } from './connection-group';
import { SocketBudget } from './socket-budget';

const REG = '0028 REG 127.0.0.1 9001 anna';

async function lab(options: FrameOptions) {
  const overlay = await startLab({}, { transport: socketTransport(options) });
  const reasons = () =>
    overlay.log
      .since(0)
      .events.flatMap((event) => (event.type === 'connection:dropped' ? [event.reason] : []));
  return { overlay, port: bootstrapPort(overlay), reasons };
}

async function registers(port: number): Promise<void> {
  const honest = await RawTcp.connect(port);
  expect(await honest.send(REG).read(12)).toBe('0012 REGOK 0');
}

describe('when there is no room for another connection', () => {
  const bounds = () => ({ connections: 50, connectionsFromOne: 50 });

  it('one that sends nothing is closed, and a REG is answered', async () => {
    const { overlay, port, reasons } = await lab({ bounds });
    const idle: RawTcp[] = [];
    for (let count = 0; count < 60; count += 1) idle.push(await RawTcp.connect(port));
    await until(overlay.log, ({ totals }) => totals.cut === 10);
    await registers(port);
    expect(new Set(reasons())).toEqual(new Set(['made-room']));
    // The oldest went, and their programs notice.
    await idle[0]?.readToEnd();
    expect(idle.at(-1)?.closed).toBe(false);
  });

  it('one that sends a byte now and then is closed, and a REG is answered', async () => {
    const { overlay, port, reasons } = await lab({ bounds, limits: { silence: 10 } });
    const slow: RawTcp[] = [];
    for (let count = 0; count < 50; count += 1) slow.push((await RawTcp.connect(port)).send('x'));
    const drip = setInterval(() => {
      for (const client of slow) client.send('x');
    }, 25);
    onTestFinished(() => clearInterval(drip));
    await until(overlay.log, ({ totals }) => totals.rejected > 100);
    await registers(port);
    expect(reasons()[0]).toBe('made-room');
  });

  it('peers of the lab join, though each descriptor that others may hold is taken', async () => {
    const { overlay, port, reasons } = await lab({ descriptors: 178 });
    for (let count = 0; count < 60; count += 1) await RawTcp.connect(port);
    await until(overlay.log, ({ totals }) => totals.cut > 0);
    await addPeers(overlay, 8);
    expect([...overlay.log.state.peers.values()].map(({ phase }) => phase)).toEqual(
      Array.from({ length: 8 }, () => 'joined'),
    );
    const honest = await RawTcp.connect(port);
    expect(await honest.send(REG).read(12)).toMatch(/^\d{4} REGOK \d$/);
    expect(new Set(reasons())).toEqual(new Set(['made-room']));
  });
});

it('a connection that sends bytes for long and no message is cut', async () => {
  const { overlay, port, reasons } = await lab({ limits: { silence: 10, firstFrame: 150 } });
  const slow = await RawTcp.connect(port);
  const drip = setInterval(() => slow.send('x'), 25);
  onTestFinished(() => clearInterval(drip));
  await until(overlay.log, ({ totals }) => totals.cut === 1);
  expect(reasons()).toEqual(['no-frame']);
});

it('a connection that has sent a message and then only bytes is cut, too', async () => {
  const { overlay, port, reasons } = await lab({ limits: { silence: 10, betweenFrames: 150 } });
  const slow = await RawTcp.connect(port);
  expect(await slow.send('0009 PING').read(9)).toBe('0009 PONG');
  const drip = setInterval(() => slow.send('x'), 25);
  onTestFinished(() => clearInterval(drip));
  await until(overlay.log, ({ totals }) => totals.cut === 1);
  expect(reasons()).toEqual(['no-frame']);
});

describe('one address', () => {
  const connect = async (port: number, host: string, localAddress: string) => {
    const socket = createConnection({ host, port, localAddress });
    socket.on('error', () => undefined);
    onTestFinished(() => void socket.destroy());
    await once(socket, 'connect');
    return socket;
  };

  it('is bounded in connections, and an address of the lab itself is not', async () => {
    const cuts: string[] = [];
    const opened = await socketTransport({
      bounds: () => ({ connections: 100, connectionsFromOne: 2 }),
      isThisMachine: () => false,
    }).open(
      { ip: '127.0.0.2', port: 0 },
      { onFrame: ({ reply }) => reply('0009 PONG'), onDropped: ({ ip }) => cuts.push(ip) },
    );
    if (!opened.ok) throw new Error(opened.error.sentence);
    onTestFinished(() => opened.value.close());
    const { port } = opened.value.bound;
    const own = await Promise.all(Array.from({ length: 8 }, () => connect(port, '127.0.0.2', '127.0.0.2')));
    const others: Awaited<ReturnType<typeof connect>>[] = [];
    for (let count = 0; count < 3; count += 1) others.push(await connect(port, '127.0.0.2', '127.0.0.3'));
    await expect.poll(() => cuts).toEqual(['127.0.0.3']);
    for (const socket of own) {
      socket.write('0009 PING');
      await once(socket, 'data');
    }
    expect(others.at(-1)?.destroyed).toBe(false);
  });
});

it('one address is bounded in datagrams, and an address of the lab itself is not', async () => {
  const cuts: string[] = [];
  let dropped = 0;
  let arrived = 0;
  const opened = await socketTransport({ isThisMachine: () => false }).open(
    { ip: '127.0.0.2', port: 0 },
    {
      onFrame: () => {
        arrived += 1;
      },
      onDropped: ({ ip }, reason, count = 1) => {
        cuts.push(`${ip} ${reason}`);
        dropped += count;
      },
    },
  );
  if (!opened.ok) throw new Error(opened.error.sentence);
  onTestFinished(() => opened.value.close());
  const burst = async (address: string, done: () => boolean) => {
    const socket = createSocket('udp4');
    socket.bind(0, address);
    await once(socket, 'listening');
    for (let turn = 0; turn < 10_000 && !done(); turn += 1) {
      for (let count = 0; count < 20; count += 1)
        socket.send('0009 PING', opened.value.bound.port, '127.0.0.2');
      await nextTurn();
    }
    socket.close();
  };
  await burst('127.0.0.2', () => arrived > 2_000);
  expect(cuts).toEqual([]);
  // The first is reported at once, those after it together.
  await burst('127.0.0.3', () => cuts.length > 1);
  expect(dropped).toBeGreaterThan(cuts.length);
  expect(cuts[0]).toBe('127.0.0.3 too-many-datagrams');
});

describe('the budget', () => {
  const incoming = (
    closed: string[],
    name: string,
    change: Partial<IncomingConnection> = {},
  ): IncomingConnection => ({
    ip: '10.0.0.1',
    isOwn: () => false,
    mayBeOwn: () => false,
    progress: () => 0,
    evict: () => void closed.push(name),
    ...change,
  });

  it('closes those without a message first, oldest first, and none that was used a moment ago', () => {
    const closed: string[] = [];
    const budget = new SocketBudget(systemRuntime, () => ({
      connections: 3,
      connectionsFromOne: 10,
      kept: 0,
      spareDescriptors: 128,
    }));
    const first = budget.admit(incoming(closed, 'first'));
    const second = budget.admit(incoming(closed, 'second'));
    const third = budget.admit(incoming(closed, 'third'));
    first?.used();
    const fourth = budget.admit(incoming(closed, 'fourth'));
    expect(closed).toEqual(['second']);
    second?.release();
    for (const place of [third, fourth]) place?.used();
    expect(budget.admit(incoming(closed, 'fifth'))).toBeNull();
    third?.release();
    expect(budget.admit(incoming(closed, 'fifth'))).not.toBeNull();
    expect(closed).toEqual(['second']);
  });

  it('counts listeners, dials and connections of the lab itself, and neither closes nor refuses the last', () => {
    const closed: string[] = [];
    const budget = new SocketBudget(
      systemRuntime,
      () => ({ connections: 100, connectionsFromOne: 100, kept: 2, spareDescriptors: 128 }),
      () => true,
      138,
    );
    const own = Array.from({ length: 9 }, () => budget.admit(incoming(closed, 'own', { isOwn: () => true })));
    expect(own).not.toContain(null);
    const giveBack = budget.hold(1);
    expect(budget.admit(incoming(closed, 'external'))).toBeNull();
    giveBack();
    giveBack();
    expect(budget.admit(incoming(closed, 'external'))).not.toBeNull();
    expect(budget.admit(incoming(closed, 'next'))).not.toBeNull();
    expect(closed).toEqual(['external']);
    expect(budget.admit(incoming(closed, 'own', { isOwn: () => true }))).not.toBeNull();
  });
});
