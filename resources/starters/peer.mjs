// A peer of a syncPulse network in one file: Node.js 20 or later, nothing to install.
//
//     node peer.mjs NAME PORT [BOOTSTRAP_HOST:PORT] [--udp]
//     node peer.mjs anna 6001 127.0.0.1:5000
//
// It registers with the bootstrap server, joins the neighbours that it is offered, and answers requests by TCP and by
// UDP. It sends its own by TCP, or by UDP with --udp. Type "search WORDS", "neighbours", "files" or "exit".
// "exit", Ctrl-C and SIGTERM end it: it leaves its neighbours and unregisters first.

import { createSocket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { createInterface } from 'node:readline';

const FILES = ['Adventures of Tintin', 'Twilight saga', 'Windows 8']; // what this peer has; change it
const TIME_TO_LIVE = 3; // a search is forwarded while its hops are below this
const REMEMBERED = 10_000; // ms in which the same search is not forwarded again, nor the same kind of error reported
const PATIENCE = 2_000; // milliseconds that another peer has for an answer
const ATTEMPTS = 2; // a datagram may be lost: a request by UDP is sent again
const IDLE = 30_000; // milliseconds after which a silent connection is closed
const REFUSALS = {
  9996: 'the registry is full',
  9997: 'this address is registered under another name',
  9998: 'this peer is registered already',
  9999: 'the bootstrap server calls the message malformed',
};
const REQUESTS = ['PING', 'JOIN', 'LEAVE', 'SER'];
const ANSWERS = ['JOINOK', 'LEAVEOK', 'REGOK', 'UNROK', 'SEROK', 'PONG', 'ERROR'];
const HELP = 'commands: search WORDS, neighbours, files, exit';
const UNREADABLE = { readable: false, answer: 'ERROR' };
const ERROR_REPORT = /\b(errors?|exception|fail\w*|invalid|malformed|bad|wrong|not|cannot|un\w+(ed|wn))\b/i;

// Frames: four digits, a space, the body. The number counts the bytes of all of it: "0009 PING".

function frameOf(body) {
  return `${String(Buffer.byteLength(body) + 5).padStart(4, '0')} ${body}`;
}

/** The other way round; undefined when the number is not how many bytes there are. */
function bodyOf(frame) {
  const text = frame.toString();
  return /^\d{4} /.test(text) && Number(text.slice(0, 4)) === frame.length ? text.slice(5) : undefined;
}

/** A TCP stream has no messages, only bytes that come in pieces: collects them, and gives each frame as it is whole. */
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

/** Addresses are kept as "ip:port", which is who somebody is in this protocol. */
function placeOf(address) {
  const [host, port] = address.split(':');
  return { host, port: Number(port) };
}

class Peer {
  neighbours = new Set(); // the neighbour table
  seen = new Map(); // searches and unreadable input, and when they came
  awaited = new Map(); // whose answer by UDP is awaited, and what to do with it
  searches = 0; // how many we started
  leaving = false;

  constructor(name, bootstrap, byUdp) {
    Object.assign(this, { name, bootstrap, byUdp });
  }

  async listen(port) {
    const { host, port: serverPort } = placeOf(this.bootstrap);
    this.bootstrap = `${(await lookup(host, 4)).address}:${serverPort}`;
    // Our address is the one that the bootstrap server is reached from. (Nothing is sent for this.)
    const probe = createSocket('udp4');
    probe.connect(serverPort, host);
    await once(probe, 'connect');
    const ip = probe.address().address;
    probe.close();

    const tcp = createServer({ allowHalfOpen: true }, (line) => this.serve(line).catch(() => line.destroy()));
    await once(tcp.listen(port, ip), 'listening');
    this.address = `${ip}:${tcp.address().port}`;
    this.self = `${ip} ${tcp.address().port}`; // as it is written in messages
    this.udp = createSocket('udp4').bind(tcp.address().port, ip);
    await once(this.udp, 'listening');
    this.udp.on('error', () => {}); // somebody whom we answered is gone
    this.udp.on('message', (frame, { address, port }) => {
      const sender = `${address}:${port}`;
      this.received(frame, sender, (answer) => this.udp.send(answer, port, address, () => {}));
    });
    say(`${this.name} listens on ${this.address}`);
  }

  /** One connection may carry many frames; each is answered on it. */
  async serve(socket) {
    const sender = socket.remoteAddress; // its port is another one for each connection
    socket.setTimeout(IDLE, () => socket.destroy());
    socket.on('error', () => {}); // it went away
    for await (const frame of framesOf(socket)) {
      if (!this.received(frame, sender, (answer) => socket.write(answer))) break;
    }
    socket.end();
  }

  /** Returns whether that was a frame: behind a wrong length nobody knows where the next one begins. */
  received(frame, sender, reply) {
    say(`received from ${sender}: ${frame}`);
    const body = bodyOf(frame);
    const { readable = true, answer } = body === undefined ? UNREADABLE : this.answer(body, sender);
    if (answer !== undefined && (readable || this.mayReport(sender, body, String(frame)))) {
      say(`sent to ${sender}: ${frameOf(answer)}`);
      reply(frameOf(answer));
    }
    return body !== undefined;
  }

  /** Errors are reported seldom, and never about an error report: two peers could go on for ever. */
  mayReport(sender, body, text) {
    const verb = REQUESTS.find((request) => body?.split(' ')[0] === request);
    const isReport = verb === undefined && ERROR_REPORT.test(text);
    return !isReport && this.isNew(`${sender} ${body === undefined ? 'no frame' : verb}`);
  }

  /** Whether this search, or this kind of error, did not come in the last seconds. */
  isNew(key) {
    for (const [known, at] of this.seen) if (Date.now() - at >= REMEMBERED) this.seen.delete(known);
    if (this.seen.has(key)) return false;
    this.seen.set(key, Date.now());
    return true;
  }

  /** Returns whether the body is readable, and what to answer or undefined. An answer is never answered. */
  answer(body, sender) {
    const verb = body.split(' ')[0];
    if (verb === 'PING') return { answer: 'PONG' };
    if (verb === 'JOIN' || verb === 'LEAVE') {
      const [, ip, port] = /^\w+ (\S+) (\d{1,5})$/.exec(body) ?? [];
      const changed = ip !== undefined && this.changeTable(verb, ip, Number(port));
      return { readable: ip !== undefined, answer: `${verb}OK ${changed ? 0 : 9999}` };
    }
    if (verb === 'SER') {
      const [, ip, port, query, hops] = /^SER (\S+) (\d{1,5}) "([^"]+)" (\d{1,4})$/.exec(body) ?? [];
      return ip === undefined ? UNREADABLE : { answer: this.search(ip, Number(port), query, Number(hops)) };
    }
    if (verb === 'SEROK') this.show(body);
    else if (ANSWERS.includes(verb)) this.awaited.get(sender)?.(body);
    return ANSWERS.includes(verb) ? {} : UNREADABLE;
  }

  /** Puts another peer into the neighbour table, or takes it out. Returns whether that can be done. */
  changeTable(verb, ip, port) {
    const other = `${ip}:${port}`;
    const possible = !this.leaving && other !== this.address && port > 0 && port < 65536;
    if (verb === 'LEAVE' ? !this.neighbours.delete(other) : !possible) return false;
    if (verb === 'JOIN') this.neighbours.add(other);
    this.listNeighbours();
    return true;
  }

  listNeighbours() {
    say(`neighbours: [${[...this.neighbours].sort().join(', ')}]`);
  }

  /** Looks among our files, on whole words, and passes the search on to our neighbours. */
  search(ip, port, query, hops) {
    const wordsOf = (text) => text.toLowerCase().split(/\s+/).filter(Boolean);
    const found = FILES.filter((file) => wordsOf(query).every((word) => wordsOf(file).includes(word)));
    const answer = `SEROK ${found.length} ${this.self} ${hops}${found.map((file) => ` "${file}"`).join('')}`;

    const asker = `${ip}:${port}`;
    const isNew = this.isNew(`${asker} ${query}`);
    const others = [...this.neighbours].filter((other) => isNew && hops < TIME_TO_LIVE && other !== asker);
    for (const other of others) this.send(other, `SER ${ip} ${port} "${query}" ${hops + 1}`);
    if (hops === 0) return answer; // the asker itself speaks to us: it is told even that there is nothing
    if (isNew && found.length > 0) this.send(asker, answer); // straight to the asker, not back along the path
  }

  /** Sends one frame. With wait, gives the answer's body, or "" when there is none. */
  async send(to, body, wait = false) {
    try {
      say(`sent to ${to}: ${frameOf(body)}`);
      return await (this.byUdp ? this.sendByUdp(to, body, wait) : this.sendByTcp(to, body, wait));
    } catch (problem) {
      say(`no answer from ${to}: ${problem.message}`);
      return '';
    }
  }

  async sendByTcp(to, body, wait) {
    const socket = connect(placeOf(to));
    socket.setTimeout(PATIENCE, () => socket.destroy(new Error('it took too long')));
    socket.write(frameOf(body));
    if (!wait) socket.end();
    const { value: answer } = await framesOf(socket).next();
    socket.destroy();
    if (answer) say(`received from ${to}: ${answer}`);
    return (answer && bodyOf(answer)) ?? '';
  }

  /** From the port on which we listen, so that the answer comes there. */
  async sendByUdp(to, body, wait) {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      this.udp.send(frameOf(body), placeOf(to).port, placeOf(to).host, () => {});
      if (!wait) return '';
      const answer = await new Promise((resolve) => {
        this.awaited.set(to, resolve);
        setTimeout(resolve, PATIENCE);
      });
      if (answer !== undefined) return answer;
    }
    throw new Error('it took too long');
  }

  /** Sends a search to all neighbours. Each that has files answers, and so do peers behind them. */
  ask(words) {
    // Peers ignore a search that they have seen already: more spaces make it a new one, for the same files.
    const query = words + ' '.repeat(this.searches++ % 10);
    this.isNew(`${this.address} ${query}`); // when it comes back to us, it is not forwarded
    for (const other of this.neighbours) {
      this.send(other, `SER ${this.self} "${query}" 0`, !this.byUdp).then((answer) => this.show(answer));
    }
  }

  /** Prints what somebody found. */
  show(body) {
    const [, ip, port, hops, names = ''] = /^SEROK \d{1,4} (\S+) (\d+) (\d+) (.+)$/.exec(body) ?? [];
    for (const [, quoted, single] of names.matchAll(/"([^"]*)"|(\S+)/g)) {
      say(`found "${quoted ?? single}" at ${ip}:${port}, hops ${hops}`);
    }
  }

  askServer(verb) {
    return this.send(this.bootstrap, `${verb} ${this.self} ${this.name}`, true);
  }

  /** Registers, then joins everybody whom the bootstrap server offers. Throws when it does not register us. */
  async enter() {
    let answer = await this.askServer('REG'); // "REG ip port name", with the prefix before it
    if (answer === 'REGOK 9998') await this.askServer('UNREG'); // left over from a peer that crashed here
    if (answer === 'REGOK 9998') answer = await this.askServer('REG');
    const [, count, rest] = /^REGOK (\d{1,4})(.*)$/.exec(answer) ?? [];
    if (count === undefined) throw new Error('no bootstrap server answers there');
    if (count in REFUSALS) throw new Error(REFUSALS[count]);

    const named = rest.split(' ').length > 3 * count; // "ip port name" each; some servers leave out the name
    const offers = [...rest.matchAll(named ? / (\S+) (\d+) (\S+)/g : / (\S+) (\d+)/g)];
    const names = offers.map(([, ip, port, name]) => name ?? `${ip}:${port}`);
    say(`Node registered with Bootstrap Server: Neighbors - [${names.join(', ')}]`);
    for (const [, ip, port] of offers) {
      const accepted = await this.send(`${ip}:${port}`, `JOIN ${this.self}`, true);
      if (accepted === 'JOINOK 0') this.changeTable('JOIN', ip, Number(port));
    }
  }

  /** Says LEAVE to all neighbours at once, whatever they answer, then UNREG. */
  async leave() {
    if (this.leaving) return;
    this.leaving = true;
    await Promise.all([...this.neighbours].map((other) => this.send(other, `LEAVE ${this.self}`, true)));
    await this.askServer('UNREG');
    say(`${this.name} has left`);
    process.exit(0);
  }
}

const [name, port, bootstrap = '127.0.0.1:5000'] = process.argv.slice(2).filter((arg) => arg !== '--udp');
if (name === undefined || port === undefined) {
  console.error('node peer.mjs NAME PORT [BOOTSTRAP_HOST:PORT] [--udp]');
  process.exit(1);
}
const peer = new Peer(name, bootstrap, process.argv.includes('--udp'));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => peer.leave());
createInterface({ input: process.stdin }).on('line', (line) => {
  const [command, ...words] = line.replaceAll('"', '').trim().split(' ');
  if (command === 'exit') peer.leave();
  else if (command === 'search' && words.length > 0) peer.ask(words.join(' '));
  else if (command === 'neighbours') peer.listNeighbours();
  else say(command === 'files' ? `files: [${FILES.join(', ')}]` : HELP);
});
try {
  await peer.listen(Number(port)).then(() => peer.enter());
} catch (problem) {
  console.error(`${name} cannot take part: ${problem.message}.`);
  process.exit(1);
}
