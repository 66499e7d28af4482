import { type Behaviour, exactly } from './bootstraps';

/** A server that does everything right, to be spoilt in one way. */
export const byTheBook: Behaviour = (words, entries) => {
  const [verb, ip = '', port = '', name = ''] = words;
  const place = entries.findIndex((entry) => entry.ip === ip && entry.port === Number(port));
  switch (verb) {
    case 'REG': {
      if (name === '') return exactly('REGOK 9999');
      const known = entries[place];
      if (known) return exactly(known.name === name ? 'REGOK 9998' : 'REGOK 9997');
      const list = entries.slice(-2).map((entry) => ` ${entry.ip} ${entry.port} ${entry.name}`);
      entries.push({ ip, port: Number(port), name });
      return exactly(`REGOK ${list.length}${list.join('')}`);
    }
    case 'UNREG': {
      if (entries[place]?.name !== name) return exactly('UNROK 9999');
      entries.splice(place, 1);
      return exactly('UNROK 0');
    }
    case 'PING':
      return exactly('PONG');
    case 'ECHO':
      return exactly('ECHOK 0');
    default:
      return exactly('ERROR');
  }
};

/** Changes what a server says. @param spoil is given the reply, the words of the request, and who is registered */
function spoilt(spoil: (reply: string, words: readonly string[]) => string | null): Behaviour {
  return (words, entries) => {
    const reply = byTheBook(words, entries);
    return reply === null ? null : spoil(reply, words);
  };
}

/** Servers with one fault each, which the doctor has to name. */
export const WRONG = {
  'a length one too large': spoilt(
    (reply) => `${String(reply.length + 1).padStart(4, '0')}${reply.slice(4)}`,
  ),
  'a length one too small': spoilt(
    (reply) => `${String(reply.length - 1).padStart(4, '0')}${reply.slice(4)}`,
  ),
  'a length that does not count the prefix': spoilt(
    (reply) => `${String(reply.length - 5).padStart(4, '0')}${reply.slice(4)}`,
  ),
  'no prefix': spoilt((reply) => reply.slice(5)),
  'a line end': spoilt((reply) => `${reply}\n`),
  'no answer to UNREG': spoilt((reply, words) => (words[0] === 'UNREG' ? null : reply)),
  'pairs on TCP': (words, entries) => {
    const reply = byTheBook(words, entries);
    const list = /REGOK \d (.*)$/.exec(reply ?? '')?.[1]?.split(' ');
    if (!list) return reply;
    const pairs = list.filter((_, index) => index % 3 !== 2);
    return exactly(`REGOK ${pairs.length / 2} ${pairs.join(' ')}`);
  },
  'wrong codes': spoilt((reply, words) =>
    words[0] === 'REG' ? reply.replace('9998', '9999').replace('9997', '9999') : reply,
  ),
  'the new peer offered to itself': (words, entries) => {
    const reply = byTheBook(words, entries);
    const [verb, ip, port, name] = words;
    return verb === 'REG' && reply === '0012 REGOK 0' ? exactly(`REGOK 1 ${ip} ${port} ${name}`) : reply;
  },
  'silence on garbage': spoilt((reply) => (reply === exactly('ERROR') ? null : reply)),
  'unknown words': spoilt((reply) => reply.replace('ECHOK 0', 'HELLO \u0007')),
} as const satisfies Readonly<Record<string, Behaviour>>;
