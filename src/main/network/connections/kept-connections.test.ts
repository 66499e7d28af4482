import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { addPeers, startLab } from '../../../../test/support/lab';
import { heldResources, leftOver } from '../../../../test/support/leftovers';
import { RawListener } from '../../../../test/support/raw-sockets';
import { until } from '../../../../test/support/until';
import type { NetworkEvent } from '../../../shared/network/events';
import type { Problem } from '../../../shared/problem';
import type { Address } from '../../../shared/protocol/address';
import { formatFrame } from '../../../shared/protocol/codec/format';
import type { Endpoint, FrameHandler, InboundFrame, TransportLayer } from '../frames/frame-transport';
import { type FrameOptions, socketTransport } from '../frames/frames';

const PING = formatFrame({ verb: 'PING' });
const PONG = formatFrame({ verb: 'PONG' });

const search = (query: string) =>
  formatFrame({ verb: 'SER', address: { ip: '127.0.0.1', port: 9 }, query, hops: 1 });

/** Counts the connections that each port of this process accepts from here on. */
function countAccepted(): { at(endpoint: Endpoint): number; all(): number; open(): number } {
  const byPort = new Map<number, number>();
  const sockets: Socket[] = [];
  const count = (message: unknown) => {
    const { socket } = message as { socket: Socket };
    const { localPort = 0 } = socket;
    byPort.set(localPort, (byPort.get(localPort) ?? 0) + 1);
    sockets.push(socket);
  };
  subscribe('net.server.socket', count);
  onTestFinished(() => void unsubscribe('net.server.socket', count));
  return {
    at: ({ bound }) => byPort.get(bound.port) ?? 0,
    all: () => sockets.length,
    open: () => sockets.filter(({ destroyed }) => !destroyed).length,
  };
}

interface Station {
  readonly endpoint: Endpoint;
  /** What it read, in order. */
  readonly read: string[];
  readonly cuts: string[];
}

async function station(
  transport: TransportLayer,
  { onFrame: arrived, onDropped: cut }: Partial<FrameHandler> = {},
): Promise<Station> {
  const read: string[] = [];
  const cuts: string[] = [];
  const opened = await transport.open(
    { ip: '127.0.0.1', port: 0 },
    {
      onFrame: (inbound) => {
        read.push(inbound.result.ok ? inbound.result.frame.text : '?');
        arrived?.(inbound);
      },
      onDropped: (from, reason) => {
        cuts.push(reason);
        cut?.(from, reason);
      },
    },
  );
  if (!opened.ok) throw new Error(opened.error.sentence);
  onTestFinished(() => opened.value.close());
  return { endpoint: opened.value, read, cuts };
}

interface Outcome {
  readonly written: boolean;
  readonly problem: Problem | null;
}

/** Sends a message of a search, as peers send it to a neighbour. @returns once its connection has no more use for it */
function tell({ endpoint }: Station, to: Address, text: string): Promise<Outcome> {
  return new Promise((resolve) => {
    let written = false;
    endpoint
      .dialPaced?.(
        to,
        text,
        {
          written: () => {
            written = true;
          },
          received: () => undefined,
          closed: (problem) => resolve({ written, problem }),
        },
        'own',
        true,
      )
      .end();
  });
}

/** Sends a request. @returns its answer, or null where the connection was closed without one */
function ask({ endpoint }: Station, to: Address, text = PING): Promise<string | null> {
  return new Promise((resolve) => {
    const line = endpoint.dial(to, text, {
      received: (result) => {
        resolve(result.ok ? result.frame.text : '?');
        line.close();
      },
      closed: () => resolve(null),
    });
  });
}

async function pair(options: FrameOptions = {}, receiver: Partial<FrameHandler> = {}) {
  const transport = socketTransport(options);
  const accepted = countAccepted();
  const [from, to] = [await station(transport), await station(transport, receiver)];
  return { transport, accepted, from, to, at: to.endpoint.bound };
}

const pong = (inbound: InboundFrame) => inbound.reply(PONG);

describe('a connection to another peer of this process', () => {
  it('carries every further message, in order, and its requests', async () => {
    const { accepted, from, to, at } = await pair({}, { onFrame: pong });
    const words = Array.from({ length: 100 }, (_, index) => search(`word${index}`));
    await Promise.all(words.map((word) => tell(from, at, word)));
    expect(to.read).toEqual(words);
    expect(await tell(from, at, search('one more'))).toEqual({ written: true, problem: null });
    for (let round = 0; round < 3; round += 1) expect(await ask(from, at)).toBe(PONG);
    expect(accepted.at(to.endpoint)).toBe(1);
    expect(to.cuts).toEqual([]);
  });

  it('is opened for each message where none is kept', async () => {
    const { accepted, from, to, at } = await pair({ bounds: () => ({ keepMs: 0 }) });
    for (let round = 0; round < 3; round += 1) await tell(from, at, search(`word${round}`));
    expect(accepted.at(to.endpoint)).toBe(3);
  });

  it('is named to the other side as that of its peer, message after message', async () => {
    const senders: number[] = [];
    const { from, at } = await pair({}, { onFrame: ({ from: sender }) => void senders.push(sender.port) });
    for (let round = 0; round < 3; round += 1) await tell(from, at, search(`word${round}`));
    expect(new Set(senders)).toEqual(new Set([from.endpoint.bound.port]));
  });

  it('is closed by the side that keeps it once it was quiet for long enough, and nothing is cut', async () => {
    const { accepted, from, to, at } = await pair({ bounds: () => ({ keepMs: 30 }) });
    const before = heldResources();
    await tell(from, at, search('word'));
    expect(accepted.open()).toBe(1);
    await expect.poll(() => accepted.open()).toBe(0);
    expect(await leftOver(before)).toEqual({});
    expect([...from.cuts, ...to.cuts]).toEqual([]);
  });

  it('that gave a request no answer is closed: a late answer is not taken for that of the next request', async () => {
    const waiting: InboundFrame[] = [];
    const { accepted, from, to, at } = await pair(
      {},
      { onFrame: (inbound) => void (inbound.result.ok && waiting.push(inbound)) },
    );
    await tell(from, at, search('word'));
    const line = from.endpoint.dial(at, PING, { received: () => undefined, closed: () => undefined });
    await expect.poll(() => waiting.length).toBe(2);
    expect(accepted.at(to.endpoint)).toBe(1);
    line.close();
    waiting[1]?.reply(formatFrame({ verb: 'ERROR' }));
    const asked = ask(from, at);
    await expect.poll(() => waiting.length).toBe(3);
    waiting[2]?.reply(PONG);
    expect(await asked).toBe(PONG);
    expect(accepted.at(to.endpoint)).toBe(2);
  });
});

describe('a kept connection that breaks', () => {
  it('by the other side, while a message is on the way: it is sent once more, and read once', async () => {
    let from: Station | undefined;
    let onTheWay: Promise<Outcome> | undefined;
    const made = await pair(
      { limits: { idle: 60 } },
      {
        onDropped: () => {
          if (from) onTheWay = tell(from, made.at, search('on the way'));
        },
      },
    );
    from = made.from;
    await tell(from, made.at, search('first'));
    await expect.poll(() => onTheWay).toBeDefined();
    expect(await onTheWay).toEqual({ written: true, problem: null });
    expect(made.to.read).toEqual([search('first'), search('on the way')]);
    expect(made.accepted.at(made.to.endpoint)).toBe(2);
  });

  it('by a crash: each message was read, or is reported', async () => {
    const { from, to, at } = await pair();
    await tell(from, at, search('first'));
    const told = Array.from({ length: 100 }, (_, index) => tell(from, at, search(`word${index}`)));
    await expect.poll(() => to.read.length > 5).toBe(true);
    const closed = to.endpoint.close();
    told.push(...Array.from({ length: 20 }, (_, index) => tell(from, at, search(`late${index}`))));
    await closed;
    const outcomes = await Promise.all(told);
    expect(outcomes.filter(({ written }) => written).length).toBe(to.read.length - 1);
    for (const { problem } of outcomes.filter(({ written }) => !written)) {
      expect(problem?.code).toBe('no-answer');
    }
    expect(await ask(from, at)).toBeNull();
  });

  it('is not left behind by the side that keeps it when that one ends', async () => {
    const transport = socketTransport();
    const to = await station(transport);
    const before = heldResources();
    const from = await station(transport);
    await tell(from, to.endpoint.bound, search('word'));
    await from.endpoint.close();
    expect(await leftOver(before)).toEqual({});
  });
});

describe('how many connections are kept', () => {
  it('is bounded in all: the one that was used longest ago is closed', async () => {
    const transport = socketTransport({ bounds: () => ({ kept: 2 }) });
    const accepted = countAccepted();
    const from = await station(transport);
    const others = [await station(transport), await station(transport), await station(transport)];
    const [first, second, third] = others;
    if (!first || !second || !third) throw new Error('three were opened');
    const say = ({ endpoint }: Station) => tell(from, endpoint.bound, search('word'));
    for (const other of [first, second, first, third]) await say(other);
    for (const other of [first, third, second]) await say(other);
    expect(others.map(({ endpoint }) => accepted.at(endpoint))).toEqual([1, 2, 1]);
  });

  it('is none where descriptors are short: they make room for what is dialled', async () => {
    // Three endpoints listen on six sockets; one connection of two ends fits besides.
    const transport = socketTransport({ descriptors: 160 + 6 + 3 });
    const accepted = countAccepted();
    const from = await station(transport);
    const [first, second] = [await station(transport), await station(transport)];
    await tell(from, first.endpoint.bound, search('word'));
    const before = heldResources();
    await tell(from, second.endpoint.bound, search('word'));
    expect(await leftOver(before)).toEqual({});
    await tell(from, first.endpoint.bound, search('word'));
    expect(accepted.at(first.endpoint)).toBe(2);
    expect([...first.cuts, ...second.cuts]).toEqual([]);
  });
});

it('a program that reads one message of each connection is sent one on each, and its end', async () => {
  const accepted: Socket[] = [];
  const foreign = await RawListener.open((_frame, socket) => void accepted.push(socket));
  const from = await station(socketTransport());
  const at = { ip: '127.0.0.1', port: foreign.port };
  for (let round = 0; round < 3; round += 1) await tell(from, at, search(`word${round}`));
  expect(foreign.heard).toEqual([search('word0'), search('word1'), search('word2')]);
  expect(new Set(accepted).size).toBe(3);
});

describe('in a lab', () => {
  it('the second flood opens no connection between neighbours, and each message is one event at each end', async () => {
    const overlay = await startLab();
    const peers = await addPeers(overlay, 12, 'ring');
    const [asker] = peers;
    if (!asker) throw new Error('no peer was added');
    const accepted = countAccepted();
    const flood = async (query: string) => {
      const started = overlay.searches.start({ peer: asker, query });
      if (!started.ok) throw new Error(started.error.sentence);
      await overlay.searches.ended(started.value.id);
      const { totals } = await until(overlay.log, (state) => state.totals.in.SER === state.totals.out.SER);
      return totals.in.SER ?? 0;
    };
    const first = await flood('no such file');
    const opened = accepted.all();
    expect(opened).toBe(first);
    expect(await flood('none of it either')).toBe(2 * first);
    expect(accepted.all()).toBe(opened);
    expect(overlay.log.state.totals.cut).toBe(0);
  });

  it('a peer that leaves closes them, and so does the one that it leaves', async () => {
    const overlay = await startLab({ keepConnectionS: 20, registrationRenewalS: 0, neighbourCheckS: 0 });
    const [first, second] = await addPeers(overlay, 2, 'line');
    if (!first || !second) throw new Error('no two peers were added');
    const accepted = countAccepted();
    for (const peer of [first, second]) {
      const started = overlay.searches.start({ peer, query: 'no such file' });
      if (!started.ok) throw new Error(started.error.sentence);
      await overlay.searches.ended(started.value.id);
    }
    expect([accepted.all(), accepted.open()]).toEqual([2, 2]);
    await overlay.act(first, 'leave');
    await expect.poll(() => accepted.open()).toBe(0);
  });

  it('a message to a peer that crashed is reported, though a connection to it was kept', async () => {
    const overlay = await startLab({ requestRetries: 0 });
    const [first, second] = await addPeers(overlay, 2, 'line');
    if (!first || !second) throw new Error('no two peers were added');
    const reports = () =>
      overlay.log.since(0).events.filter(({ type }: NetworkEvent) => type === 'message:undelivered');
    const flood = async () => {
      const started = overlay.searches.start({ peer: first, query: 'no such file' });
      if (!started.ok) throw new Error(started.error.sentence);
      await overlay.searches.ended(started.value.id);
    };
    await flood();
    await overlay.act(second, 'crash');
    await flood();
    await expect.poll(reports).toMatchObject([{ to: second, verb: 'SER', problem: { code: 'no-answer' } }]);
  });
});
