import { describe, expect, it } from 'vitest';
import { addPeer, bootstrapPort, portOf, startLab, stateOfPeer } from '../../../../test/support/lab';
import { RawListener, RawTcp, RawUdp } from '../../../../test/support/raw-sockets';
import type { TransportLayer } from '../frames/frame-transport';
import { socketTransport } from '../frames/frames';
import type { Overlay } from '../overlay/overlay';

const frame = (body: string) => `${String(body.length + 5).padStart(4, '0')} ${body}`;

/** Local ports of connections that count as coming from another machine. */
type RemotePorts = Set<number>;

/** Real sockets. Frames from some ports appear to come from another machine, since every program of this machine is authorized. */
function withAnotherMachine(remote: RemotePorts): TransportLayer {
  const sockets = socketTransport();
  return {
    ...sockets,
    open: (at, receiver, identity) =>
      sockets.open(
        at,
        {
          ...receiver,
          onFrame: (inbound) => {
            const { from } = inbound;
            receiver.onFrame({
              ...inbound,
              from: remote.has(from.port) ? { ...from, ip: '10.0.0.66' } : from,
            });
          },
        },
        identity,
      ),
  };
}

async function startLabWithAnotherMachine() {
  const remote: RemotePorts = new Set();
  const lab = await startLab(
    { requestTimeoutMs: 300, requestRetries: 0 },
    { transport: withAnotherMachine(remote) },
  );
  /** Sends a frame as a program on another machine. @returns the answer */
  const claim = async (port: number, body: string) => {
    const client = await RawTcp.connect(port);
    remote.add(client.port);
    return client.send(frame(body)).end().readToEnd();
  };
  return { lab, claim };
}

async function ask(port: number, body: string): Promise<string> {
  const client = await RawTcp.connect(port);
  return client.send(frame(body)).end().readToEnd();
}

const refusals = ({ log }: Overlay) =>
  log
    .since(0)
    .events.filter((event) => event.type === 'request:refused')
    .map(({ verb, reason }) => `${verb} ${reason}`);

describe('UNREG and LEAVE for a program on this machine, from another machine', () => {
  it('open a connection to one that uses TCP, send it nothing, and are carried out once it has ended', async () => {
    const { lab, claim } = await startLabWithAnotherMachine();
    const server = bootstrapPort(lab);
    const anna = await RawListener.open();
    const { port } = anna;
    let connections = 0;
    anna.server.on('connection', () => {
      connections += 1;
    });
    await ask(server, `REG 127.0.0.1 ${port} anna`);
    expect(await claim(server, `UNREG 127.0.0.1 ${port} anna`)).toBe(frame('UNROK 9999'));
    expect(await claim(server, `LEAVE 127.0.0.1 ${port}`)).toBe(frame('LEAVEOK 9999'));
    expect(refusals(lab)).toEqual(['UNREG not-its-own', 'LEAVE not-its-own']);
    expect(connections).toBe(2);
    expect(anna.heard).toEqual([]);

    await new Promise((resolve) => anna.server.close(resolve));
    expect(await claim(server, `UNREG 127.0.0.1 ${port} anna`)).toBe(frame('UNROK 0'));
    expect(lab.log.state.bootstrap.registry.size).toBe(0);
  });

  it('send no datagram to a program that uses UDP only, and are refused and counted', async () => {
    const { lab, claim } = await startLabWithAnotherMachine();
    const server = bootstrapPort(lab);
    const peer = await addPeer(lab);
    const anna = await RawUdp.open();
    const about = `127.0.0.1:${anna.port}` as const;
    expect(await anna.ask(server, frame(`REG 127.0.0.1 ${anna.port} anna`))).toContain('REGOK 1');
    expect(await anna.ask(portOf(peer), frame(`JOIN 127.0.0.1 ${anna.port}`))).toBe(frame('JOINOK 0'));

    expect(await claim(server, `UNREG 127.0.0.1 ${anna.port} anna`)).toBe(frame('UNROK 9999'));
    expect(await claim(portOf(peer), `LEAVE 127.0.0.1 ${anna.port}`)).toBe(frame('LEAVEOK 9999'));
    expect(refusals(lab)).toEqual(['UNREG not-verified', 'LEAVE not-verified']);
    expect(lab.log.state.bootstrap.registry.has(about)).toBe(true);
    expect([...stateOfPeer(lab, peer).neighbours.keys()]).toEqual([about]);
    expect(lab.log.state.totals.refused).toBe(2);
    // Its own LEAVE is answered next: no datagram came before.
    expect(await anna.ask(portOf(peer), frame(`LEAVE 127.0.0.1 ${anna.port}`))).toBe(frame('LEAVEOK 0'));
    expect(anna.received).toEqual([]);
  });

  it('PING a program that has sent PING itself', async () => {
    const { lab, claim } = await startLabWithAnotherMachine();
    const server = bootstrapPort(lab);
    const anna = await RawUdp.open();
    await anna.ask(server, frame('PING'));
    await anna.ask(server, frame(`REG 127.0.0.1 ${anna.port} anna`));
    const claimed = claim(server, `UNREG 127.0.0.1 ${anna.port} anna`);
    expect(await anna.read()).toBe(frame('PING'));
    anna.send(server, frame('PONG'));
    expect(await claimed).toBe(frame('UNROK 9999'));
    expect(refusals(lab)).toEqual(['UNREG not-its-own']);
  });

  it('remove a crashed peer of the lab, and no running one', async () => {
    const { lab, claim } = await startLabWithAnotherMachine();
    const server = bootstrapPort(lab);
    const peer = await addPeer(lab);
    const { name } = stateOfPeer(lab, peer);
    expect(await claim(server, `UNREG 127.0.0.1 ${portOf(peer)} ${name}`)).toBe(frame('UNROK 9999'));
    expect(
      lab.log.since(0).events.filter((event) => event.type === 'message:sent' && event.verb === 'PING'),
    ).toEqual([]);
    await lab.act(peer, 'crash');
    expect(await claim(server, `UNREG 127.0.0.1 ${portOf(peer)} ${name}`)).toBe(frame('UNROK 0'));
    expect(lab.log.state.bootstrap.registry.size).toBe(0);
  });

  it('are refused without a probe for an address that is in no table', async () => {
    const { lab, claim } = await startLabWithAnotherMachine();
    const anna = await RawListener.open();
    let connections = 0;
    anna.server.on('connection', () => {
      connections += 1;
    });
    expect(await claim(bootstrapPort(lab), `UNREG 127.0.0.1 ${anna.port} anna`)).toBe(frame('UNROK 9999'));
    expect(refusals(lab)).toEqual(['UNREG not-verified']);
    expect(connections).toBe(0);
  });
});
