/**
 * Holds connections that never send a whole frame, in a process of its own, until its input ends; prints `ready` once
 * all have been opened. Arguments: port, how many, milliseconds between two bytes of each (0: none is sent), and
 * `again` where one that was closed is opened again.
 */
import { createConnection, type Socket } from 'node:net';

/** Opened at once, so that the system's queue of connections is full and does not overflow. */
const AT_ONCE = 256;
const FRAME_BEGUN = '0036 REG 127.0.0.1 5001 ';

const [port, count, pause, mode] = process.argv.slice(2);
const total = Number(count);
const between = Number(pause);
const sockets = new Set<Socket>();
let opening = 0;
let opened = 0;

function open(): void {
  while (opening < AT_ONCE && opening + sockets.size < total && (mode === 'again' || opened < total)) {
    opening += 1;
    opened += 1;
    const socket = createConnection({ host: '127.0.0.1', port: Number(port), noDelay: true });
    socket.once('connect', () => {
      opening -= 1;
      sockets.add(socket);
      if (between > 0) socket.write(FRAME_BEGUN);
      open();
    });
    socket.on('error', () => undefined);
    socket.resume();
    socket.once('close', () => {
      if (!sockets.delete(socket)) opening -= 1;
      setImmediate(open);
    });
    if (opened === total) setTimeout(() => console.log('ready'), 500);
  }
}

if (between > 0) {
  setInterval(() => {
    for (const socket of sockets) socket.write('x');
  }, between);
}
process.stdin.resume().once('end', () => process.exit(0));
open();
