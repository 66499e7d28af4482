import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { addPeer, bootstrapPort, portOf, startLab } from '../../../../test/support/lab';
import { RawTcp } from '../../../../test/support/raw-sockets';
import { until } from '../../../../test/support/until';
import type { EventOf } from '../../../shared/network/events';
import type { Limits } from '../connections/limits';
import type { Overlay } from '../overlay/overlay';
import { socketTransport } from './frames';

async function lab(
  limits: Partial<Limits> = {},
  connections = 2_000,
): Promise<{ overlay: Overlay; port: number }> {
  const bounds = () => ({ connections, connectionsFromOne: 64 });
  const overlay = await startLab({}, { transport: socketTransport({ limits, bounds }) });
  return { overlay, port: bootstrapPort(overlay) };
}

const cuts = ({ log }: Overlay) =>
  log.since(0).events.flatMap((event) => (event.type === 'connection:dropped' ? [event.reason] : []));
const received = ({ log }: Overlay) =>
  log
    .since(0)
    .events.filter((event): event is EventOf<'message:received'> => event.type === 'message:received');

describe('frames, however they come', () => {
  it('one byte at a time', async () => {
    const { overlay, port } = await lab();
    const client = await RawTcp.connect(port);
    for (const byte of Buffer.from('0028 REG 127.0.0.1 5001 anna')) {
      client.send(Uint8Array.of(byte));
      await nextTurn();
    }
    expect(await client.read(12)).toBe('0012 REGOK 0');
    expect(received(overlay)).toMatchObject([{ frame: '0028 REG 127.0.0.1 5001 anna', deviations: [] }]);
  });

  it('several at once: each is answered, in order', async () => {
    const { port } = await lab();
    const client = await RawTcp.connect(port);
    client.send('0009 PING0009 ECHOPING\n0027 REG 127.0.0.1 5002 ben0009 PING');
    // The one without a prefix is answered without one, and ends as it did.
    expect(await client.read(47)).toBe('0009 PONG0012 ECHOK 0PONG\n0012 REGOK 00009 PONG');
  });

  it('without a prefix or a line end, ended by silence', async () => {
    const { overlay, port } = await lab({ silence: 20 });
    const client = await RawTcp.connect(port);
    client.send('PING');
    expect(await client.read(4)).toBe('PONG');
    expect(received(overlay)).toMatchObject([{ deviations: [{ name: 'no-prefix' }] }]);
    client.send('0009 PING');
    expect(await client.read(9)).toBe('0009 PONG');
  });

  it('with 9999 bytes, and not one more', async () => {
    const { overlay, port } = await lab({ silence: 20 });
    const client = await RawTcp.connect(port);
    client.send(`9999 PING ${'x'.repeat(9_989)}`);
    expect(await client.read(9)).toBe('0009 PONG');
    expect(received(overlay)[0]).toMatchObject({ verb: 'PING', bytes: 9_999 });
    client.send(`${'x'.repeat(20_100)}\n0009 PING`);
    // Both parts that are too long are one kind of input, which is answered once.
    expect(await client.read(29)).toBe('0010 ERROR0010 ERROR0009 PONG');
    const codes = overlay.log
      .since(0)
      .events.flatMap((event) => (event.type === 'frame:rejected' ? [event] : []));
    expect(codes.map(({ code }) => code)).toEqual(['frame-too-long', 'frame-too-long', 'verb-unknown']);
    for (const { frame } of codes) expect(frame.length).toBeLessThanOrEqual(200);
  });

  it.each([
    ['9999 PING', 'a silence'],
    ['0100 PING', 'the end of the stream'],
  ])('with a length that lies: %s ends with %s', async (frame, ending) => {
    const { overlay, port } = await lab({ silence: ending === 'a silence' ? 20 : 60_000 });
    const client = await RawTcp.connect(port);
    client.send(frame);
    if (ending !== 'a silence') client.end();
    expect(await client.read(9)).toBe('0009 PONG');
    expect(received(overlay)).toMatchObject([{ deviations: [{ name: 'length-wrong' }] }]);
  });

  it('half a frame, and no more: it is refused with the code of its verb', async () => {
    const { overlay, port } = await lab({ silence: 20 });
    const client = await RawTcp.connect(port);
    client.send('0028 REG 127.0.');
    expect(await client.read(15)).toBe('0015 REGOK 9999');
    expect(overlay.log.state.totals.rejected).toBe(1);
  });

  it('with the half-close of `printf … | nc -N` behind them', async () => {
    const { port } = await lab({ silence: 60_000 });
    for (const [bytes, answer] of [
      ['0009 PING', '0009 PONG'],
      ['PING', 'PONG'],
      ['PING\n', 'PONG\n'],
      ['0010 PING\n', '0009 PONG'],
      ['0008 PING', '0009 PONG'],
    ] as const) {
      const client = await RawTcp.connect(port);
      expect(await client.send(bytes).end().readToEnd()).toBe(answer);
    }
    expect(await (await RawTcp.connect(port)).end().readToEnd()).toBe('');
  });

  it('of which the rest is there when a busy process gets to look: lateness is no silence', async () => {
    const { overlay, port } = await lab({ silence: 40 });
    const client = await RawTcp.connect(port);
    client.send('0009 PING0032 REG 127.0.0.1 5001 abcd');
    // Its answer tells that the half behind it has been read, and the silence begun.
    expect(await client.read(9)).toBe('0009 PONG');
    client.send('efgh');
    for (const start = performance.now(); performance.now() - start < 200; );
    expect(await client.read(12)).toBe('0012 REGOK 0');
    expect([...overlay.log.state.bootstrap.registry.values()]).toEqual(['abcdefgh']);
  });
});

describe('connections that abuse the server', () => {
  it('send one byte now and then, and never finish: cut', async () => {
    const { overlay, port } = await lab({ silence: 60_000, frame: 200 });
    const client = await RawTcp.connect(port);
    client.send('9999 ');
    const slowly = setInterval(() => client.send('x'), 20);
    onTestFinished(() => clearInterval(slowly));
    expect(await client.readToEnd()).toBe('');
    expect(cuts(overlay)).toEqual(['frame-too-slow']);
    expect(overlay.log.state).toMatchObject({ totals: { cut: 1 }, bootstrap: { traffic: { cut: 1 } } });
  });

  it('send bytes with silences between: each is noise and counted, and answered once', async () => {
    const { overlay, port } = await lab({ silence: 10 });
    const client = await RawTcp.connect(port);
    for (const [index, byte] of [...'00x'].entries()) {
      client.send(byte);
      await until(overlay.log, ({ totals }) => totals.rejected === index + 1);
    }
    client.send('0009 PING');
    expect(await client.read(19)).toBe('0010 ERROR0009 PONG');
    expect(overlay.log.state.totals).toMatchObject({ rejected: 3, cut: 0 });
  });

  it('say nothing: cut when they have been idle for long, be it after a request', async () => {
    const { overlay, port } = await lab({ idle: 100 });
    const mute = await RawTcp.connect(port);
    const asker = await RawTcp.connect(port);
    asker.send('0009 PING');
    expect(await mute.readToEnd()).toBe('');
    expect(await asker.readToEnd()).toBe('0009 PONG');
    await until(overlay.log, (state) => state.totals.cut === 2);
    expect(cuts(overlay)).toEqual(['idle', 'idle']);
  });

  it('idle in their thousand, and others are served', async () => {
    const { overlay, port } = await lab();
    const idle = await Promise.all(Array.from({ length: 1_000 }, () => RawTcp.connect(port)));
    const client = await RawTcp.connect(port);
    expect(await client.send('0009 PING').end().readToEnd()).toBe('0009 PONG');
    const [peer] = await overlay
      .addPeers({ count: 1, wiring: 'offered' })
      .then((added) => (added.ok ? added.value.peers : []));
    expect(overlay.log.state.peers.get(peer ?? '-:0')?.phase).toBe('joined');
    expect(idle.some(({ closed }) => closed)).toBe(false);
    expect(overlay.log.state.totals.cut).toBe(0);
  });

  it('are more than it holds: the next is turned away, until one goes', async () => {
    const { overlay, port } = await lab({}, 2);
    const [first, second] = [await RawTcp.connect(port), await RawTcp.connect(port)];
    // Both are of use: each has sent a whole message a moment ago. They go on, or a slow machine would call them quiet.
    expect(await first.send('0009 PING').read(9)).toBe('0009 PONG');
    expect(await second.send('0009 PING').read(9)).toBe('0009 PONG');
    const busy = setInterval(() => [first, second].map((client) => client.send('0009 PING')), 20);
    onTestFinished(() => clearInterval(busy));
    const third = await RawTcp.connect(port);
    expect(await third.readToEnd()).toBe('');
    await until(overlay.log, (state) => state.totals.cut === 1);
    expect(cuts(overlay)).toEqual(['too-many-connections']);
    clearInterval(busy);
    expect(await first.end().readToEnd()).toMatch(/^(0009 PONG)*$/);
    first.socket.destroy();
    // Its place is free a moment after its end; whoever comes too early is turned away as well.
    let answer = '';
    for (let tries = 0; answer === '' && tries < 100; tries += 1) {
      answer = await (await RawTcp.connect(port)).send('0009 PING').end().readToEnd();
    }
    expect(answer).toBe('0009 PONG');
  });

  it('send more than 64 frames in one breath: cut, and 64 are answered', async () => {
    const { overlay, port } = await lab();
    const brisk = await RawTcp.connect(port);
    expect(await brisk.send('0009 PING'.repeat(64)).read(64 * 9)).toBe('0009 PONG'.repeat(64));
    const flood = await RawTcp.connect(port);
    expect(await flood.send('0009 PING'.repeat(65)).readToEnd()).toBe('');
    expect(cuts(overlay)).toEqual(['too-many-frames']);
    expect(overlay.log.state.totals.in.PING).toBe(64);
  });

  it('break off in the midst of a frame, or before their answer', async () => {
    const { port } = await lab({ silence: 10 });
    for (let round = 0; round < 20; round += 1) {
      const half = await RawTcp.connect(port);
      half.send('0028 REG 127.0.0').socket.resetAndDestroy();
      const whole = await RawTcp.connect(port);
      whole.send('0009 PING'.repeat(60)).socket.resetAndDestroy();
    }
    const client = await RawTcp.connect(port);
    expect(await client.send('0009 PING').end().readToEnd()).toBe('0009 PONG');
  });

  it('ask and never read: they are read from no more, and cut', async () => {
    const answer = 'x'.repeat(1_000_000);
    let arrived = 0;
    const reasons: string[] = [];
    const opened = await socketTransport({ limits: { idle: 150 } }).open(
      { ip: '127.0.0.1', port: 0 },
      {
        onFrame: (inbound) => {
          arrived += 1;
          inbound.reply(answer);
        },
        onDropped: (_from, reason) => reasons.push(reason),
      },
    );
    if (!opened.ok) throw new Error(opened.error.sentence);
    onTestFinished(() => opened.value.close());
    const client = await RawTcp.connect(opened.value.bound.port);
    client.socket.pause();
    const asking = setInterval(() => client.send('0009 PING'), 1);
    onTestFinished(() => clearInterval(asking));
    await new Promise((resolve) => client.socket.once('error', resolve));
    expect(reasons).toEqual(['idle']);
    // What the kernel's buffers hold, and one answer more; not one for each of some hundred questions.
    expect(arrived).toBeLessThan(20);
  });
});

describe('a connection that opens as HTTP', () => {
  const reg = '0027 REG 127.0.0.1 5002 eve';
  const methods = ['GET', 'POST', 'PUT', 'OPTIONS', 'PRINT', 'REG', '0027'];

  it.each(methods)(
    '%s to the bootstrap server: answered 400, and nothing in it is a frame',
    async (method) => {
      const { overlay, port } = await lab();
      const client = await RawTcp.connect(port);
      client
        .send(`${method} / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Length: 29\r\n\r\n${reg}\n`)
        .send(reg);
      const answer = await client.end().readToEnd();
      expect(answer).toMatch(/^HTTP\/1.1 400 /);
      expect(answer).not.toContain('REGOK');
      expect(received(overlay)).toEqual([]);
      expect(overlay.log.state.bootstrap.registry.size).toBe(0);
      expect(cuts(overlay)).toEqual(['http-request']);
    },
  );

  it.each(methods)('%s to a peer: its body is no frame', async (method) => {
    const { overlay } = await lab();
    const id = await addPeer(overlay);
    const before = overlay.log.state.seq;
    const client = await RawTcp.connect(portOf(id));
    const join = '0024 JOIN 127.0.0.1 6000';
    client.send(`${method} /files HTTP/1.1\r\nHost: ${id}\r\nContent-Length: 24\r\n\r\n${join}`).send(join);
    const answer = await client.end().readToEnd();
    expect(answer).not.toContain('JOINOK');
    const { events } = overlay.log.since(before);
    expect(events.filter(({ type }) => type === 'message:received' || type === 'frame:rejected')).toEqual([]);
    expect(overlay.log.state.peers.size).toBe(1);
  });
});
