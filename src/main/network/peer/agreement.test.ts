import { describe, expect, it, onTestFinished } from 'vitest';
import { addPeer, portOf, startLab, stateOfPeer } from '../../../../test/support/lab';
import { RawListener, RawTcp } from '../../../../test/support/raw-sockets';
import { until } from '../../../../test/support/until';
import type { PeerId } from '../../../shared/network/events';
import { DEFAULT_SETTINGS, type Settings } from '../../../shared/settings/settings';
import { socketTransport } from '../frames/frames';
import { EventLog } from '../log/event-log';
import { Peer } from './peer';

/** Messages on different connections overtake each other; both sides must believe the same in the end. */

const say = async (port: number, frame: string) => (await RawTcp.connect(port)).send(frame).end().readToEnd();
const joinFrom = (port: number) => `00${20 + String(port).length} JOIN 127.0.0.1 ${port}`;
const leaveFrom = (port: number) => `00${21 + String(port).length} LEAVE 127.0.0.1 ${port}`;
const verbs = (listener: RawListener) => listener.heard.map((frame) => frame.split(' ')[1]);

/** Somebody who holds back each answer until told to give it. */
async function hesitant() {
  const answers: ((frame: string) => void)[] = [];
  const listener = await RawListener.open((_frame, socket) => {
    answers.push((frame) => void socket.end(frame));
  });
  return { listener, answer: (index: number, frame: string) => answers[index]?.(frame) };
}

async function lab(change: Partial<Settings> = {}) {
  const overlay = await startLab(change);
  const peer = await addPeer(overlay);
  return { overlay, peer, table: () => [...stateOfPeer(overlay, peer).neighbours.keys()] };
}

describe('two peers agree on whether they are neighbours', () => {
  it('when a LEAVE overtakes the JOINOK that was said before it', async () => {
    const { overlay, peer, table } = await lab();
    const { listener, answer } = await hesitant();
    const joining = overlay.connect(peer, `127.0.0.1:${listener.port}`);
    await listener.hears(1);
    expect(await say(portOf(peer), leaveFrom(listener.port))).toBe('0017 LEAVEOK 9999');
    answer(0, '0013 JOINOK 0');
    await listener.hears(2);
    answer(1, '0014 LEAVEOK 0');
    expect(await joining).toMatchObject({ ok: false, error: { code: 'refused' } });
    expect(verbs(listener)).toEqual(['JOIN', 'LEAVE']);
    expect(table()).toEqual([]);
  });

  it('when the other side JOINs while it is being left', async () => {
    const { overlay, peer, table } = await lab();
    const { listener, answer } = await hesitant();
    await say(portOf(peer), joinFrom(listener.port));
    const leaving = overlay.disconnect(peer, `127.0.0.1:${listener.port}`);
    await listener.hears(1);
    expect(await say(portOf(peer), joinFrom(listener.port))).toBe('0016 JOINOK 9999');
    answer(0, '0014 LEAVEOK 0');
    expect(await leaving).toEqual({ ok: true });
    expect(table()).toEqual([]);
    expect(await say(portOf(peer), joinFrom(listener.port))).toBe('0013 JOINOK 0');
  });

  it('when a peer leaves while its JOIN is on the way: the new neighbour is left too', async () => {
    const { overlay, peer, table } = await lab();
    const { listener, answer } = await hesitant();
    const joining = overlay.connect(peer, `127.0.0.1:${listener.port}`);
    await listener.hears(1);
    const leaving = overlay.act(peer, 'leave');
    await until(overlay.log, () => stateOfPeer(overlay, peer).phase === 'leaving');
    answer(0, '0013 JOINOK 0');
    await listener.hears(2);
    answer(1, '0014 LEAVEOK 0');
    expect(await leaving).toEqual({ ok: true });
    expect(await joining).toMatchObject({ ok: true });
    expect(verbs(listener)).toEqual(['JOIN', 'LEAVE']);
    expect(table()).toEqual([]);
    expect(stateOfPeer(overlay, peer).phase).toBe('left');
  });

  it('when its JOIN is answered while it leaves: it goes on leaving, and nobody becomes a neighbour meanwhile', async () => {
    const { overlay, peer, table } = await lab();
    const [neighbour, other] = [await hesitant(), await hesitant()];
    await say(portOf(peer), joinFrom(neighbour.listener.port));
    const joining = overlay.connect(peer, `127.0.0.1:${other.listener.port}`);
    await other.listener.hears(1);
    const leaving = overlay.act(peer, 'leave');
    await neighbour.listener.hears(1);
    other.answer(0, '0013 JOINOK 0');
    await joining;
    expect(stateOfPeer(overlay, peer).phase).toBe('leaving');
    expect(await say(portOf(peer), joinFrom(6001))).toBe('0016 JOINOK 9999');
    neighbour.answer(0, '0014 LEAVEOK 0');
    await other.listener.hears(2);
    other.answer(1, '0014 LEAVEOK 0');
    expect(await leaving).toEqual({ ok: true });
    expect(table()).toEqual([]);
    expect(stateOfPeer(overlay, peer).phase).toBe('left');
  });

  it('when a leave is called off by a join: a LEAVE that was said is carried through', async () => {
    const { overlay, peer, table } = await lab();
    const { listener, answer } = await hesitant();
    await say(portOf(peer), joinFrom(listener.port));
    const leaving = overlay.act(peer, 'leave');
    await listener.hears(1);
    const joining = overlay.act(peer, 'join');
    expect(await joining).toEqual({ ok: true });
    expect(await say(portOf(peer), joinFrom(6001))).toBe('0013 JOINOK 0');
    answer(0, '0014 LEAVEOK 0');
    expect(await leaving).toMatchObject({ ok: false, error: { code: 'cancelled' } });
    expect(table()).toEqual(['127.0.0.1:6001']);
    expect(stateOfPeer(overlay, peer)).toMatchObject({ phase: 'joined', registered: true });
  });

  it('when a join is called off by another: who said yes to the first is a neighbour', async () => {
    const { overlay, peer, table } = await lab();
    const { listener, answer } = await hesitant();
    const bootstrap = Number(overlay.log.state.bootstrap.address?.split(':')[1]);
    const body = `REG 127.0.0.1 ${listener.port} slow`;
    await say(bootstrap, `${String(body.length + 5).padStart(4, '0')} ${body}`);
    const first = overlay.act(peer, 'join');
    await listener.hears(1);
    const second = overlay.act(peer, 'join');
    answer(0, '0013 JOINOK 0');
    await listener.hears(2);
    answer(1, '0013 JOINOK 0');
    await Promise.all([first, second]);
    expect(table()).toEqual([`127.0.0.1:${listener.port}`]);
  });

  it('when two JOIN each other with one place left each', async () => {
    const overlay = await startLab({ tableCapacity: 1 });
    const one = await addPeer(overlay);
    await overlay.updateSettings({ neighboursOffered: 0 });
    const other = await addPeer(overlay);
    await Promise.all([overlay.connect(one, other), overlay.connect(other, one)]);
    expect(overlay.tables()).toEqual(
      new Map([
        [one, [other]],
        [other, [one]],
      ]),
    );
  });

  it('and never have more neighbours than places, whoever asks first', async () => {
    const { overlay, peer, table } = await lab({ tableCapacity: 2 });
    const { listener, answer } = await hesitant();
    const joining = overlay.connect(peer, `127.0.0.1:${listener.port}`);
    await listener.hears(1);
    expect(await say(portOf(peer), joinFrom(6001))).toBe('0013 JOINOK 0');
    // The last place is promised to the one that was asked.
    expect(await say(portOf(peer), joinFrom(6002))).toBe('0016 JOINOK 9999');
    expect(await overlay.connect(peer, '127.0.0.1:6003')).toMatchObject({ error: { code: 'refused' } });
    answer(0, '0013 JOINOK 0');
    expect(await joining).toEqual({ ok: true });
    expect(table()).toHaveLength(2);
  });

  it('and a peer that is leaving JOINs nobody more', async () => {
    const { overlay, peer } = await lab();
    const { listener, answer } = await hesitant();
    await say(portOf(peer), joinFrom(listener.port));
    const leaving = overlay.act(peer, 'leave');
    await listener.hears(1);
    expect(await overlay.connect(peer, '127.0.0.1:6001')).toMatchObject({
      error: { code: 'not-possible-now' },
    });
    answer(0, '0014 LEAVEOK 0');
    await leaving;
  });
});

describe('a peer and the bootstrap server agree on whether it is registered', () => {
  async function withServer() {
    const { listener, answer } = await hesitant();
    const log = new EventLog();
    const opened = await Peer.open(
      { ip: '127.0.0.1', port: 0 },
      {
        name: 'ann',
        transport: socketTransport(),
        emit: log.emit,
        runtime: log.runtime,
        settings: () => DEFAULT_SETTINGS,
        bootstrap: () => ({ ip: '127.0.0.1', port: listener.port }),
      },
    );
    if (!opened.ok) throw new Error(opened.error.sentence);
    const peer = opened.value;
    onTestFinished(() => peer.close());
    return { peer, log, listener, answer, state: () => log.state.peers.get(peer.id as PeerId) };
  }

  it('when it leaves while its REG is on the way', async () => {
    const { peer, listener, answer, state } = await withServer();
    const joining = peer.join();
    await listener.hears(1);
    const leaving = peer.leave();
    await listener.hears(2);
    answer(1, '0012 UNROK 0');
    expect(await leaving).toEqual({ ok: true });
    expect(await joining).toMatchObject({ error: { code: 'cancelled' } });
    expect(verbs(listener)).toEqual(['REG', 'UNREG']);
    expect(state()).toMatchObject({ phase: 'left', registered: false });
  });

  it('when it joins again while its UNREG is on the way', async () => {
    const { peer, listener, answer, state } = await withServer();
    const registering = peer.register();
    await listener.hears(1);
    answer(0, '0012 REGOK 0');
    await registering;
    const leaving = peer.leave();
    await listener.hears(2);
    const joining = peer.join();
    await listener.hears(3);
    answer(2, '0012 REGOK 0');
    expect(await joining).toEqual({ ok: true });
    expect(await leaving).toMatchObject({ error: { code: 'cancelled' } });
    expect(verbs(listener)).toEqual(['REG', 'UNREG', 'REG']);
    expect(state()).toMatchObject({ phase: 'joined', registered: true });
  });

  it('when it unregisters and joins at once: one after the other', async () => {
    const { peer, listener, answer, state } = await withServer();
    const registering = peer.register();
    await listener.hears(1);
    answer(0, '0012 REGOK 0');
    await registering;
    const unregistering = peer.unregister();
    const joining = peer.join();
    await listener.hears(2);
    expect(verbs(listener)).toEqual(['REG', 'UNREG']);
    answer(1, '0012 UNROK 0');
    await listener.hears(3);
    answer(2, '0012 REGOK 0');
    await Promise.all([unregistering, joining]);
    expect(state()).toMatchObject({ phase: 'joined', registered: true });
  });

  const framed = (body: string) => `${String(body.length + 5).padStart(4, '0')} ${body}`;
  const messageHandler = (frame: string) => RawListener.open((_frame, socket) => void socket.end(frame));

  it('when all that it was offered refuse: it asks for others once, and joins those', async () => {
    const { peer, listener, answer, state } = await withServer();
    const [refusing, accepting] = [
      await messageHandler('0016 JOINOK 9999'),
      await messageHandler('0013 JOINOK 0'),
    ];
    const joining = peer.join();
    await listener.hears(1);
    answer(0, framed(`REGOK 1 127.0.0.1 ${refusing.port}`));
    await listener.hears(2);
    answer(1, '0012 UNROK 0');
    await listener.hears(3);
    answer(2, framed(`REGOK 1 127.0.0.1 ${accepting.port}`));
    expect(await joining).toEqual({ ok: true });
    expect(verbs(listener)).toEqual(['REG', 'UNREG', 'REG']);
    expect([...(state()?.neighbours.keys() ?? [])]).toEqual([`127.0.0.1:${accepting.port}`]);
    expect(state()?.phase).toBe('joined');
  });

  it('when the others refuse as well: it stays registered, and the reason is reported', async () => {
    const { peer, listener, answer, state } = await withServer();
    const refusing = await messageHandler('0016 JOINOK 9999');
    const offer = framed(`REGOK 1 127.0.0.1 ${refusing.port}`);
    const joining = peer.join();
    for (const [index, frame] of [offer, '0012 UNROK 0', offer].entries()) {
      await listener.hears(index + 1);
      answer(index, frame);
    }
    expect(await joining).toMatchObject({ ok: false, error: { code: 'refused' } });
    expect(verbs(listener)).toEqual(['REG', 'UNREG', 'REG']);
    expect(state()).toMatchObject({ phase: 'registered', registered: true });
  });

  it('when an entry was left behind by a crash: it is unregistered first', async () => {
    const { peer, listener, answer, state } = await withServer();
    const joining = peer.join();
    for (const [index, frame] of ['0015 REGOK 9998', '0015 UNROK 9999', '0012 REGOK 0'].entries()) {
      await listener.hears(index + 1);
      answer(index, frame);
    }
    expect(await joining).toEqual({ ok: true });
    expect(verbs(listener)).toEqual(['REG', 'UNREG', 'REG']);
    expect(state()).toMatchObject({ phase: 'joined', registered: true });
  });

  it.each([
    ['0015 REGOK 9996', 'refused', 'full'],
    ['0015 REGOK 9997', 'address-taken', 'another name'],
    ['0015 REGOK 9999', 'refused', 'malformed'],
    ['0010 ERROR', 'refused', 'may not be a bootstrap server'],
  ])('when it says %s: the reason is told', async (frame, code, words) => {
    const { peer, listener, answer, state } = await withServer();
    const joining = peer.join();
    await listener.hears(1);
    answer(0, frame);
    expect(await joining).toMatchObject({ ok: false, error: { code } });
    expect(state()).toMatchObject({ phase: 'listening', registered: false });
    expect(state()?.problem?.sentence).toContain(words);
  });
});
