import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { addPeers, bootstrapPort, portOf, startLab } from '../../../../test/support/lab';
import { heldResources, leftOver } from '../../../../test/support/leftovers';
import { RawListener, RawTcp, RawUdp } from '../../../../test/support/raw-sockets';
import { until } from '../../../../test/support/until';
import type { Overlay } from '../overlay/overlay';
import type { FrameHandler } from './frame-transport';
import { socketTransport } from './frames';

const deaf: FrameHandler = { onFrame: () => undefined, onDropped: () => undefined };

async function open(port = 0, receiver: FrameHandler = deaf) {
  const opened = await socketTransport().open({ ip: '127.0.0.1', port }, receiver);
  if (opened.ok) onTestFinished(() => opened.value.close());
  return opened;
}

describe('an endpoint on sockets', () => {
  it('listens on TCP and UDP, on one port', async () => {
    const opened = await open();
    if (!opened.ok) throw new Error(opened.error.sentence);
    await RawTcp.connect(opened.value.bound.port);
    expect(await open(opened.value.bound.port)).toMatchObject({ ok: false, error: { code: 'port-in-use' } });
  });

  it.each(['tcp', 'udp'])(
    'is refused where only the port on %s is taken, and keeps nothing of the other',
    async (taken) => {
      const other = taken === 'tcp' ? (await RawListener.open()).port : (await RawUdp.open()).port;
      const before = heldResources();
      const refused = await open(other);
      expect(refused).toMatchObject({ ok: false, error: { code: 'port-in-use' } });
      if (!refused.ok) expect(refused.error.sentence).toContain(`Port ${other} is in use`);
      expect(await leftOver(before)).toEqual({});
    },
  );

  it('says what is wrong with an address that this machine does not have', async () => {
    const refused = await socketTransport().open({ ip: '192.0.2.1', port: 0 }, deaf);
    expect(refused).toMatchObject({ ok: false, error: { code: 'port-not-usable' } });
  });

  it('closes at once, with connections open both ways, and leaves nothing', async () => {
    const before = heldResources();
    const opened = await socketTransport().open({ ip: '127.0.0.1', port: 0 }, deaf);
    if (!opened.ok) throw new Error(opened.error.sentence);
    const { port } = opened.value.bound;
    const clients = await Promise.all([RawTcp.connect(port), RawTcp.connect(port)]);
    clients[0]?.send('0100 half');
    const silent = await RawListener.open();
    const closed = new Promise((resolve) => {
      opened.value.dial({ ip: '127.0.0.1', port: silent.port }, '0009 PING', {
        received: () => undefined,
        closed: resolve,
      });
    });
    await silent.hears(1);
    await Promise.all([opened.value.close(), opened.value.close()]);
    await closed;
    for (const client of clients) {
      await client.readToEnd();
      client.socket.destroy();
    }
    silent.server.close();
    await once(silent.server, 'close');
    expect(await leftOver(before)).toEqual({});
    opened.value.send({ ip: '127.0.0.1', port }, 'after the close it is lost, and no harm');
  });

  it('tells whoever dials that nobody listens, or that the line broke', async () => {
    const opened = await open();
    if (!opened.ok) throw new Error(opened.error.sentence);
    const dial = (port: number, ip = '127.0.0.1') =>
      new Promise((resolve) => {
        opened.value.dial({ ip, port }, '0009 PING', { received: () => undefined, closed: resolve });
      });
    expect(await dial(1)).toMatchObject({ code: 'no-answer', sentence: 'Nobody listens at 127.0.0.1:1.' });
    const breaking = await RawListener.open((_frame, socket) => void socket.resetAndDestroy());
    expect(await dial(breaking.port)).toMatchObject({ code: 'no-answer' });
    const ending = await RawListener.open((_frame, socket) => void socket.end());
    expect(await dial(ending.port)).toBeNull();
    expect(await dial(5000, 'no-such-host.invalid')).toMatchObject({ code: 'no-answer' });
  });

  it('loses a datagram to nobody without a word', async () => {
    const opened = await open();
    if (!opened.ok) throw new Error(opened.error.sentence);
    const { port } = opened.value.bound;
    const gone = createSocket('udp4');
    gone.bind(0, '127.0.0.1');
    await once(gone, 'listening');
    const { port: nowhere } = gone.address();
    gone.close();
    opened.value.send({ ip: '127.0.0.1', port: nowhere }, '0009 PING');
    opened.value.send({ ip: '127.0.0.1', port: 99_999 }, '0009 PING');
    const heard = await RawUdp.open();
    opened.value.send({ ip: '127.0.0.1', port: heard.port }, '0009 PING');
    expect(await heard.read()).toBe('0009 PING');
    expect(heard.lastFrom).toBe(port);
  });
});

// Each case is a round trip on sockets: the bound is against a hang, not on the speed of the machine.
describe('no input of a stranger', { timeout: 300_000 }, () => {
  const words = fc.constantFrom(
    ...['0028', '9999', '0000', '12', 'REG', 'REGOK', 'UNREG', 'UNROK', 'JOIN', 'JOINOK', 'LEAVE', 'LEAVEOK'],
    ...[
      'SER',
      'SEROK',
      'PING',
      'ECHO',
      'PRINT',
      'ERROR',
      '127.0.0.1',
      '::1',
      'a.b',
      '5000',
      '0',
      '9998',
      '99999',
    ],
    ...['"', '"x y"', '"', '_', ',', '\n', '\0', '\u0007', 'නම', '-1', '1e9', 'x'.repeat(300), ''],
  );
  const noise = fc.oneof(
    fc.uint8Array({ maxLength: 400 }),
    fc.array(words, { maxLength: 12 }).map((parts) => new TextEncoder().encode(parts.join(' '))),
  );

  async function victims(): Promise<{ overlay: Overlay; ports: number[] }> {
    const overlay = await startLab({ requestTimeoutMs: 50, requestRetries: 0 });
    const peers = await addPeers(overlay, 2);
    return { overlay, ports: [bootstrapPort(overlay), ...peers.map(portOf)] };
  }

  it('throws out of a handler or keeps others from being served: over UDP', async () => {
    const { overlay, ports } = await victims();
    const client = await RawUdp.open();
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...ports),
        fc.array(noise, { maxLength: 8 }),
        async (port, datagrams) => {
          for (const bytes of datagrams) client.send(port, bytes);
          const before = overlay.log.state.totals.in.PING ?? 0;
          client.send(port, '0009 PING');
          await until(overlay.log, (state) => (state.totals.in.PING ?? 0) > before);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('throws out of a handler or keeps others from being served: over TCP', async () => {
    const { ports } = await victims();
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...ports), fc.array(noise, { maxLength: 4 }), async (port, chunks) => {
        const abuser = await RawTcp.connect(port);
        for (const bytes of chunks) abuser.send(bytes);
        await abuser.end().readToEnd();
        abuser.socket.destroy();
        const client = await RawTcp.connect(port);
        expect(await client.send('0009 PING').end().readToEnd()).toBe('0009 PONG');
        client.socket.destroy();
      }),
      { numRuns: 150 },
    );
  });
});
