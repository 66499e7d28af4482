import { afterEach, describe, expect, test, vi } from 'vitest';
import { memoryTransport } from '../../src/main/network/frames/memory';
import { seeded } from '../../src/main/runtime/random';
import { addressOf } from '../../src/shared/protocol/address';
import { addPeer, bootstrapPort, portOf, startLab } from '../support/lab';
import { RawTcp, RawUdp } from '../support/raw-sockets';
import { corpus, type Finding } from './finding';
import type { Target } from './handlers';
import { Mutator } from './mutator';
import { fuzz } from './session';
import { TARGET_NAMES, TARGETS } from './targets';

const CORPUS = corpus();

describe('what was found once is survived', () => {
  test('and there is something to replay', () => {
    expect(CORPUS.length).toBeGreaterThan(5);
  });

  describe.each(TARGET_NAMES)('by the %s', (name) => {
    test.each(CORPUS)('%s', async (_file, { inputs }) => {
      const target = await TARGETS[name]();
      for (const bytes of inputs) target.take(bytes);
      await new Promise((turned) => setImmediate(turned));
      await target.close();
    });
  });

  test.each(CORPUS)('by live sockets: %s', async (_file, { inputs }) => {
    const lab = await startLab({ requestTimeoutMs: 300, requestRetries: 0 });
    const udp = await RawUdp.open();
    for (const port of [bootstrapPort(lab), portOf(await addPeer(lab))]) {
      for (const bytes of inputs) {
        udp.send(port, bytes);
        (await RawTcp.connect(port)).send(bytes).end();
      }
      await expectLife(port);
    }
  });

  describe('when time has passed', () => {
    afterEach(() => void vi.useRealTimers());

    test.each(CORPUS)('%s', async (_file, { inputs }) => {
      vi.useFakeTimers();
      const transport = memoryTransport();
      const lab = await startLab({ bootstrapPort: 5_000, firstPeerPort: 5_002 }, { transport });
      const peer = await addPeer(lab);
      const opened = await transport.open(
        { ip: '127.0.0.1', port: 6_004 },
        { onFrame: () => {}, onDropped: () => {} },
      );
      if (!opened.ok) throw new Error(opened.error.sentence);
      const stranger = opened.value;
      for (const bytes of inputs) {
        const text = Buffer.from(bytes).toString('latin1');
        for (const to of [peer, '127.0.0.1:5000' as const]) stranger.send(addressOf(to), text);
      }
      await vi.advanceTimersByTimeAsync(60_000);
      // Whoever stands in its table and answers nothing is found out.
      for (const id of lab.log.state.peers.get(peer)?.neighbours.keys() ?? []) {
        // What it sent by no connection, nor ever answered PING, cannot be probed: its silence is shown instead.
        const { phase, silentSince } = lab.log.state.peers.get(id) ?? {};
        expect(phase === 'crashed' || silentSince !== undefined, `${id} is ${phase}`).toBe(true);
      }
      const heard: string[] = [];
      stranger.dial(addressOf(peer), '0009 PING', {
        received: (result) => heard.push(result.ok ? result.frame.text : ''),
        closed: () => {},
      });
      await vi.advanceTimersByTimeAsync(10);
      expect(heard).toEqual(['0009 PONG']);
      const stopping = lab.stop();
      await vi.advanceTimersByTimeAsync(60_000);
      await stopping;
    });
  });
});

/** It answers a PING by either transport. */
async function expectLife(port: number): Promise<void> {
  expect(await (await RawTcp.connect(port)).send('0009 PING').read(9)).toBe('0009 PONG');
  const asker = await RawUdp.open();
  expect(await asker.ask(port, '0009 PING')).toBe('0009 PONG');
}

describe('a session', () => {
  const never = { trying: () => {}, checkpoint: () => {}, until: Number.POSITIVE_INFINITY };

  async function found(take: Target['take'], inputs = 3_000): Promise<Finding[]> {
    const findings: Finding[] = [];
    const make = async () => ({ take, close: async () => {} });
    const mutator = new Mutator(seeded(3));
    await fuzz({ name: 'parser', make, mutator, inputs, found: (one) => findings.push(one), ...never });
    return findings;
  }

  test('finds what one input brings down, and keeps that input alone', async () => {
    const [finding, ...others] = await found((bytes) => {
      if (Buffer.from(bytes).includes('65536')) throw new Error('planted');
    });
    expect(others).toEqual([]);
    expect(finding?.what).toContain('planted');
    expect(finding?.inputs).toHaveLength(1);
    expect(Buffer.from(finding?.inputs[0] ?? []).toString('latin1')).toContain('65536');
  });

  test('finds what several inputs bring down, and keeps those before it', async () => {
    let count = 0;
    const [finding] = await found(() => {
      count += 1;
      if (count === 100) throw new Error('planted');
    });
    expect(finding?.inputs).toHaveLength(64);
  });

  test('makes the same inputs of the same seed, and most of them have the length they declare', () => {
    const [one, other] = [new Mutator(seeded(9)), new Mutator(seeded(9))];
    let exact = 0;
    for (let count = 0; count < 1_000; count += 1) {
      const bytes = Buffer.from(one.next());
      expect(bytes.equals(other.next())).toBe(true);
      if (Number(bytes.subarray(0, 4).toString('latin1')) === bytes.length) exact += 1;
    }
    expect(exact).toBeGreaterThan(600);
    expect(exact).toBeLessThan(1_000);
  });

  test.each(TARGET_NAMES)('leaves the %s standing', async (name) => {
    const findings: Finding[] = [];
    const tried = await fuzz({
      name,
      make: TARGETS[name],
      mutator: new Mutator(seeded(11)),
      inputs: 5_000,
      found: (one) => findings.push(one),
      ...never,
    });
    expect(tried).toBe(5_000);
    expect(findings).toEqual([]);
  });
});
