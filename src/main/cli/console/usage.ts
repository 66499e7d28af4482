import { CONSOLE_VERBS, type ConsoleVerb, VERBS } from '../../../shared/protocol/verbs';

/** What one word at the front of a line does. */
interface Usage {
  readonly shape: string;
  readonly does: string;
}

/** Commands of the console itself. */
const OWN = {
  help: { shape: 'help, or help JOIN', does: 'shows all of this, or one of it' },
  exit: { shape: 'exit', does: 'leaves the neighbours, unregisters this console, and ends it' },
} as const;

export type Typable = ConsoleVerb | keyof typeof OWN;

/** Everything that can be typed, with its shape and what it does; `help` shows all of it. */
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
