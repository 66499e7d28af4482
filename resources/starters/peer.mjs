// A peer of a syncPulse network in one file: Node.js 20 or later, nothing to install.
//
//     node peer.mjs NAME PORT [BOOTSTRAP_HOST:PORT]
//     node peer.mjs anna 6001 127.0.0.1:5000
//
// It registers with the bootstrap server, joins the neighbours that it is offered, and answers whoever speaks to it,
// on TCP and on UDP. Ctrl-C, SIGTERM or a line "exit" ends it: it leaves its neighbours and unregisters first.

import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { createInterface } from 'node:readline';

const FILES = ['Adventures of Tintin', 'Twilight saga', 'Windows 8']; // what this peer has; change it
const TIME_TO_LIVE = 3; // a search is forwarded while its hops are below this
const REMEMBERED = 10_000; // milliseconds for which a search that was seen is not forwarded again
const PATIENCE = 2_000; // milliseconds that another peer has for an answer
const IDLE = 30_000; // milliseconds after which a silent connection is closed
const REFUSALS = {
  9996: 'the registry is full',
  9997: 'this address is registered under another name',
  9998: 'this peer is registered already',
  9999: 'the bootstrap server calls the message malformed',
};
const ANSWERS = ['JOINOK', 'LEAVEOK', 'REGOK', 'UNROK', 'SEROK', 'PONG', 'ERROR'];

// Frames: four digits, a blank, the body. The number counts the octets of all of it: "0009 PING".

function frameOf(body) {
  return `${String(Buffer.byteLength(body) + 5).padStart(4, '0')} ${body}`;
}

/** The other way round; undefined when the number is not how many octets there are. */
function bodyOf(octets) {
  const text = octets.toString();
  return /^\d{4} /.test(text) && Number(text.slice(0, 4)) === octets.length ? text.slice(5) : undefined;
}

/** A TCP stream has no messages, only octets that come in pieces: collects them, and gives each frame as it is whole. */
async function* framesOf(socket) {
  let waiting = Buffer.alloc(0);
  for await (const piece of socket.iterator({ destroyOnReturn: false })) {
    waiting = Buffer.concat([waiting, piece]);
    while (waiting.length >= 5) {
      const prefix = waiting.toString('latin1', 0, 5);
      const length = /^\d{4} $/.test(prefix) ? Number(prefix) : waiting.length;
      if (waiting.length < length) break;
      yield waiting.subarray(0, Math.max(length, 5));
      waiting = waiting.subarray(Math.max(length, 5));
    }
  }
  if (waiting.length > 0) yield waiting;
}

/** Prints one line. What others sent may hold anything, so control characters never reach the terminal. */
function say(text) {
  console.log(text.replaceAll(/\p{C}/gu, '?'));
}

class Peer {
  neighbours = new Map(); // the neighbour table: "ip:port" -> { ip, port }
  seen = new Map(); // searches, and when they came
  leaving = false;

  constructor(name, bootstrap) {
    this.name = name;
    this.bootstrap = bootstrap;
  }

  // Listening

  async listen(port) {
    // Our address is the one that the bootstrap server is reached from. (Nothing is sent for this.)
    const probe = createSocket('udp4');
    probe.connect(this.bootstrap.port, this.bootstrap.ip);
    await once(probe, 'connect');
    this.ip = probe.address().address;
    probe.close();

    const tcp = createServer({ allowHalfOpen: true }, (socket) => this.serve(socket));
    await once(tcp.listen(port, this.ip), 'listening');
    this.port = tcp.address().port;
    const udp = createSocket('udp4').bind(this.port, this.ip);
    await once(udp, 'listening');
    udp.on('error', () => {}); // somebody whom we answered is gone
    // One datagram is one frame.
    udp.on('message', (frame, { address, port }) =>
      this.received(frame, { ip: address, port }, (answer) => udp.send(answer, port, address, () => {})),
    );
    say(`${this.name} listens on ${this.ip}:${this.port}`);
  }

  /** One connection may carry many frames; each is answered on it. */
  async serve(socket) {
    const sender = { ip: socket.remoteAddress, port: socket.remotePort };
    socket.setTimeout(IDLE, () => socket.destroy());
    socket.on('error', () => {}); // it went away
    try {
      for await (const frame of framesOf(socket)) {
        if (!this.received(frame, sender, (answer) => socket.write(answer))) break;
      }
      socket.end();
    } catch {
      socket.destroy();
    }
  }

  /** Returns whether that was a frame: behind a wrong length nobody knows where the next one begins. */
  received(frame, sender, reply) {
    say(`received from ${sender.ip}:${sender.port}: ${frame}`);
    const body = bodyOf(frame);
    const answer = body === undefined ? 'ERROR' : this.answer(body);
    if (answer !== undefined) {
      say(`sent to ${sender.ip}:${sender.port}: ${frameOf(answer)}`);
      reply(frameOf(answer));
    }
    return body !== undefined;
  }

  // Answering

  /** What to answer, or undefined. An answer is never answered: two peers could go on for ever. */
  answer(body) {
    const verb = body.split(' ')[0];
    if (verb === 'PING') return 'PONG';
    if (verb === 'JOIN' || verb === 'LEAVE') {
      const [, ip, port] = /^\w+ (\S+) (\d{1,5})$/.exec(body) ?? [];
      const changed = ip !== undefined && this.changeTable(verb, { ip, port: Number(port) });
      return `${verb}OK ${changed ? 0 : 9999}`;
    }
    if (verb === 'SER') {
      const [, ip, port, query, hops] = /^SER (\S+) (\d{1,5}) "([^"]+)" (\d{1,4})$/.exec(body) ?? [];
      return ip === undefined ? 'ERROR' : this.search({ ip, port: Number(port) }, query, Number(hops));
    }
    return ANSWERS.includes(verb) ? undefined : 'ERROR';
  }

  /** Puts another peer into the neighbour table, or takes it out. Returns whether that can be done. */
  changeTable(verb, other) {
    const key = `${other.ip}:${other.port}`;
    if (verb === 'LEAVE') {
      if (!this.neighbours.delete(key)) return false;
    } else {
      const impossible = key === `${this.ip}:${this.port}` || other.port < 1 || other.port > 65535;
      if (this.leaving || impossible) return false;
      this.neighbours.set(key, other);
    }
    say(`neighbours: [${[...this.neighbours.keys()].sort().join(', ')}]`);
    return true;
  }

  /** Looks among our files, on whole words, and passes the search on to our neighbours. */
  search(asker, query, hops) {
    const wordsOf = (text) => text.toLowerCase().split(/\s+/).filter(Boolean);
    const found = FILES.filter((file) => wordsOf(query).every((word) => wordsOf(file).includes(word)));
    const names = found.map((file) => ` "${file}"`).join('');
    const answer = `SEROK ${found.length} ${this.ip} ${this.port} ${hops}${names}`;

    const isNew = this.isNew(`${asker.ip}:${asker.port} ${query}`);
    if (isNew && hops < TIME_TO_LIVE) {
      for (const [key, other] of this.neighbours) {
        if (key !== `${asker.ip}:${asker.port}`) {
          this.send(other, `SER ${asker.ip} ${asker.port} "${query}" ${hops + 1}`);
        }
      }
    }
    if (hops === 0) return answer; // the asker itself speaks to us: it is told even that there is nothing
    if (isNew && found.length > 0) this.send(asker, answer); // straight to the asker, not back along the path
    return undefined;
  }

  isNew(search) {
    for (const [known, at] of this.seen) if (Date.now() - at >= REMEMBERED) this.seen.delete(known);
    if (this.seen.has(search)) return false;
    this.seen.set(search, Date.now());
    return true;
  }

  // Asking

  /** Sends one frame by TCP. With wait, gives the answer's body, or "" when there is none. */
  async send(to, body, { wait = false } = {}) {
    let socket;
    try {
      socket = connect({ host: to.ip, port: to.port });
      socket.setTimeout(PATIENCE, () => socket.destroy(new Error('it took too long')));
      say(`sent to ${to.ip}:${to.port}: ${frameOf(body)}`);
      socket.write(frameOf(body));
      if (!wait) socket.end();
      for await (const frame of framesOf(socket)) {
        say(`received from ${to.ip}:${to.port}: ${frame}`);
        return bodyOf(frame) ?? '';
      }
    } catch (problem) {
      say(`no answer from ${to.ip}:${to.port}: ${problem.message}`);
    } finally {
      socket?.destroy();
    }
    return '';
  }

  /** Registers, then joins everybody whom the bootstrap server offers. Throws when it does not register us. */
  async enter() {
    const me = `${this.ip} ${this.port} ${this.name}`;
    let answer = await this.send(this.bootstrap, `REG ${me}`, { wait: true });
    if (answer === 'REGOK 9998') {
      // Left over from a peer that crashed here.
      await this.send(this.bootstrap, `UNREG ${me}`, { wait: true });
      answer = await this.send(this.bootstrap, `REG ${me}`, { wait: true });
    }
    const [, count, rest] = /^REGOK (\d{1,4})(.*)$/.exec(answer) ?? [];
    if (count === undefined) throw new Error('no bootstrap server answers there');
    if (count in REFUSALS) throw new Error(REFUSALS[count]);

    const words = rest.split(' ').filter(Boolean);
    const width = Math.max(Math.floor(words.length / Number(count)), 1); // "ip port name" each; some leave out the name
    const offers = [];
    for (let at = 0; at < words.length; at += width) offers.push(words.slice(at, at + width));
    const names = offers.map(([ip, port, name]) => name ?? `${ip}:${port}`);
    say(`Node registered with Bootstrap Server: Neighbors - [${names.join(', ')}]`);
    for (const [ip, port] of offers) {
      const other = { ip, port: Number(port) };
      const accepted = await this.send(other, `JOIN ${this.ip} ${this.port}`, { wait: true });
      if (accepted === 'JOINOK 0') this.changeTable('JOIN', other);
    }
  }

  /** Says LEAVE to all neighbours at once, whatever they answer, then UNREG. */
  async leave() {
    if (this.leaving) return;
    this.leaving = true;
    const others = [...this.neighbours.values()];
    await Promise.all(
      others.map((other) => this.send(other, `LEAVE ${this.ip} ${this.port}`, { wait: true })),
    );
    await this.send(this.bootstrap, `UNREG ${this.ip} ${this.port} ${this.name}`, { wait: true });
    say(`${this.name} has left`);
    process.exit(0);
  }
}

const [name, port, server = '127.0.0.1:5000'] = process.argv.slice(2);
if (name === undefined || port === undefined) {
  console.error('node peer.mjs NAME PORT [BOOTSTRAP_HOST:PORT]');
  process.exit(1);
}
const colon = server.lastIndexOf(':');
const peer = new Peer(name, { ip: server.slice(0, colon), port: Number(server.slice(colon + 1)) });
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => peer.leave());
createInterface({ input: process.stdin }).on('line', (line) => {
  if (line.trim() === 'exit') peer.leave();
});
try {
  await peer.listen(Number(port));
  await peer.enter();
} catch (problem) {
  console.error(`${name} cannot take part: ${problem.message}.`);
  process.exit(1);
}
