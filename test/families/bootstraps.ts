import { type Hosted, hostTcp, type Reading, UdpHost } from './raw';

/** Who is registered at a server of a family. */
interface Entry {
  readonly ip: string;
  readonly port: number;
  readonly name: string;
}

export interface FamilyServer extends Hosted {
  readonly entries: readonly Entry[];
  /** Requests as they came. */
  readonly heard: readonly string[];
}

/** What a server does with the words of one request: the whole reply as it goes on the wire, or null for none. */
export type Behaviour = (words: readonly string[], entries: Entry[]) => string | null;

/** The frame with its exact length, as the families that count right make it. */
export function exactly(body: string): string {
  return `${String(body.length + 5).padStart(4, '0')} ${body}`;
}

/** Runs a behaviour. The words are those behind the length, as `strtok` and `split` give them. */
export async function serve(
  behaviour: Behaviour,
  by: { readonly transport: 'tcp' | 'udp'; readonly reading?: Reading },
): Promise<FamilyServer> {
  const entries: Entry[] = [];
  const heard: string[] = [];
  const answer = (request: string) => {
    heard.push(request);
    const words = request.split(' ').filter((word) => word !== '');
    return behaviour(/^\d+$/.test(words[0] ?? '') ? words.slice(1) : words, entries);
  };
  const hosted: Hosted =
    by.transport === 'tcp' ? await hostTcp(answer, by.reading) : await UdpHost.open(answer);
  return { at: hosted.at, stop: () => hosted.stop(), entries, heard };
}

function entryOf([, ip = '', port = '', name = '']: readonly string[]): Entry {
  return { ip, port: Number(port), name: name.trim() };
}

/**
 * Family A: UDP, pairs, at most two; one port once, whatever the ip; no answer to the UNREG of an unknown peer, nor
 * to anything that it does not know.
 */
export const familyA: Behaviour = (words, entries) => {
  const { ip, port, name } = entryOf(words);
  switch (words[0]) {
    case 'REG': {
      if (name === '') return null;
      const known = entries.find((entry) => entry.port === port);
      if (known) return exactly(known.name === name ? 'REGOK 9998' : 'REGOK 9997');
      const offered = entries.slice(-2).map((entry) => ` ${entry.ip} ${entry.port}`);
      entries.push({ ip, port, name });
      return exactly(`REGOK ${offered.length}${offered.join('')}`);
    }
    case 'UNREG': {
      const place = entries.findIndex((entry) => entry.port === port);
      if (place < 0) return null;
      entries.splice(place, 1);
      return exactly('UNROK 0');
    }
    case 'ECHO':
      return exactly('ECHOK 0');
    default:
      return null;
  }
};

export interface FamilyCOptions {
  /** Names in a list lose their last character: one too few is copied. */
  readonly cutsNames?: boolean;
  /** The number of entries it has room for. */
  readonly room?: number;
  /** UNREG is followed by the key, as in the original, and not by ip and port. */
  readonly unregistersByKey?: boolean;
}

/** Family C: TCP, the whole list as triples; the name is the key, of which 8 characters count; codes of its own; PRINT. */
export function familyC({
  cutsNames = false,
  room = 100,
  unregistersByKey = false,
}: FamilyCOptions = {}): Behaviour {
  const same = (one: string, other: string) => one.slice(0, 8) === other.slice(0, 8);
  return (words, entries) => {
    const { ip, port, name } = entryOf(words);
    switch (words[0]) {
      case 'REG': {
        if (entries.length >= room) return exactly('REGOK 9997');
        if (name !== '' && entries.some((entry) => same(entry.name, name))) return exactly('REGOK 9999');
        if (name === '' || !(port >= 1 && port <= 65_535)) return exactly('REGOK 9998');
        const list = entries.map((entry) => {
          const item = ` ${entry.ip} ${entry.port} ${entry.name}`;
          return cutsNames ? item.slice(0, -1) : item;
        });
        entries.push({ ip, port, name });
        return exactly(`REGOK ${list.length}${list.join('')}`);
      }
      case 'UNREG': {
        const key = unregistersByKey ? (words[1] ?? '') : name;
        const place = entries.findIndex((entry) => same(entry.name, key.trim()));
        if (place < 0) return '0012 UNROK 9999';
        entries.splice(place, 1);
        return exactly('UNROK 0');
      }
      case 'PRINT':
        return entries.map((entry) => `${entry.ip} ${entry.port} ${entry.name}\n`).join('');
      default:
        return exactly('ERROR');
    }
  };
}

/** Family D: TCP, triples, at most two; a known address is answered like a new one; UNROK is always 0; PONG is bare. */
export const familyD: Behaviour = (words, entries) => {
  const { ip, port, name } = entryOf(words);
  const place = entries.findIndex((entry) => entry.ip === ip && entry.port === port);
  switch (words[0]) {
    case 'REG': {
      if (name === '') return exactly('REGOK 9999');
      const offered = entries.filter((_, index) => index !== place).slice(0, 2);
      if (place < 0) entries.push({ ip, port, name });
      const list = offered.map((entry) => ` ${entry.ip} ${entry.port} ${entry.name}`);
      return exactly(`REGOK ${offered.length}${list.join('')}`);
    }
    case 'UNREG':
      if (place >= 0) entries.splice(place, 1);
      return exactly('UNROK 0');
    case 'PING':
      return 'PONG';
    default:
      return exactly('ERROR');
  }
};

/** Family E: TCP or UDP; UNREGOK for UNROK, and a line end behind each frame. Otherwise by the book. */
export const familyE: Behaviour = (words, entries) => {
  const { ip, port, name } = entryOf(words);
  const place = entries.findIndex((entry) => entry.ip === ip && entry.port === port);
  switch (words[0]) {
    case 'REG': {
      if (name === '') return `${exactly('REGOK 9999')}\n`;
      const known = entries[place];
      if (known) return `${exactly(known.name === name ? 'REGOK 9998' : 'REGOK 9997')}\n`;
      const list = entries.slice(0, 2).map((entry) => ` ${entry.ip} ${entry.port} ${entry.name}`);
      entries.push({ ip, port, name });
      return `${exactly(`REGOK ${list.length}${list.join('')}`)}\n`;
    }
    case 'UNREG':
      if (place >= 0) entries.splice(place, 1);
      return `${exactly(place >= 0 ? 'UNREGOK 0' : 'UNREGOK 9999')}\n`;
    case 'PING':
      return `${exactly('PONG')}\n`;
    default:
      return `${exactly('ERROR')}\n`;
  }
};
