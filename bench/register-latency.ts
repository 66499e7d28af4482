/**
 * Registers peers one after the other over TCP, in a process of its own, and prints the 99th percentile of the
 * milliseconds from the call to the answer; one that is not answered counts as its time-out. Arguments: port, how many.
 */
import { createConnection } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { formatFrame } from '../src/shared/protocol/format';
import { quantile } from './figures';

const PAUSE = 4;
const TIMEOUT = 5_000;

const [port, count] = process.argv.slice(2);
const times: number[] = [];
for (let index = 0; index < Number(count); index += 1) {
  const ip = `10.1.${Math.floor(index / 250)}.${(index % 250) + 1}`;
  const frame = formatFrame({ verb: 'REG', address: { ip, port: 5000 }, name: `Node${index}` });
  times.push(await milliseconds(frame));
  await wait(PAUSE);
}
console.log(quantile(times, 0.99));

function milliseconds(frame: string): Promise<number> {
  const start = performance.now();
  return new Promise((resolve) => {
    const socket = createConnection({ host: '127.0.0.1', port: Number(port), noDelay: true });
    let answered = false;
    socket.once('data', () => {
      answered = true;
      socket.destroy();
    });
    socket.setTimeout(TIMEOUT, () => socket.destroy());
    socket.on('error', () => undefined);
    socket.once('close', () => resolve(answered ? performance.now() - start : TIMEOUT));
    socket.write(frame);
  });
}
