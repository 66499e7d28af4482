import type { Dialect } from './dialects';
import { askTcp, type Hosted, hostTcp, PATIENCE, type Place, UdpHost } from './raw';

/**
 * A peer as somebody of a family wrote it: registers, joins what it is offered, keeps a neighbour table, answers,
 * leaves. It shares no line with our own protocol code, so that what both understand is on the wire alone.
 */
export class ForeignPeer {
  readonly name: string;
  readonly neighbours = new Set<string>();
  /** Files that it holds. */
  readonly files: readonly string[];
  /** All that came, request or answer, as it came. */
  readonly heard: string[] = [];
  readonly #dialect: Dialect;
  #host: Hosted | undefined;
  #udp: UdpHost | undefined;
  #bootstrap: Place | undefined;
  /** Who waits for an answer that comes as a request of its own. */
  #awaited: ((body: string) => void) | undefined;

  private constructor(name: string, dialect: Dialect, files: readonly string[]) {
    this.name = name;
    this.#dialect = dialect;
    this.files = files;
  }

  static async open(name: string, dialect: Dialect, files: readonly string[] = []): Promise<ForeignPeer> {
    const peer = new ForeignPeer(name, dialect, files);
    if (dialect.transport === 'udp') {
      peer.#udp = await UdpHost.open((request) => peer.#answerByUdp(request));
      peer.#host = peer.#udp;
    } else peer.#host = await hostTcp((request) => peer.#answerByTcp(request), dialect.reading);
    return peer;
  }

  get at(): Place {
    if (!this.#host) throw new Error('not open');
    return this.#host.at;
  }

  get id(): `${string}:${number}` {
    return `${this.at.ip}:${this.at.port}`;
  }

  /** @returns the neighbours offered. Throws what makes a program of this family give up. */
  async register(bootstrap: Place): Promise<Place[]> {
    this.#bootstrap = bootstrap;
    const { toServer, unregistersFirst, width } = this.#dialect;
    const self = `${this.at.ip} ${this.at.port} ${this.name}`;
    if (unregistersFirst) {
      const removed = wordsOf(await this.#ask(bootstrap, toServer(`UNREG ${self}`), 'UNROK'));
      if (removed[0] !== 'UNROK') throw new Error(`no UNROK: ${removed.join(' ')}`);
    }
    const [verb, count, ...list] = wordsOf(await this.#ask(bootstrap, toServer(`REG ${self}`), 'REGOK'));
    if (verb !== 'REGOK' || Number(count) >= 9996) throw new Error(`${verb} ${count}`);
    if (list.length !== Number(count) * width) throw new Error(`not ${width} words each: ${list.join(' ')}`);
    return Array.from({ length: Number(count) }, (_, index) => ({
      ip: list[index * width] ?? '',
      port: Number(list[index * width + 1]),
    }));
  }

  async unregister(): Promise<void> {
    if (!this.#bootstrap) return;
    const text = this.#dialect.toServer(`UNREG ${this.at.ip} ${this.at.port} ${this.name}`);
    await this.#ask(this.#bootstrap, text, 'UNROK');
  }

  /** @returns whether it was accepted */
  async join(other: Place): Promise<boolean> {
    const answer = wordsOf(await this.#askPeer(other, `JOIN ${this.at.ip} ${this.at.port}`, 'JOINOK'));
    const accepted = answer[0] === 'JOINOK' && answer[1] === '0';
    if (accepted) this.neighbours.add(`${other.ip}:${other.port}`);
    return accepted;
  }

  /** Registers, and joins everybody offered. */
  async enter(bootstrap: Place): Promise<void> {
    for (const other of await this.register(bootstrap)) await this.join(other);
  }

  /** Says LEAVE to every neighbour, then UNREG. @returns the answers to LEAVE */
  async leave(): Promise<string[]> {
    const answers: string[] = [];
    for (const neighbour of this.neighbours) {
      const [ip = '', port = ''] = neighbour.split(':');
      const leave = `LEAVE ${this.at.ip} ${this.at.port}`;
      answers.push(wordsOf(await this.#askPeer({ ip, port: Number(port) }, leave, 'LEAVEOK')).join(' '));
      this.neighbours.delete(neighbour);
    }
    await this.unregister();
    return answers;
  }

  async ping(other: Place): Promise<string> {
    return wordsOf(await this.#askPeer(other, 'PING', 'PONG')).join(' ');
  }

  /** @returns the answer to a search, as it came */
  search(other: Place, query: string): Promise<string> {
    const { search } = this.#dialect;
    return this.#askPeer(other, search(this.at.ip, this.at.port, query), 'SEROK');
  }

  async stop(): Promise<void> {
    await this.#host?.stop();
  }

  #askPeer(other: Place, body: string, verb: string): Promise<string> {
    return this.#ask(other, this.#dialect.toPeer(body), verb);
  }

  async #ask(to: Place, text: string, verb: string): Promise<string> {
    const reply = this.#udp ? await this.#udp.ask(to, text, verb) : await this.#askByTcp(to, text);
    this.heard.push(reply);
    return reply;
  }

  /** Another of family D answers anew; what it says then counts as if it had come back. */
  async #askByTcp(to: Place, text: string): Promise<string> {
    let giveUp: NodeJS.Timeout | undefined;
    const anew = new Promise<string>((resolve, reject) => {
      this.#awaited = resolve;
      giveUp = setTimeout(() => reject(new Error(`no answer to "${text}"`)), PATIENCE);
    });
    try {
      const reply = await askTcp(to, text, this.#dialect.reading);
      return reply === '' && this.#dialect.answersAnew !== false ? await anew : reply;
    } finally {
      clearTimeout(giveUp);
    }
  }

  #answerByUdp(request: string): string | null {
    this.heard.push(request);
    const answer = this.#answer(wordsOf(request), request);
    return answer === null ? null : answer.text;
  }

  async #answerByTcp(request: string): Promise<string | null> {
    this.heard.push(request);
    const words = wordsOf(request);
    const answer = this.#answer(words, request);
    if (answer === null) return null;
    const { answersAnew } = this.#dialect;
    if (!answersAnew || (words[0] !== 'JOIN' && words[0] !== 'LEAVE')) return answer.text;
    const sent = askTcp({ ip: words[1] ?? '', port: Number(words[2]) }, answer.text).catch(() => '');
    // One reads an answer to its answer before it closes the connection of the request; the other does not.
    if (answersAnew === 'waits') await sent;
    return null;
  }

  #answer(words: readonly string[], request: string): { readonly text: string } | null {
    const { toPeer, pong, found, missed } = this.#dialect;
    const [verb, ip = '', port = ''] = words;
    const other = `${ip}:${port.trim()}`;
    switch (verb) {
      case 'JOIN':
        if (port === '' && !this.#dialect.acceptsAnyJoin) return { text: toPeer('JOINOK 9999') };
        this.neighbours.add(other);
        return { text: toPeer('JOINOK 0') };
      case 'LEAVE':
        return { text: toPeer(this.neighbours.delete(other) ? 'LEAVEOK 0' : 'LEAVEOK 9999') };
      case 'PING':
        return { text: pong };
      case 'SER': {
        const query = /"(.*)"/.exec(request)?.[1] ?? words.slice(3).join(' ');
        const hops = words.at(-1) ?? '0';
        const files = this.files.filter((file) => file.toLowerCase().includes(query.toLowerCase()));
        const { ip: own, port: at } = this.at;
        return { text: toPeer(files.length > 0 ? found(own, at, hops, files) : missed(own, at, hops)) };
      }
      case 'JOINOK':
      case 'LEAVEOK':
        this.#awaited?.(request);
        return null;
      default:
        return { text: toPeer('ERROR') };
    }
  }
}

/** The words of a frame, without a length in front: how programs of these families read, `split()` and no more. */
function wordsOf(frame: string): string[] {
  const words = frame.split(/\s+/).filter((word) => word !== '');
  return /^\d+$/.test(words[0] ?? '') ? words.slice(1) : words;
}
