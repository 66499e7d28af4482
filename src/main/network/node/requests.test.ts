import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { addPeer, startLab, stateOfPeer } from '../../../../test/support/lab';
import { RawListener, RawTcp } from '../../../../test/support/raw-sockets';
import { until } from '../../../../test/support/until';
import type { EventType } from '../../../shared/network/events';
import type { Address } from '../../../shared/protocol/address';
import { DEFAULT_SETTINGS, type Settings } from '../../../shared/settings/settings';
import type { Endpoint, FrameHandler } from '../frames/frame-transport';
import { memoryTransport } from '../frames/memory';
import { EventLog } from '../log/event-log';
import { MessageIo } from './message-io';
import { Requests } from './requests';

const SELF: Address = { ip: '10.0.0.1', port: 1 };
const OTHER: Address = { ip: '10.0.0.2', port: 2 };

describe('a request, in a network that may lose frames', () => {
  let log: EventLog;
  let settings: Settings;
  let requests: Requests;
  let endpoint: Endpoint;
  /** The fate of the next frames: true is lost. Later frames are not. */
  let losses: boolean[];
  let transport: ReturnType<typeof memoryTransport>;

  beforeEach(async () => {
    vi.useFakeTimers({ now: 0 });
    log = new EventLog();
    settings = { ...DEFAULT_SETTINGS, transport: 'udp' };
    losses = [];
    transport = memoryTransport(() => losses.shift() ?? false);
    const messageIo = new MessageIo('10.0.0.1:1', SELF, log.emit);
    const receiver: FrameHandler = {
      onFrame: (inbound) => {
        const message = messageIo.receive(inbound);
        if (message) requests.settle(message, inbound);
      },
      onDropped: () => undefined,
    };
    const opened = await transport.open(SELF, receiver);
    if (!opened.ok) throw new Error(opened.error.sentence);
    endpoint = opened.value;
    requests = new Requests(endpoint, messageIo, () => settings);
  });
  afterEach(() => {
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });

  async function otherListens(): Promise<void> {
    await transport.open(OTHER, {
      onFrame: (inbound) => inbound.reply('0009 PONG'),
      onDropped: () => undefined,
    });
  }

  const sentAt = () => log.since(0).events.flatMap(({ type, at }) => (type === 'message:sent' ? [at] : []));
  const ping = (signal?: AbortSignal) => requests.ask(OTHER, { verb: 'PING' }, signal);

  it('is answered at once where no frame is lost', async () => {
    await otherListens();
    expect(await ping()).toEqual({ ok: true, value: { verb: 'PONG' } });
    expect(sentAt()).toEqual([0]);
  });

  it.each([
    ['request', [true]],
    ['answer', [false, true]],
  ])('is sent again when the %s is lost', async (_what, lost) => {
    await otherListens();
    losses = lost;
    const reply = ping();
    await vi.advanceTimersByTimeAsync(2_100);
    expect(await reply).toMatchObject({ ok: true });
    expect(sentAt()).toEqual([0, 2_100]);
  });

  it('fails after its repetitions, each of which waits longer', async () => {
    await otherListens();
    losses = [true, true, true];
    const reply = ping();
    await vi.advanceTimersByTimeAsync(6_299);
    expect(sentAt()).toEqual([0, 2_100, 4_300]);
    await vi.advanceTimersByTimeAsync(1);
    expect(await reply).toMatchObject({ ok: false, error: { code: 'no-answer' } });
  });

  it('takes its time-out and repetitions from the settings', async () => {
    settings = { ...settings, requestTimeoutMs: 50, requestRetries: 0 };
    const reply = ping();
    await vi.advanceTimersByTimeAsync(50);
    expect(await reply).toMatchObject({ ok: false, error: { code: 'no-answer' } });
    expect(sentAt()).toEqual([0]);
  });

  it('on TCP fails at once where no program listens', async () => {
    settings = { ...settings, transport: 'tcp' };
    const reply = ping();
    await vi.advanceTimersByTimeAsync(300);
    expect(await reply).toMatchObject({ ok: false, error: { code: 'no-answer' } });
    const timesOf = (kind: EventType) =>
      log.since(0).events.flatMap(({ type, at }) => (type === kind ? [at] : []));
    expect(timesOf('message:undelivered')).toEqual([0, 100, 300]);
    expect(timesOf('message:sent')).toEqual([]);
  });

  it.each([
    ['while it waits for the answer', 1_000],
    ['while it waits to be repeated', 2_050],
  ])('is cancelled %s, and leaves no timer', async (_when, milliseconds) => {
    losses = [true, true, true];
    const abort = new AbortController();
    const reply = ping(abort.signal);
    await vi.advanceTimersByTimeAsync(milliseconds);
    abort.abort();
    expect(await reply).toMatchObject({ ok: false, error: { code: 'cancelled' } });
  });

  it('is cancelled when the sockets close, and none is accepted after', async () => {
    losses = [true, true];
    const reply = ping();
    requests.stop();
    expect(await reply).toMatchObject({ ok: false, error: { code: 'cancelled' } });
    expect(await ping()).toMatchObject({ ok: false, error: { code: 'cancelled' } });
    expect(sentAt()).toEqual([0]);
  });

  it('is not settled by a message of another peer, or by the answer to another request', async () => {
    await transport.open(OTHER, {
      onFrame: (inbound) => inbound.reply('0013 JOINOK 0'),
      onDropped: () => undefined,
    });
    const stranger = await transport.open(
      { ip: '10.0.0.3', port: 3 },
      { onFrame: () => undefined, onDropped: () => undefined },
    );
    settings = { ...settings, requestRetries: 0 };
    const reply = ping();
    await vi.advanceTimersByTimeAsync(1);
    if (stranger.ok) stranger.value.send(SELF, '0009 PONG');
    await vi.advanceTimersByTimeAsync(2_000);
    expect(await reply).toMatchObject({ ok: false, error: { code: 'no-answer' } });
  });

  it('is settled by ERROR, the answer to an unsupported verb', async () => {
    await transport.open(OTHER, {
      onFrame: (inbound) => inbound.reply('0010 ERROR'),
      onDropped: () => undefined,
    });
    expect(await ping()).toEqual({ ok: true, value: { verb: 'ERROR' } });
  });
});

describe('an answer that comes as a separate message (family D)', () => {
  /** Answers JOIN as those programs do, and closes the connection of the request before or after. */
  function familyD(order: 'closes first' | 'answers first' | 'never closes', code = 0): Promise<RawListener> {
    return RawListener.open((frame, socket) => {
      const port = Number(/JOIN \S+ (\d+)/.exec(frame)?.[1]);
      if (!port) return void socket.destroy();
      const answer = async () => {
        const line = await RawTcp.connect(port);
        await line
          .send(`${code === 0 ? '0013' : '0016'} JOINOK ${code}`)
          .end()
          .readToEnd();
      };
      if (order === 'closes first') {
        socket.end();
        socket.once('close', () => void answer());
        return;
      }
      void answer().then(() => order === 'answers first' && socket.end());
    });
  }

  it.each(['closes first', 'answers first', 'never closes'] as const)(
    'is matched to its request when the other side %s',
    async (order) => {
      const overlay = await startLab({ requestRetries: 0, requestTimeoutMs: 1_000 });
      const peer = await addPeer(overlay);
      const other = await familyD(order);
      expect(await overlay.connect(peer, `127.0.0.1:${other.port}`)).toEqual({ ok: true });
      expect([...stateOfPeer(overlay, peer).neighbours.keys()]).toEqual([`127.0.0.1:${other.port}`]);
      expect(other.heard).toHaveLength(1);
    },
  );

  it('is applied when it refuses', async () => {
    const overlay = await startLab({ requestRetries: 0, requestTimeoutMs: 1_000 });
    const peer = await addPeer(overlay);
    const other = await familyD('answers first', 9999);
    const refused = await overlay.connect(peer, `127.0.0.1:${other.port}`);
    expect(refused).toMatchObject({ ok: false, error: { code: 'refused' } });
    expect(stateOfPeer(overlay, peer).neighbours.size).toBe(0);
  });

  it('does not settle a request to a peer that answers on its connection', async () => {
    const overlay = await startLab({ requestRetries: 0, requestTimeoutMs: 5_000 });
    const peer = await addPeer(overlay);
    const slow: (() => void)[] = [];
    const other = await RawListener.open((_frame, socket) => {
      slow.push(() => socket.end('0016 JOINOK 9999'));
    });
    const reply = overlay.connect(peer, `127.0.0.1:${other.port}`);
    await other.hears(1);
    const forger = await RawTcp.connect(Number(peer.split(':')[1]));
    await forger.send('0013 JOINOK 0').end().readToEnd();
    await until(overlay.log, () => stateOfPeer(overlay, peer).traffic.in.JOINOK === 1);
    for (const answer of slow) answer();
    expect(await reply).toMatchObject({ ok: false, error: { code: 'refused' } });
    expect(stateOfPeer(overlay, peer).neighbours.size).toBe(0);
  });

  it('a bare PONG, without length or line end, is one too', async () => {
    const overlay = await startLab();
    const peer = await addPeer(overlay);
    const other = await RawListener.open((_frame, socket) => void socket.write('PONG'));
    expect(await overlay.ping(peer, `127.0.0.1:${other.port}`)).toMatchObject({ ok: true });
  });

  it('an unreadable answer is reported as such, at once', async () => {
    const overlay = await startLab();
    const peer = await addPeer(overlay);
    const other = await RawListener.open((_frame, socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    expect(await overlay.ping(peer, `127.0.0.1:${other.port}`)).toMatchObject({
      ok: false,
      error: { code: 'unreadable-answer' },
    });
  });
});
