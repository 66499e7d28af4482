import { describe, expect, it } from 'vitest';
import { addPeers, portOf, startLab } from '../../../../test/support/lab';
import { RawListener, RawTcp } from '../../../../test/support/raw-sockets';
import type { PeerId } from '../../../shared/network/events';
import type { SearchStrategy } from '../../../shared/strategy';
import type { Overlay } from '../overlay/overlay';

/** The frame of a body, measured as the protocol measures it. */
function frame(body: string): string {
  return `${String(Buffer.byteLength(body) + 5).padStart(4, '0')} ${body}`;
}

async function say(to: PeerId, body: string): Promise<string> {
  return (await RawTcp.connect(portOf(to))).send(frame(body)).end().readToEnd();
}

async function lab(): Promise<{ overlay: Overlay; origin: PeerId; other: PeerId }> {
  const overlay = await startLab({ requestTimeoutMs: 300, requestRetries: 0 });
  const [origin, other] = await addPeers(overlay, 2, 'line');
  if (!origin || !other) throw new Error('no peers');
  for (const peer of [origin, other]) await overlay.share(peer, { names: ['Elsewhere'] });
  return { overlay, origin: origin, other };
}

async function search(overlay: Overlay, peer: PeerId, strategy: SearchStrategy, query = 'happy') {
  const started = overlay.searches.start({ peer, query, strategy });
  if (!started.ok) throw new Error(started.error.sentence);
  const ended = await overlay.searches.ended(started.value.id);
  if (!ended.ok) throw new Error(ended.error.sentence);
  return ended.value;
}

const FLOOD = { kind: 'flood', timeToLive: 3 } as const;
const WALK = { kind: 'random-walk', walkers: 2, length: 4 } as const;

describe('a peer that runs elsewhere', () => {
  it('is asked, and answers straight to who asks, whoever passed the question on', async () => {
    const { overlay, origin, other } = await lab();
    const external = await RawListener.open((heard) => {
      const [, ip, port, hops] = /SER (\S+) (\d+) ".*" (\d+)$/.exec(heard) ?? [];
      if (ip !== '127.0.0.1' || Number(port) !== portOf(origin)) return;
      const answer = `SEROK 2 127.0.0.1 ${external.port} ${hops} "Happy Feet" "so happy"`;
      void say(origin, answer);
      // It says so twice, and once for somebody who is not there; what is told again is no other answer.
      void say(origin, answer);
    });
    expect(await say(other, `JOIN 127.0.0.1 ${external.port}`)).toBe('0013 JOINOK 0');
    const { search: ended, anatomy } = await search(overlay, origin, FLOOD);
    expect(ended.outcome).toBe('complete');
    expect(external.heard).toEqual([frame(`SER 127.0.0.1 ${portOf(origin)} "happy" 1`)]);
    const holder = `127.0.0.1:${external.port}`;
    expect(anatomy.answers).toMatchObject([{ holder, files: ['Happy Feet', 'so happy'], hops: 1 }]);
    expect(anatomy.reached.map((reached) => [reached.peer, reached.hops])).toEqual([
      [other, 0],
      [holder, 1],
    ]);
    expect(anatomy.recall).toBeNull();
  });

  it('may answer on the connection on which it was asked', async () => {
    const { overlay, origin } = await lab();
    const external = await RawListener.open((heard, socket) => {
      if (heard.includes('SER ')) socket.end(frame(`SEROK 1 127.0.0.1 ${external.port} 0 "Happy Feet"`));
    });
    expect(await say(origin, `JOIN 127.0.0.1 ${external.port}`)).toBe('0013 JOINOK 0');
    const { anatomy } = await search(overlay, origin, FLOOD);
    expect(anatomy.answers).toMatchObject([{ holder: `127.0.0.1:${external.port}`, hops: 0 }]);
  });

  it('may ask, and is answered at its own address by whoever has it', async () => {
    const { overlay, origin, other } = await lab();
    await overlay.share(other, { names: ['Happy Feet', 'Happy "no"'.replaceAll('"', "'"), 'Sad'] });
    const external = await RawListener.open();
    expect(await say(origin, `SER 127.0.0.1 ${external.port} "HAPPY" 0`)).toBe(
      frame(`SEROK 0 127.0.0.1 ${portOf(origin)} 0`),
    );
    await external.hears(1);
    expect(external.heard).toEqual([frame(`SEROK 2 127.0.0.1 ${portOf(other)} 1 "Happy Feet" "Happy 'no'"`)]);
    expect(overlay.searches.list()).toEqual([]);
  });

  it('that answers ERROR to NEIGH is searched all the same, and never asked for neighbours again', async () => {
    const { overlay, origin } = await lab();
    const external = await RawListener.open((heard, socket) => {
      if (heard.includes('NEIGH')) socket.end('0010 ERROR');
      else if (heard.includes('SER ')) {
        socket.end();
        void say(origin, `SEROK 1 127.0.0.1 ${external.port} 3 Elsewhere`);
      }
    });
    expect(await say(origin, `JOIN 127.0.0.1 ${external.port}`)).toBe('0013 JOINOK 0');
    for (let round = 0; round < 3; round += 1) await search(overlay, origin, WALK, 'nowhere at all');
    expect(external.heard.filter((heard) => heard.includes('SER '))).toHaveLength(3);
    expect(external.heard.filter((heard) => heard.includes('NEIGH'))).toEqual(['0010 NEIGH']);
  });

  it('that lies about its neighbours leads a walker astray, and no further than it may go', async () => {
    const { overlay, origin } = await lab();
    const victim = await RawListener.open();
    const external = await RawListener.open((heard, socket) => {
      const list = `127.0.0.1 ${victim.port} `.repeat(300).trim();
      if (heard.includes('NEIGH')) socket.end(frame(`NEIGHOK 300 ${list}`));
    });
    expect(await say(origin, `JOIN 127.0.0.1 ${external.port}`)).toBe('0013 JOINOK 0');
    const { search: ended } = await search(overlay, origin, { ...WALK, length: 10 }, 'nowhere at all');
    expect(ended.outcome).toBe('complete');
    expect(victim.heard.filter((heard) => heard.includes('SER '))).toHaveLength(1);
    expect(victim.heard.filter((heard) => heard.includes('NEIGH')).length).toBeLessThanOrEqual(1);
  });

  it('that says nothing keeps nobody from stopping', async () => {
    const { overlay, origin } = await lab();
    const external = await RawListener.open();
    expect(await say(origin, `JOIN 127.0.0.1 ${external.port}`)).toBe('0013 JOINOK 0');
    const started = overlay.searches.start({ peer: origin, query: 'happy', strategy: WALK });
    if (!started.ok) throw new Error(started.error.sentence);
    await external.hears(1);
    await overlay.searches.stop();
    const { id } = started.value;
    expect(overlay.log.state.searches.get(id)?.outcome).toBe('cancelled');
  });

  it('is told the neighbours of a peer when it asks for them', async () => {
    const { origin, other } = await lab();
    expect(await say(origin, 'NEIGH')).toBe(frame(`NEIGHOK 1 127.0.0.1 ${portOf(other)}`));
  });
});
