import { printable, printableJson } from '../../shared/text/printable';

/** Writes a line for the user to stderr, separate from what scripts read on stdout. It may hold names from the network. */
export function writeNote(line: string): void {
  process.stderr.write(`syncpulse: ${printable(line)}\n`);
}

/** Writes lines to stdout. */
export function print(...lines: readonly string[]): void {
  if (lines.length > 0) printText(`${lines.join('\n')}\n`);
}

/** Writes text to stdout unchanged. A reader that closes the pipe (`| head -1`) does not end the program. */
export function printText(text: string): void {
  if (process.stdout.listenerCount('error') === 0) process.stdout.on('error', () => {});
  process.stdout.write(text);
}

/** Writes a value as one line of JSON, for scripts. */
export function printJson(value: unknown): void {
  print(printableJson(value));
}
