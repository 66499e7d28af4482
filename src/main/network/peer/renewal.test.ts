import { describe, expect, it } from 'vitest';
import { addPeer, addPeers, startLab, stateOfPeer } from '../../../../test/support/lab';
import { RawListener } from '../../../../test/support/raw-sockets';
import { until } from '../../../../test/support/until';
import { summarise } from '../../../shared/network/state/summary';

const soon = { registrationRenewalS: 1 };

describe('a restart of the bootstrap server', () => {
  it('is noticed: everybody registers again, and what was added meanwhile is one network with the rest', async () => {
    const overlay = await startLab(soon);
    await addPeers(overlay, 4);
    await overlay.stopBootstrap();
    await overlay.startBootstrap();
    expect(overlay.log.state.bootstrap.registry.size).toBe(0);
    await addPeers(overlay, 4);
    await until(
      overlay.log,
      (state) => state.bootstrap.registry.size === 8 && summarise(state).islands === 1,
    );
    for (const peer of overlay.log.state.peers.values()) {
      expect(peer).toMatchObject({ phase: 'joined', registered: true, problem: null });
    }
    // That a peer asked whether it was still registered is no refusal to be listed.
    const refused = overlay.log.since(0).events.filter(({ type }) => type === 'registry:refused');
    expect(refused).toEqual([]);
  });

  it('is repaired at once for a peer that is told to register', async () => {
    const overlay = await startLab({ registrationRenewalS: 0 });
    const peer = await addPeer(overlay);
    await overlay.stopBootstrap();
    await overlay.startBootstrap();
    expect(stateOfPeer(overlay, peer).registered).toBe(true);
    expect(overlay.log.state.bootstrap.registry.has(peer)).toBe(false);
    expect((await overlay.act(peer, 'register')).ok).toBe(true);
    expect(overlay.log.state.bootstrap.registry.has(peer)).toBe(true);
    // Where both agree, REG again changes nothing.
    expect((await overlay.act(peer, 'register')).ok).toBe(true);
    expect(stateOfPeer(overlay, peer)).toMatchObject({ registered: true, problem: null });
  });

  it('adds no link to a wiring that was asked for', async () => {
    const overlay = await startLab(soon);
    await addPeers(overlay, 5, 'ring');
    await overlay.stopBootstrap();
    await overlay.startBootstrap();
    await until(overlay.log, (state) => state.bootstrap.registry.size === 5);
    expect(overlay.log.state.links.size).toBe(5);
  });
});

describe('a bootstrap server elsewhere', () => {
  it('that answers every REG like a new one is sent UNREG first, so that it lists nobody twice', async () => {
    const server = await RawListener.open((frame, socket) =>
      socket.end(frame.includes('UNREG') ? '0012 UNROK 0' : '0012 REGOK 0'),
    );
    const overlay = await startLab({ ...soon, bootstrapAt: `127.0.0.1:${server.port}` });
    await addPeer(overlay);
    await server.hears(7);
    const verbs = server.heard.map((frame) => frame.split(' ')[1]);
    expect(verbs.slice(0, 7)).toEqual(['REG', 'REG', 'REG', 'UNREG', 'REG', 'UNREG', 'REG']);
  });

  it('that refuses those it has is sent REG alone', async () => {
    let registered = false;
    const server = await RawListener.open((frame, socket) => {
      const answer = frame.includes('UNREG')
        ? '0012 UNROK 0'
        : registered
          ? '0015 REGOK 9998'
          : '0012 REGOK 0';
      registered = true;
      socket.end(answer);
    });
    const overlay = await startLab({ ...soon, bootstrapAt: `127.0.0.1:${server.port}` });
    const peer = await addPeer(overlay);
    await server.hears(5);
    expect(server.heard.slice(0, 5).map((frame) => frame.split(' ')[1])).toEqual(Array(5).fill('REG'));
    expect(stateOfPeer(overlay, peer)).toMatchObject({ phase: 'joined', registered: true, problem: null });
  });

  it('that closes connections without an answer is tried again, like one that is silent', async () => {
    let tries = 0;
    const server = await RawListener.open((_, socket) => {
      tries += 1;
      socket.end(tries > 3 ? '0012 REGOK 0' : '');
    });
    const overlay = await startLab({ requestRetries: 0, bootstrapAt: `127.0.0.1:${server.port}` });
    const peer = await addPeer(overlay);
    expect(stateOfPeer(overlay, peer)).toMatchObject({
      phase: 'registering',
      problem: { code: 'bootstrap-silent' },
    });
    await until(overlay.log, () => stateOfPeer(overlay, peer).phase === 'joined');
    expect(stateOfPeer(overlay, peer)).toMatchObject({ registered: true, problem: null });
  });

  it('that has lost a peer and refuses it is asked again, and the peer says why meanwhile', async () => {
    const answers = ['0012 REGOK 0', '0015 REGOK 9996', '0015 REGOK 9996', '0012 REGOK 0'];
    const server = await RawListener.open((_, socket) => socket.end(answers.shift() ?? '0015 REGOK 9998'));
    const overlay = await startLab({ ...soon, bootstrapAt: `127.0.0.1:${server.port}` });
    const peer = await addPeer(overlay);
    await until(overlay.log, () => stateOfPeer(overlay, peer).problem !== null);
    expect(stateOfPeer(overlay, peer)).toMatchObject({
      phase: 'joined',
      registered: false,
      problem: { code: 'refused' },
    });
    await until(overlay.log, () => stateOfPeer(overlay, peer).registered);
    expect(stateOfPeer(overlay, peer)).toMatchObject({ phase: 'joined', problem: null });
  });
});

it('a peer that crashes while it registers again is crashed, and stays so', async () => {
  const overlay = await startLab();
  const [peer] = (await addPeers(overlay, 3)).slice(-1);
  if (!peer) throw new Error('no peer');
  const joining = overlay.act(peer, 'join');
  const crashing = overlay.act(peer, 'crash');
  expect(await joining).toMatchObject({ ok: false, error: { code: 'cancelled' } });
  await crashing;
  expect(stateOfPeer(overlay, peer)).toMatchObject({ phase: 'crashed', registered: false });
});

it('a peer whose first REG was refused registers and joins once it is accepted', async () => {
  const overlay = await startLab({ ...soon, neighbourCheckS: 1, bootstrapCapacity: 1 });
  const [first] = await addPeers(overlay, 1);
  const [second] = await addPeers(overlay, 1);
  if (!first || !second) throw new Error('no peers');
  expect(stateOfPeer(overlay, second)).toMatchObject({ phase: 'listening', problem: { code: 'refused' } });
  await overlay.updateSettings({ bootstrapCapacity: 10 });
  await until(overlay.log, () => stateOfPeer(overlay, second).phase === 'joined');
  expect(stateOfPeer(overlay, second)).toMatchObject({ registered: true, problem: null });
  expect([...stateOfPeer(overlay, second).neighbours.keys()]).toEqual([first]);
});

it('a joined peer that finds the server silent when it asks for others registers when it is back', async () => {
  const overlay = await startLab({ ...soon, requestTimeoutMs: 300, requestRetries: 0 });
  const [, peer] = await addPeers(overlay, 2);
  if (!peer) throw new Error('no peer');
  // The server stops between the UNREG and the REG that ask for other neighbours.
  const stopped = new Promise<unknown>((resolve) => {
    const unsubscribe = overlay.log.subscribe((event) => {
      if (event.type !== 'message:received' || event.verb !== 'UNROK') return;
      unsubscribe();
      resolve(overlay.stopBootstrap());
    });
  });
  await overlay.act(peer, 'join');
  await stopped;
  expect(stateOfPeer(overlay, peer).registered).toBe(false);
  expect((await overlay.startBootstrap()).ok).toBe(true);
  await until(overlay.log, () => stateOfPeer(overlay, peer).registered);
  expect(stateOfPeer(overlay, peer)).toMatchObject({ phase: 'joined', problem: null });
});
