import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import {
  addPeer,
  addPeers,
  addTwo,
  bootstrapPort,
  portOf,
  startLab,
  stateOfPeer,
} from '../../../../test/support/lab';
import { RawListener, RawTcp, RawUdp } from '../../../../test/support/raw-sockets';
import { until } from '../../../../test/support/until';
import type { PeerId } from '../../../shared/network/events';
import { WordIndex } from '../../../shared/network/search/word-index';
import type { Overlay } from '../overlay/overlay';

let overlay: Overlay;
let peer: PeerId;

async function overTcp(bytes: string, to = portOf(peer)): Promise<string> {
  return (await RawTcp.connect(to)).send(bytes).end().readToEnd();
}

async function overUdp(bytes: string | Uint8Array, to = portOf(peer)): Promise<string> {
  return (await RawUdp.open()).ask(to, bytes);
}

/** The frame of a body, measured as the protocol measures it. */
function frame(body: string): string {
  return `${String(Buffer.byteLength(body) + 5).padStart(4, '0')} ${body}`;
}

beforeEach(async () => {
  overlay = await startLab({ requestTimeoutMs: 300, requestRetries: 0 });
  peer = await addPeer(overlay);
});

describe.each([
  ['tcp', overTcp],
  ['udp', overUdp],
] as const)('a peer asked over %s, byte by byte', (transport, ask) => {
  it('takes a neighbour in, and lets it go', async () => {
    expect(await ask('0024 JOIN 127.0.0.1 6001')).toBe('0013 JOINOK 0');
    expect(await ask('0024 JOIN 127.0.0.1 6001')).toBe('0013 JOINOK 0');
    expect([...stateOfPeer(overlay, peer).neighbours.keys()]).toEqual(['127.0.0.1:6001']);
    expect(await ask('0025 LEAVE 127.0.0.1 6001')).toBe('0014 LEAVEOK 0');
    expect(await ask('0025 LEAVE 127.0.0.1 6001')).toBe('0017 LEAVEOK 9999');
    expect(stateOfPeer(overlay, peer).neighbours.size).toBe(0);
  });

  it('refuses when its table is full, but not one who is in it', async () => {
    await overlay.updateSettings({ tableCapacity: 1 });
    expect(await ask('0024 JOIN 127.0.0.1 6001')).toBe('0013 JOINOK 0');
    expect(await ask('0024 JOIN 127.0.0.1 6002')).toBe('0016 JOINOK 9999');
    expect(await ask('0024 JOIN 127.0.0.1 6001')).toBe('0013 JOINOK 0');
  });

  it('refuses itself, and what is malformed', async () => {
    expect(await ask(frame(`JOIN 127.0.0.1 ${portOf(peer)}`))).toBe('0016 JOINOK 9999');
    expect(await ask('0026 JOIN 127.0.0.1 666666')).toBe('0016 JOINOK 9999');
    expect(await ask('0010 LEAVE')).toBe('0017 LEAVEOK 9999');
    expect(stateOfPeer(overlay, peer)).toMatchObject({ neighbours: new Map(), traffic: { rejected: 2 } });
  });

  it('answers without a prefix what came without one', async () => {
    expect(await ask('JOIN 127.0.0.1 6001')).toBe('JOINOK 0');
    expect(await ask('PING\n')).toBe('PONG\n');
    expect(await ask('LEAVE 127.0.0.1')).toBe('LEAVEOK 9999');
    expect(await ask('LEAVE 127.0.0.1 6001')).toBe('LEAVEOK 0');
  });

  it('takes localhost and 127.0.0.1 for one neighbour', async () => {
    expect(await ask(frame('JOIN localhost 6001'))).toBe('0013 JOINOK 0');
    expect([...stateOfPeer(overlay, peer).neighbours.keys()]).toEqual(['127.0.0.1:6001']);
    expect(await ask('0025 LEAVE 127.0.0.1 6001')).toBe('0014 LEAVEOK 0');
  });

  it('refuses once it has left', async () => {
    await overlay.act(peer, 'leave');
    expect(await ask('0024 JOIN 127.0.0.1 6001')).toBe('0016 JOINOK 9999');
  });

  it('answers PING and ECHO, ERROR to what is asked of bootstrap servers, and 9999 to what they refuse so', async () => {
    expect(await ask('0009 PING')).toBe('0009 PONG');
    expect(await ask('0009 ECHO')).toBe('0012 ECHOK 0');
    expect(await ask('0028 REG 127.0.0.1 6001 anna')).toBe('0010 ERROR');
    expect(await ask('0030 UNREG 127.0.0.1 6001 anna')).toBe('0010 ERROR');
    expect(await ask('0010 PRINT')).toBe('0010 ERROR');
    expect(await ask('0008 REG')).toBe('0015 REGOK 9999');
    expect(await ask('what is this?')).toBe('0010 ERROR');
    expect(stateOfPeer(overlay, peer).traffic).toMatchObject({ rejected: 2, in: { REG: 1, PRINT: 1 } });
  });

  it('tells who asks it for a file that it has none', async () => {
    const none = frame(`SEROK 0 127.0.0.1 ${portOf(peer)} 0`);
    expect(await ask('0036 SER 127.0.0.1 6001 "Windows 8" 0')).toBe(none);
    expect(stateOfPeer(overlay, peer).traffic.in.SER).toBe(1);
  });

  it('heeds no answer that it did not ask for', async () => {
    const client = await RawUdp.open();
    for (const answer of ['0012 REGOK 0', '0013 JOINOK 0', '0014 LEAVEOK 0', '0009 PONG', '0010 ERROR']) {
      if (transport === 'udp') client.send(portOf(peer), answer);
      else expect(await overTcp(answer)).toBe('');
    }
    expect(await client.ask(portOf(peer), '0009 PING')).toBe('0009 PONG');
    expect(client.received).toEqual([]);
    expect(stateOfPeer(overlay, peer)).toMatchObject({ phase: 'joined', neighbours: new Map() });
  });
});

describe('a search', () => {
  /** Two strangers who are neighbours of the peer and keep what it tells them. */
  async function neighbours(): Promise<[RawListener, RawListener]> {
    const both: [RawListener, RawListener] = [await RawListener.open(), await RawListener.open()];
    for (const { port } of both) expect(await overTcp(frame(`JOIN 127.0.0.1 ${port}`))).toBe('0013 JOINOK 0');
    return both;
  }

  it('is passed on with one more hop to every neighbour but the one that asks', async () => {
    const [asker, other] = await neighbours();
    await overTcp(frame(`SER 127.0.0.1 ${asker.port} "Windows 8" 0`));
    await other.hears(1);
    expect(other.heard).toEqual([frame(`SER 127.0.0.1 ${asker.port} "Windows 8" 1`)]);
    expect(asker.heard).toEqual([]);
  });

  it('is looked up among the files once, however many copies of it come', async () => {
    await neighbours();
    const find = vi.spyOn(WordIndex.prototype, 'find');
    onTestFinished(() => find.mockRestore());
    for (let copy = 0; copy < 20; copy += 1) await overTcp(frame('SER 127.0.0.1 6001 "Windows 8" 2'));
    expect(stateOfPeer(overlay, peer).traffic.in.SER).toBe(20);
    expect(find).toHaveBeenCalledTimes(1);
  });

  it('is passed on once, however often and from wherever it comes', async () => {
    const [one, other] = await neighbours();
    for (const hops of [1, 2, 1, 0]) await overTcp(frame(`SER 127.0.0.1 6001 "Windows 8" ${hops}`));
    // Spelled in another way it is another search, which the first asker uses to be heard again.
    await overTcp(frame('SER 127.0.0.1 6001 "windows 8" 1'));
    await overTcp(frame('SER 127.0.0.1 6002 "Windows 8" 1'));
    await one.hears(3);
    await other.hears(3);
    const expected = [
      frame('SER 127.0.0.1 6001 "Windows 8" 2'),
      frame('SER 127.0.0.1 6001 "windows 8" 2'),
      frame('SER 127.0.0.1 6002 "Windows 8" 2'),
    ];
    expect(one.heard.toSorted()).toEqual(expected);
    expect(other.heard.toSorted()).toEqual(expected);
  });

  it.each([
    [2, true],
    [3, false],
    [4, false],
  ])(
    'that has been passed on %i times is passed on again: %s, where three hops are allowed',
    async (hops, goesOn) => {
      const [one] = await neighbours();
      expect(await overTcp(frame(`SER 127.0.0.1 6001 "far" ${hops}`))).toBe('');
      // Told in this order: if the first had been passed on, it would stand before the second.
      await overTcp(frame('SER 127.0.0.1 6001 "near" 0'));
      await one.hears(goesOn ? 2 : 1);
      const near = frame('SER 127.0.0.1 6001 "near" 1');
      expect(one.heard.toSorted()).toEqual(
        goesOn ? [frame(`SER 127.0.0.1 6001 "far" ${hops + 1}`), near].toSorted() : [near],
      );
    },
  );

  it('does not go back to the hosted neighbour that it came from', async () => {
    const ring = await addPeers(overlay, 4, 'ring');
    await overlay.updateSettings({ timeToLive: 50 });
    const [first] = ring;
    if (!first) throw new Error('no ring');
    await overTcp(frame('SER 127.0.0.1 6001 "round" 0'), portOf(first));
    const heard = () =>
      overlay.log
        .since(0)
        .events.flatMap((event) =>
          event.type === 'message:received' && event.verb === 'SER' ? [event] : [],
        );
    await until(overlay.log, () => {
      const { sent, received } = count();
      return sent > 0 && received === sent + 1 && new Set(heard().map(({ observer }) => observer)).size >= 4;
    });
    function count() {
      const { totals } = overlay.log.state;
      return { sent: totals.out.SER ?? 0, received: totals.in.SER ?? 0 };
    }
    for (const { observer, from } of heard()) {
      const sentBack = overlay.log
        .since(0)
        .events.some(
          (event) =>
            event.type === 'message:sent' &&
            event.verb === 'SER' &&
            event.observer === observer &&
            event.to === from,
        );
      // Two may each send it to the other at the same time; but none sends it back to whom it first heard it from.
      const firstFrom = heard().find((event) => event.observer === observer)?.from;
      if (from === firstFrom) expect(sentBack).toBe(false);
    }
  });

  it.each([
    [
      'of bytes that are no UTF-8, which grow when written anew',
      Buffer.concat([Buffer.from('SER 127.0.0.1 6001 "'), Buffer.alloc(9_000, 0xff), Buffer.from('" 1')]),
    ],
    ['without quotes and hops, which are added', Buffer.from(`SER 127.0.0.1 6001 ${'x'.repeat(9_960)}`)],
    ['longer than any name of a file', Buffer.from(`SER 127.0.0.1 6001 "${'x'.repeat(256)}" 1`)],
  ])('for a name %s kills nobody, and is not passed on', async (_what, bytes) => {
    const [one] = await neighbours();
    (await RawUdp.open()).send(portOf(peer), bytes);
    await until(overlay.log, () => stateOfPeer(overlay, peer).traffic.in.SER === 1);
    await overTcp(frame(`SER 127.0.0.1 6001 "${'x'.repeat(255)}" 1`));
    await one.hears(1);
    expect(one.heard).toEqual([frame(`SER 127.0.0.1 6001 "${'x'.repeat(255)}" 2`)]);
  });
});

describe('between peers of one lab', () => {
  it('shows who pinged whom, though a PING names nobody', async () => {
    const [first, second] = await addTwo(overlay);
    await overlay.ping(first, second);
    const ping = overlay.log.messagesOf(second).find(({ verb }) => verb === 'PING');
    expect(ping).toMatchObject({ from: first, to: second, transport: 'tcp' });
    const pong = overlay.log.messagesOf(first).find(({ verb }) => verb === 'PONG');
    expect(pong).toMatchObject({ from: second, to: first });
  });

  it('says of a peer that is not reachable, or does not exist, what is wrong', async () => {
    expect(await overlay.ping(peer, '127.0.0.1:1')).toMatchObject({
      ok: false,
      error: { code: 'no-answer' },
    });
    expect(await overlay.connect(peer, '127.0.0.1:99999')).toMatchObject({
      ok: false,
      error: { code: 'bad-input' },
    });
    expect(await overlay.connect(peer, 'no host:5000')).toMatchObject({
      ok: false,
      error: { code: 'bad-input' },
    });
    expect(await overlay.connect(peer, peer)).toMatchObject({ ok: false, error: { code: 'bad-input' } });
    expect(await overlay.ping(peer, `127.0.0.1:${bootstrapPort(overlay)}`)).toMatchObject({ ok: true });
  });
});
