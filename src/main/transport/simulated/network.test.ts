import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import type { Address } from '../../../shared/protocol/address';
import { VirtualRuntime } from '../../runtime/virtual';
import type { Connection, Endpoint, Handler } from '../transport';
import type { LinkQuality } from './link';
import { LOCAL_NETWORK, SimulatedNetwork } from './network';

const A: Address = { ip: '10.0.0.1', port: 5001 };
const B: Address = { ip: '10.0.0.2', port: 5002 };
const DEAF: Handler = { datagram: () => undefined, connection: () => undefined };
const MINUTE = 60_000;

function start(quality: Partial<LinkQuality> = {}, seed = 1) {
  const runtime = new VirtualRuntime(seed);
  const network = new SimulatedNetwork(runtime, { ...LOCAL_NETWORK, ...quality });
  const open = async (at: Address, handler: Partial<Handler> = {}): Promise<Endpoint> => {
    const opened = await network.transport.open(at, { ...DEAF, ...handler });
    if (!opened.ok) throw new Error(opened.error.sentence);
    return opened.value;
  };
  return { runtime, network, open };
}

const sent = () => undefined;

test('a datagram arrives after the latency of its direction, from the address that sent it', async () => {
  const { runtime, network, open } = start({ latency: () => 10 });
  network.change(B, A, { latency: () => 70 });
  const seen: string[] = [];
  const note = (name: string) => (bytes: Uint8Array, from: Address) => {
    seen.push(`${name} ${Buffer.from(bytes)} from ${from.port} at ${runtime.now().toFixed(0)}`);
  };
  const a = await open(A, { datagram: note('A') });
  const b = await open(B, { datagram: note('B') });
  a.send(B, Buffer.from('to B'), sent);
  b.send(A, Buffer.from('to A'), sent);
  await runtime.pass(100);
  expect(seen).toEqual(['B to B from 5001 at 10', 'A to A from 5002 at 70']);
});

test('the share of datagrams that is to be lost is lost, in that direction alone', async () => {
  const { runtime, network, open } = start();
  network.change(A, B, { loss: 0.3 });
  let atA = 0;
  let atB = 0;
  const a = await open(A, { datagram: () => (atA += 1) });
  const b = await open(B, { datagram: () => (atB += 1) });
  for (let count = 0; count < 1_000; count += 1) {
    a.send(B, Buffer.from('x'), sent);
    b.send(A, Buffer.from('x'), sent);
  }
  await runtime.pass(1_000);
  expect(atA).toBe(1_000);
  expect(atB).toBeGreaterThan(630);
  expect(atB).toBeLessThan(770);
});

test('bytes of a stream arrive whole and in order, though packets are lost and late', async () => {
  const { runtime, open } = start({ loss: 0.2, latency: (random) => 50 * random() });
  const content = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index % 251));
  let received: Promise<Buffer> | undefined;
  await open(B, {
    connection: (connection) => {
      received = buffer(connection);
      connection.end('answer');
    },
  });
  const a = await open(A);
  const connection = a.connect(B);
  let answer = '';
  connection.on('data', (bytes) => {
    answer += bytes;
  });
  const ended = once(connection, 'close');
  for (let start = 0; start < content.length; start += 1_000) {
    connection.write(content.subarray(start, start + 1_000));
  }
  connection.end();
  await runtime.run(ended, 10 * MINUTE);
  expect(answer).toBe('answer');
  expect(await runtime.run(received ?? Promise.reject(new Error('nobody came')), 10 * MINUTE)).toEqual(
    content,
  );
});

test('a link carries no more bytes a second than it can', async () => {
  const { runtime, open } = start({ bytesPerSecond: 10_000, latency: () => 0 });
  let received: Promise<Buffer> | undefined;
  await open(B, { connection: (connection) => (received = buffer(connection)) });
  const a = await open(A);
  const connection = a.connect(B);
  connection.end(Buffer.alloc(50_000));
  await runtime.run(once(connection, 'finish'), MINUTE);
  await runtime.run(received ?? Promise.reject(new Error('nobody came')), MINUTE);
  expect(runtime.now()).toBeGreaterThan(5_000);
  expect(runtime.now()).toBeLessThan(6_000);
});

test('where nobody listens, a connection is refused', async () => {
  const { runtime, open } = start();
  const a = await open(A);
  const connection = a.connect(B);
  const [error] = await runtime.run(once(connection, 'error'), MINUTE);
  expect(error).toMatchObject({ code: 'ECONNREFUSED' });
});

test('a cut link loses datagrams and holds streams, which go on when it is whole again', async () => {
  const { runtime, network, open } = start();
  let datagrams = 0;
  let accepted: Connection | undefined;
  await open(B, {
    datagram: () => (datagrams += 1),
    connection: (connection) => {
      accepted = connection;
    },
  });
  const a = await open(A);
  const connection = a.connect(B);
  await runtime.run(once(connection, 'connect'), MINUTE);
  network.change(A, B, { isCut: true });
  a.send(B, Buffer.from('x'), sent);
  connection.write('held');
  await runtime.pass(10_000);
  expect([datagrams, accepted?.read()]).toEqual([0, null]);
  network.restore();
  await runtime.pass(1_000);
  expect([datagrams, String(accepted?.read())]).toEqual([0, 'held']);
});

test('a connection that one side destroys ends for the other, also when it was only being opened', async () => {
  const { runtime, open } = start({ latency: () => 10 });
  const closed: string[] = [];
  await open(B, {
    connection: (connection) => {
      connection.on('error', (error: NodeJS.ErrnoException) => closed.push(error.code ?? '')).resume();
      connection.once('close', () => closed.push('closed'));
    },
  });
  const a = await open(A);
  const connection = a.connect(B);
  connection.on('error', () => undefined);
  await runtime.run(once(connection, 'connect'), MINUTE);
  connection.destroy();
  const given = a.connect(B);
  given.on('error', () => undefined);
  await runtime.pass(15);
  given.destroy();
  await runtime.pass(100);
  expect(closed).toEqual(['ECONNRESET', 'closed', 'closed']);
});

test('HTTP goes over it', async () => {
  const { runtime, open } = start();
  const server = createServer((asked, response) => {
    response.end(`You asked for ${asked.url}`.repeat(10_000));
  });
  await open(B, { connection: (connection) => server.emit('connection', connection) });
  const a = await open(A);
  const sent = request({ path: '/files', createConnection: () => a.connect(B) as unknown as Socket });
  sent.end();
  const [response] = await runtime.run(once(sent, 'response'), MINUTE);
  const body = await runtime.run(buffer(response), MINUTE);
  expect(body.toString()).toBe('You asked for /files'.repeat(10_000));
});

test('the same seed carries everything at the same moment', async () => {
  const times = async (seed: number) => {
    const { runtime, open } = start({ loss: 0.1 }, seed);
    const seen: number[] = [];
    await open(B, { datagram: () => seen.push(runtime.now()) });
    const a = await open(A);
    for (let count = 0; count < 50; count += 1) a.send(B, Buffer.from('x'), sent);
    await runtime.pass(1_000);
    return seen.join(' ');
  };
  expect(await times(3)).toBe(await times(3));
  expect(await times(3)).not.toBe(await times(4));
});
