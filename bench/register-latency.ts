/** Sends REG again and again, in a process of its own, and prints how long each answer took, as JSON. Arguments: port, for how many seconds. */
import { once } from 'node:events';
import { createConnection } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { formatFrame } from '../src/shared/protocol/codec/format';

/** Milliseconds between two REGs, whether or not the last one was answered. */
const PERIOD = 50;

const [port, seconds] = process.argv.slice(2);
// One address: an entry that others would be offered would be probed first, and this is not to measure that.
const frame = formatFrame({ verb: 'REG', address: { ip: '127.0.0.1', port: 9 }, name: 'bench' });

async function register(): Promise<number> {
  const start = performance.now();
  const socket = createConnection({ host: '127.0.0.1', port: Number(port), noDelay: true });
  socket.write(frame);
  await once(socket, 'data');
  socket.destroy();
  return performance.now() - start;
}

const end = performance.now() + Number(seconds) * 1_000;
const registered: Promise<number>[] = [];
while (performance.now() < end) {
  registered.push(register());
  await sleep(PERIOD);
}
console.log(JSON.stringify(await Promise.all(registered)));
