import { createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import type { PeerId } from '../../src/shared/network/events';
import { encodeFrame } from '../../src/shared/protocol/frame/encode-frame';
import { addPeer, bootstrapPort, portOf, startLab, stateOfPeer } from '../support/lab';
import { RawListener, RawUdp } from '../support/raw-sockets';
import { until } from '../support/until';

const idOf = ({ port }: { readonly port: number }): PeerId => `127.0.0.1:${port}`;

/** The next datagram but those of probes and renewals. */
async function nextOf(udp: RawUdp, verb: string): Promise<string> {
  for (;;) {
    const datagram = await udp.read();
    if (datagram.includes(` ${verb}`)) return datagram;
  }
}

describe('a lab on its defaults, and a program that speaks UDP alone', () => {
  test('registers, is joined, is searched, searches and leaves, by UDP throughout', async () => {
    const lab = await startLab();
    const udp = await RawUdp.open();
    const reg = await udp.ask(bootstrapPort(lab), encodeFrame(`REG 127.0.0.1 ${udp.port} anna`));
    expect(reg).toBe('0012 REGOK 0');
    // The next peer is offered it, is refused by TCP, and JOINs it by UDP.
    const adding = addPeer(lab);
    const join = await nextOf(udp, 'JOIN');
    udp.send(udp.lastFrom, '0013 JOINOK 0');
    const peer = await adding;
    expect(join).toBe(encodeFrame(`JOIN 127.0.0.1 ${portOf(peer)}`));
    const state = await until(lab.log, ({ peers }) => peers.get(idOf(udp))?.phase === 'joined');
    expect(state.peers.get(idOf(udp))).toMatchObject({ transport: 'udp', registered: true });

    lab.searches.start({ peer, query: 'nothing of the kind' });
    expect(await nextOf(udp, 'SER')).toContain('"nothing of the kind" 0');
    const none = await udp.ask(portOf(peer), encodeFrame(`SER 127.0.0.1 ${udp.port} "zz" 0`));
    expect(none).toContain('SEROK 0');

    expect(await udp.ask(portOf(peer), encodeFrame(`LEAVE 127.0.0.1 ${udp.port}`))).toBe('0014 LEAVEOK 0');
    const unreg = await udp.ask(bootstrapPort(lab), encodeFrame(`UNREG 127.0.0.1 ${udp.port}`));
    expect(unreg).toBe('0012 UNROK 0');
    await until(lab.log, ({ peers }) => !peers.has(idOf(udp)));
    expect(lab.log.state.totals.out.ERROR ?? 0).toBe(0);
  });

  test('is asked by UDP first once it has spoken it', async () => {
    const lab = await startLab();
    const peer = await addPeer(lab);
    const udp = await RawUdp.open();
    expect(await udp.ask(portOf(peer), encodeFrame(`JOIN 127.0.0.1 ${udp.port}`))).toBe('0013 JOINOK 0');
    const pinging = lab.ping(peer, idOf(udp));
    expect(await udp.read()).toBe('0009 PING');
    udp.send(portOf(peer), '0009 PONG');
    expect(await pinging).toMatchObject({ ok: true });
    expect(
      lab.log.since(0).events.filter((event) => event.type === 'message:sent' && event.verb === 'PING'),
    ).toMatchObject([{ transport: 'udp' }]);
  });
});

describe('a lab on its defaults, and a program that listens on TCP and sends by UDP', () => {
  test('is reached by TCP where UDP is not answered', async () => {
    const lab = await startLab({ requestTimeoutMs: 200, requestRetries: 0 });
    const peer = await addPeer(lab);
    const listener = await RawListener.open((_frame, socket) => socket.end('0009 PONG'));
    const udp = await RawUdp.open();
    await udp.ask(portOf(peer), encodeFrame(`JOIN 127.0.0.1 ${listener.port}`));
    expect(await lab.ping(peer, idOf(listener))).toMatchObject({ ok: true });
    expect(listener.heard).toEqual(['0009 PING']);
    await until(lab.log, ({ peers }) => peers.get(idOf(listener))?.transport === 'tcp');
  });
});

describe('a bootstrap server that runs as another program', () => {
  test('is asked by UDP where it refuses TCP', async () => {
    const server = await RawUdp.open();
    const lab = await startLab({ bootstrapAt: `127.0.0.1:${server.port}` });
    const adding = addPeer(lab);
    expect(await server.read()).toContain(' REG ');
    server.send(server.lastFrom, '0012 REGOK 0');
    const peer = await adding;
    expect(stateOfPeer(lab, peer)).toMatchObject({ registered: true });
  });

  test('is named with both transports where it answers on none', async () => {
    // A port that was free a moment ago.
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    await new Promise((resolve) => server.close(resolve));
    const lab = await startLab({
      bootstrapAt: `127.0.0.1:${port}`,
      requestTimeoutMs: 100,
      requestRetries: 0,
    });
    const adding = lab.addPeers({ count: 1, wiring: 'offered' });
    const { peers } = await until(lab.log, (state) =>
      [...state.peers.values()].some(({ problem }) => problem !== null),
    );
    expect([...peers.values()][0]?.problem?.sentence).toMatch(/answers neither by TCP nor by UDP/);
    await adding;
  });
});

describe('a program that sends from one port and listens on another', () => {
  test('has its reply from the other port matched to the request', async () => {
    const lab = await startLab({ transport: 'udp', requestRetries: 0 });
    const peer = await addPeer(lab);
    const [listening, sending] = [await RawUdp.open(), await RawUdp.open()];
    const connecting = lab.connect(peer, idOf(listening));
    expect(await listening.read()).toBe(encodeFrame(`JOIN 127.0.0.1 ${portOf(peer)}`));
    sending.send(portOf(peer), '0013 JOINOK 0');
    expect(await connecting).toEqual({ ok: true });
  });

  test('is sent JOINOK at its source, and at its advertised port as well when it repeats its JOIN', async () => {
    const lab = await startLab();
    const peer = await addPeer(lab);
    const [listening, sending] = [await RawUdp.open(), await RawUdp.open()];
    const join = encodeFrame(`JOIN 127.0.0.1 ${listening.port}`);
    expect(await sending.ask(portOf(peer), join)).toBe('0013 JOINOK 0');
    expect(listening.received).toEqual([]);
    expect(await sending.ask(portOf(peer), join)).toBe('0013 JOINOK 0');
    expect(await listening.read()).toBe('0013 JOINOK 0');
    expect(stateOfPeer(lab, peer).neighbours.size).toBe(1);
  });
});
