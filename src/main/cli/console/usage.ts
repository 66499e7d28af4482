/** Everything that can be typed, with its shape and what it does; `help` shows all of it. */
export const USAGE = {
  REG: {
    shape: 'REG ip port name, or REG name',
    does: 'registers that peer, or this console, with the bootstrap server',
  },
  UNREG: {
    shape: 'UNREG ip port name, or UNREG name',
    does: 'unregisters that peer, or this console',
  },
  JOIN: {
    shape: 'JOIN ip port',
    does: 'asks the peer there to take this console as a neighbour',
  },
  LEAVE: {
    shape: 'LEAVE ip port',
    does: 'tells the peer there that this console is its neighbour no longer',
  },
  SER: {
    shape: 'SER "file name", or SER ip port "file name" hops',
    does: 'searches through all neighbours of this console, or through the peer there',
  },
  PING: {
    shape: 'PING ip port, or PING',
    does: 'asks the peer there, or the bootstrap server, whether it is alive',
  },
  ECHO: { shape: 'ECHO', does: 'asks the bootstrap server whether it is alive' },
  PRINT: { shape: 'PRINT', does: 'asks the bootstrap server for its list of peers (by TCP)' },
  help: { shape: 'help, or help JOIN', does: 'shows all of this, or one of it' },
  exit: { shape: 'exit', does: 'leaves the neighbours, unregisters this console, and ends it' },
} as const;

export type Typable = keyof typeof USAGE;

export const TYPABLE = Object.keys(USAGE) as readonly Typable[];

/** @returns what stands at the front of a line as the word that it means, in whatever case it was typed */
export function typableIn(word: string): Typable | undefined {
  return TYPABLE.find((known) => known.toUpperCase() === word.toUpperCase());
}

export function usageOf(word: Typable): string {
  return `usage: ${USAGE[word].shape}`;
}

/** @param own the console's address, which its frames name */
export function helpText(own: string): string[] {
  const width = Math.max(...TYPABLE.map((word) => USAGE[word].shape.length));
  return [
    ...TYPABLE.map((word) => `  ${USAGE[word].shape.padEnd(width)}  ${USAGE[word].does}`),
    '',
    'A length in front, as in "0036 REG 127.0.0.1 5001 node1", may be typed or left out; it is sent exactly.',
    `In JOIN, LEAVE and SER, ip and port say whom to ask; the frame that is sent names this console, ${own},`,
    'which is a peer too: it keeps neighbours, answers PING and JOIN, and hears what is found.',
  ];
}
