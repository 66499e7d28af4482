/**
 * Registers peers as fast as it can, in a process of its own, and prints how many a second. Arguments: transport,
 * port, how many, and a number that keeps the addresses of one run apart from those of another.
 */
import { createSocket } from 'node:dgram';
import { createConnection } from 'node:net';
import { formatFrame } from '../src/shared/protocol/codec/format';

const AT_ONCE = 64;
const RESEND_AFTER = 200;

const [transport, port, count, run] = process.argv.slice(2);
const total = Number(count);
const to = Number(port);

/** A frame for each peer: distinct addresses, so that each is a new entry. */
function frameOf(index: number): string {
  const ip = `10.${Number(run)}.${Math.floor(index / 250)}.${(index % 250) + 1}`;
  return formatFrame({ verb: 'REG', address: { ip, port: 5000 }, name: `Node${index}` });
}

async function overTcp(): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < total) {
      const frame = frameOf(next++);
      await new Promise<void>((resolve, reject) => {
        const socket = createConnection({ host: '127.0.0.1', port: to, noDelay: true });
        socket.once('data', () => socket.destroy());
        socket.once('close', resolve);
        socket.once('error', reject);
        socket.write(frame);
      });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

async function overUdp(): Promise<void> {
  let next = 0;
  const worker = async () => {
    const socket = createSocket('udp4');
    while (next < total) {
      const frame = frameOf(next++);
      await new Promise<void>((resolve) => {
        const resend = setInterval(() => socket.send(frame, to, '127.0.0.1'), RESEND_AFTER);
        socket.once('message', () => {
          clearInterval(resend);
          resolve();
        });
        socket.send(frame, to, '127.0.0.1');
      });
    }
    socket.close();
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

const start = performance.now();
await (transport === 'tcp' ? overTcp() : overUdp());
console.log((total * 1_000) / (performance.now() - start));
