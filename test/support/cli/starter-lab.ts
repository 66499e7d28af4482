import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { expect, onTestFinished } from 'vitest';
import type { Overlay } from '../../../src/main/network/overlay/overlay';
import type { Address } from '../../../src/shared/protocol/address';
import { addPeers, startLab } from '../lab';

/** A lab with so many hosted peers, each JOINed to what it was offered. */
export async function startOverlay(peers: number) {
  const overlay = await startLab();
  const bootstrap = overlay.log.state.bootstrap.address;
  if (bootstrap === null) throw new Error('no bootstrap server');
  return { overlay, bootstrap, hosted: peers === 0 ? [] : await addPeers(overlay, peers) };
}

/** Everything that came from the starter was in the exact form, and readable. */
export function expectExactness({ log }: Overlay): void {
  for (const event of log.since(0).events) {
    expect(event.type).not.toBe('frame:rejected');
    if (event.type === 'message:received') expect(event.deviations).toEqual([]);
  }
}

/** It says why it cannot take part, in one line, and ends with 1. */
export async function expectRefusal(
  [program, ...args]: readonly [string, ...string[]],
  name: string,
  ...rest: string[]
): Promise<void> {
  const child = spawn(program, [...args, name, ...rest], { stdio: ['ignore', 'ignore', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  let output = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    output += text;
  });
  expect((await once(child, 'close'))[0]).toBe(1);
  expect(output).toMatch(new RegExp(`^${name} cannot take part: .+\n$`));
}

/** Says some bytes on a connection, in pieces, and reads until the other side ends it. */
export async function askTcp(to: Address, ...pieces: string[]): Promise<string> {
  const socket = connect({ host: to.ip, port: to.port, noDelay: true }).setEncoding('utf8');
  let answer = '';
  socket.on('data', (text) => {
    answer += text;
  });
  for (const piece of pieces) await new Promise<void>((written) => socket.write(piece, () => written()));
  socket.end();
  await once(socket, 'close');
  return answer;
}

/** @returns the datagram that comes back */
export async function askUdp(to: Address, frame: string): Promise<string> {
  const socket = createSocket('udp4');
  socket.send(frame, to.port, to.ip);
  const [answer] = await once(socket, 'message');
  socket.close();
  return String(answer);
}

/** Somebody who listens on TCP, keeps what it hears, and answers a LEAVE. */
export async function listen() {
  const frames: string[] = [];
  const sockets = new Set<Socket>();
  let news = () => {};
  const server = createServer((socket) => {
    sockets.add(socket.setEncoding('utf8'));
    socket.on('data', (frame) => {
      frames.push(String(frame));
      if (String(frame).includes('LEAVE')) socket.write('0014 LEAVEOK 0');
      news();
    });
    socket.on('error', () => {});
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise<void>((closed) => server.close(() => closed()));
  };
  onTestFinished(close);
  const heard = async (wanted: readonly string[]) => {
    while (frames.length < wanted.length) {
      await new Promise<void>((told) => {
        news = told;
      });
    }
    expect(frames).toEqual(wanted);
  };
  return { address: { ip: '127.0.0.1', port: (server.address() as AddressInfo).port }, heard, close };
}
