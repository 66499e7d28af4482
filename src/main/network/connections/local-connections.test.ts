import { once } from 'node:events';
import { createConnection, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { type Address, keyOf } from '../../../shared/protocol/address';
import { systemRuntime } from '../../runtime/system';
import { sockets } from '../../transport/sockets/sockets';
import { serve } from '../frames/tcp';
import { FairQueue } from './fair-queue';
import { LIMITS } from './limits';
import { LocalConnections } from './local-connections';
import { SocketBudget } from './socket-budget';

const HOST = '127.0.0.1';

async function listen(lines: LocalConnections): Promise<{ at: Address; senders: string[] }> {
  const senders: string[] = [];
  const receiver = {
    onFrame: ({ from }: { from: Address }) => {
      senders.push(keyOf(from));
    },
    onDropped: () => undefined,
  };
  const budget = new SocketBudget(systemRuntime, () => ({
    connections: 100,
    connectionsFromOne: 100,
    kept: 0,
    spareDescriptors: 128,
  }));
  const means = {
    ...{ runtime: systemRuntime, transport: sockets, lines, limits: () => LIMITS, budget },
    lastLooks: new FairQueue(systemRuntime),
  };
  const opened = await sockets.open(
    { ip: HOST, port: 0 },
    {
      datagram: () => undefined,
      connection: (connection) => {
        onTestFinished(() => {
          connection.destroy();
        });
        serve(connection, receiver, means);
      },
    },
  );
  if (!opened.ok) throw new Error(opened.error.sentence);
  onTestFinished(() => opened.value.close());
  return { at: opened.value.bound, senders };
}

async function dial(to: Address): Promise<Socket> {
  const socket = createConnection({ host: to.ip, port: to.port });
  onTestFinished(() => {
    socket.destroy();
  });
  await once(socket, 'connect');
  return socket;
}

const ann: Address = { ip: HOST, port: 1001 };
const ben: Address = { ip: HOST, port: 1002 };

test('one local port may be dialled from to two places: each connection keeps its own dialler', async () => {
  const lines = new LocalConnections(systemRuntime);
  const here = await listen(lines);
  const socket = await dial(here.at);
  const local: Address = { ip: HOST, port: socket.localPort ?? 0 };
  lines.note(local, here.at, ann);
  lines.note(local, { ip: HOST, port: 9 }, ben);
  socket.write('0009 PING');
  await expect.poll(() => here.senders, { timeout: 10_000, interval: 1 }).toEqual([keyOf(ann)]);
});

test('a connection that none of ours dialled is not given the name of one that used its port', async () => {
  const lines = new LocalConnections(systemRuntime);
  const here = await listen(lines);
  const socket = await dial(here.at);
  const local: Address = { ip: HOST, port: socket.localPort ?? 0 };
  lines.note(local, { ip: HOST, port: 9 }, ben);
  socket.write('0009 PING');
  await expect.poll(() => here.senders, { timeout: 10_000, interval: 1 }).toEqual([keyOf(local)]);
});
