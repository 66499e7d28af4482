import { CONSOLE_VERBS, type ConsoleVerb, VERBS } from '../../../shared/protocol/verbs';

/** The syntax and the effect of one command. */
interface Usage {
  readonly shape: string;
  readonly does: string;
}

/** Commands of the console itself. */
const OWN = {
  help: { shape: 'help, or help JOIN', does: 'prints all commands, or one' },
  exit: { shape: 'exit', does: 'leaves the neighbours, unregisters this console, and ends it' },
} as const;

export type Typable = ConsoleVerb | keyof typeof OWN;

/** Every command, with its syntax and its effect; `help` prints all of them. */
export const USAGE = {
  ...Object.fromEntries(
    CONSOLE_VERBS.map((verb): [ConsoleVerb, Usage] => {
      const { shape, console: typed } = VERBS[verb];
      const { does = '', shorthand } = typed ?? {};
      return [verb, { shape: shorthand === undefined ? shape : `${shape}, or ${shorthand}`, does }];
    }),
  ),
  ...OWN,
} as Readonly<Record<Typable, Usage>>;

export const TYPABLE = Object.keys(USAGE) as readonly Typable[];

/** @returns the command of a word, in any case */
export function typableIn(word: string): Typable | undefined {
  return TYPABLE.find((typable) => typable.toUpperCase() === word.toUpperCase());
}

export function usageOf(word: Typable): string {
  return `usage: ${USAGE[word].shape}`;
}

/** @param own the console's address, which its frames contain */
export function helpText(own: string): string[] {
  const width = Math.max(...TYPABLE.map((word) => USAGE[word].shape.length));
  return [
    ...TYPABLE.map((word) => `  ${USAGE[word].shape.padEnd(width)}  ${USAGE[word].does}`),
    '',
    'A length prefix, as in "0036 REG 127.0.0.1 5001 node1", may be typed or left out; it is sent exactly.',
    `In JOIN, LEAVE and SER, ip and port are the destination; the frame that is sent contains this console, ${own},`,
    'which is a peer too: it keeps neighbours, answers PING and JOIN, and receives the results of searches.',
  ];
}
