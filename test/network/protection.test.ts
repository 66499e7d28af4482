import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { BootstrapServer } from '../../src/main/network/bootstrap/server';
import { ContactWays } from '../../src/main/network/external/contact-ways';
import { DatagramRateLimiter } from '../../src/main/network/frames/datagram-rate-limiter';
import type { Endpoint, TransportLayer } from '../../src/main/network/frames/frame-transport';
import { memoryTransport } from '../../src/main/network/frames/memory';
import { EventLog } from '../../src/main/network/log/event-log';
import { Peer } from '../../src/main/network/peer/peer';
import { seeded } from '../../src/main/runtime/random';
import { systemRuntime } from '../../src/main/runtime/system';
import type { Address } from '../../src/shared/protocol/address';
import { DEFAULT_SETTINGS, type Settings } from '../../src/shared/settings/settings';
import { until } from '../support/until';

// Addresses of other machines: on loopback none of this holds anybody back.
const SERVER: Address = { ip: '10.0.0.1', port: 5000 };
const ANNA: Address = { ip: '10.0.0.2', port: 5002 };
const MALLORY: Address = { ip: '10.0.0.66', port: 6666 };

interface Stranger {
  readonly endpoint: Endpoint;
  readonly heard: string[];
}

async function stranger(transport: TransportLayer, at: Address): Promise<Stranger> {
  const heard: string[] = [];
  const opened = await transport.open(at, {
    onFrame: ({ result }) => heard.push(result.ok ? result.frame.text : result.text),
    onDropped: () => undefined,
  });
  if (!opened.ok) throw new Error(opened.error.sentence);
  return { endpoint: opened.value, heard };
}

function say(from: Stranger, to: Address, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    from.endpoint.dial(to, text, {
      received: (result) => (result.ok ? resolve(result.frame.text) : reject(new Error(result.text))),
      closed: () => undefined,
    });
  });
}

async function startServer(change: Partial<Settings> = {}) {
  const transport = memoryTransport();
  const log = new EventLog();
  const settings = { ...DEFAULT_SETTINGS, requestTimeoutMs: 100, requestRetries: 0, ...change };
  const opened = await BootstrapServer.open(SERVER, {
    transport,
    emit: log.emit,
    settings: () => settings,
    runtime: { ...systemRuntime, random: seeded(1) },
    ways: new ContactWays(log),
  });
  if (!opened.ok) throw new Error(opened.error.sentence);
  onTestFinished(() => opened.value.stop());
  return { transport, log, settings };
}

async function startPeer() {
  const transport = memoryTransport();
  const log = new EventLog();
  const settings = { ...DEFAULT_SETTINGS, requestTimeoutMs: 100, requestRetries: 0 };
  const opened = await Peer.open(
    { ip: '10.0.0.1', port: 5002 },
    {
      ...{ name: 'ours', transport, emit: log.emit, runtime: systemRuntime },
      ...{ settings: () => settings, bootstrap: () => SERVER, ways: new ContactWays(log) },
    },
  );
  if (!opened.ok) throw new Error(opened.error.sentence);
  const peer = opened.value;
  onTestFinished(() => peer.close());
  return { transport, log, peer };
}

describe('LEAVE and UNREG for somebody else', () => {
  it.each(['UNREG 10.0.0.2 5002 anna', 'LEAVE 10.0.0.2 5002'])(
    '%s is refused as long as that address takes connections',
    async (body) => {
      const { transport, log } = await startServer();
      const anna = await stranger(transport, ANNA);
      const mallory = await stranger(transport, MALLORY);
      expect(await say(anna, SERVER, '0027 REG 10.0.0.2 5002 anna')).toContain('REGOK 0');
      const frame = `${String(body.length + 5).padStart(4, '0')} ${body}`;

      expect(await say(mallory, SERVER, frame)).toMatch(/^0015 UNROK 9999$|^0017 LEAVEOK 9999$/);
      expect([...log.state.bootstrap.registry.keys()]).toEqual(['10.0.0.2:5002']);
      expect(log.since(0).events.filter(({ type }) => type === 'request:refused')).toEqual([
        expect.objectContaining({ about: '10.0.0.2:5002', reason: 'not-its-own', observer: 'bootstrap' }),
      ]);
      expect(log.state.bootstrap.traffic.refused).toBe(1);
      expect(anna.heard).toEqual([]);

      await anna.endpoint.close();
      expect(await say(mallory, SERVER, frame)).toMatch(/^0012 UNROK 0$|^0014 LEAVEOK 0$/);
      expect(log.state.bootstrap.registry.size).toBe(0);
    },
  );

  it('is no way to make the server ask around for addresses that it does not know', async () => {
    const { transport } = await startServer();
    const anna = await stranger(transport, ANNA);
    const mallory = await stranger(transport, MALLORY);
    expect(await say(mallory, SERVER, '0029 UNREG 10.0.0.2 5002 anna')).toBe('0015 UNROK 9999');
    expect(anna.heard).toEqual([]);
  });

  it('is refused by a peer too, and its own LEAVE is not', async () => {
    const { transport, peer } = await startPeer();
    const anna = await stranger(transport, ANNA);
    const mallory = await stranger(transport, MALLORY);
    expect(await say(anna, peer.address, '0023 JOIN 10.0.0.2 5002')).toBe('0013 JOINOK 0');
    expect(await say(mallory, peer.address, '0024 LEAVE 10.0.0.2 5002')).toBe('0017 LEAVEOK 9999');
    expect(peer.neighbours()).toEqual(['10.0.0.2:5002']);
    expect(await say(anna, peer.address, '0024 LEAVE 10.0.0.2 5002')).toBe('0014 LEAVEOK 0');
    expect(peer.neighbours()).toEqual([]);
  });
});

describe('an answer to a datagram that may be forged', () => {
  it('is at most three times as long, or it is not sent, and counted', async () => {
    const { transport, log } = await startServer();
    const mallory = await stranger(transport, MALLORY);
    mallory.endpoint.send(SERVER, '?');
    await until(log, ({ bootstrap }) => bootstrap.traffic.refused === 1);
    mallory.endpoint.send(SERVER, '0009 PING');
    await vi.waitFor(() => expect(mallory.heard).toHaveLength(1));
    expect(mallory.heard).toEqual(['0009 PONG']);
  });

  it('tells of no more neighbours than fit', async () => {
    const { transport, settings } = await startServer({ neighboursOffered: 50 });
    expect(settings.neighboursOffered).toBe(50);
    const anna = await stranger(transport, ANNA);
    for (let port = 5001; port <= 5050; port += 1) {
      await say(anna, SERVER, `0025 REG 10.0.0.2 ${port} p`);
    }
    const mallory = await stranger(transport, MALLORY);
    const reg = '0027 REG 10.0.0.66 6666 mal';
    mallory.endpoint.send(SERVER, reg);
    await vi.waitFor(() => expect(mallory.heard).toHaveLength(1));
    const [answer = ''] = mallory.heard;
    expect(answer).toMatch(/^\d{4} REGOK [1-9]/);
    expect(answer.length).toBeLessThanOrEqual(3 * reg.length);
  });
});

describe('a search that comes as a datagram', () => {
  it('is answered, and passed on only for neighbours', async () => {
    const { transport, log, peer } = await startPeer();
    const anna = await stranger(transport, ANNA);
    const mallory = await stranger(transport, MALLORY);
    await say(anna, peer.address, '0023 JOIN 10.0.0.2 5002');

    mallory.endpoint.send(peer.address, '0032 SER 10.0.0.66 6666 "Jack" 0');
    await vi.waitFor(() => expect(mallory.heard).toEqual(['0028 SEROK 0 10.0.0.1 5002 0']));
    await until(log, ({ peers }) => peers.get(peer.id)?.traffic.refused === 1);
    expect(anna.heard).toEqual([]);
    expect(log.since(0).events.findLast(({ type }) => type === 'request:refused')).toMatchObject({
      about: '10.0.0.66:6666',
      reason: 'not-a-neighbour',
    });

    const ben = await stranger(transport, { ip: '10.0.0.3', port: 5003 });
    await say(ben, peer.address, '0023 JOIN 10.0.0.3 5003');
    anna.endpoint.send(peer.address, '0031 SER 10.0.0.2 5002 "Jill" 0');
    await vi.waitFor(() => expect(ben.heard).toEqual(['0031 SER 10.0.0.2 5002 "Jill" 1']));
  });
});

describe('what one source may send', () => {
  it('is as much as the settings say, from the next datagram on', () => {
    let aSecond = 10;
    const sources = new DatagramRateLimiter(() => aSecond);
    const admitted = (now: number) =>
      Array.from({ length: 1_000 }, () => sources.allows('10.0.0.1', now)).filter(Boolean).length;
    expect(admitted(0)).toBe(20);
    expect(admitted(1_000)).toBe(10);
    aSecond = 300;
    expect(admitted(2_000)).toBe(300);
  });

  it('is 200 datagrams a second for long, and no limit on loopback', () => {
    const sources = new DatagramRateLimiter(() => 200);
    const admitted = (ip: string, from: number, seconds: number) => {
      let count = 0;
      for (let now = from; now < from + seconds * 1_000; now += 1) {
        if (sources.allows(ip, now)) count += 1;
      }
      return count;
    };
    expect(admitted('127.0.0.1', 0, 5)).toBe(5_000);
    const flood = admitted('10.0.0.1', 0, 5);
    expect(flood).toBeGreaterThanOrEqual(5 * 200);
    expect(flood).toBeLessThanOrEqual(5 * 200 + 400);
    expect(admitted('10.0.0.2', 0, 1)).toBeGreaterThanOrEqual(400);
  });

  it('is remembered of the last 10,000 sources: of more, the oldest is forgotten', () => {
    const sources = new DatagramRateLimiter(() => 1);
    const spend = (ip: string) => [1, 2, 3].map(() => sources.allows(ip, 0));
    expect(spend('10.0.0.1')).toEqual([true, true, false]);
    const others = (count: number, from: number) => {
      for (let index = from; index < from + count; index += 1) {
        sources.allows(`11.${index >> 16}.${(index >> 8) & 255}.${index & 255}`, 0);
      }
    };
    others(9_999, 0);
    expect(sources.allows('10.0.0.1', 0)).toBe(false);
    others(1, 9_999);
    expect(spend('10.0.0.1')).toEqual([true, true, false]);
  });
});
