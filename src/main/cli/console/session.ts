import { clearLine, cursorTo } from 'node:readline';
import { createInterface } from 'node:readline/promises';
import type { Readable, Writable } from 'node:stream';
import type { NetworkEvent } from '../../../shared/network/events';
import { type Address, keyOf } from '../../../shared/protocol/address';
import { printable, printableJson } from '../../../shared/text/printable';
import { complete } from './completion';
import type { ConsolePeer } from './console-peer';
import { execute, type Outcome } from './execute';
import { consoleLines, offersIn } from './format-event';
import { readLine } from './parse-input';

export interface SessionOptions {
  readonly peer: ConsolePeer;
  readonly bootstrap: Address;
  readonly input: Readable;
  readonly output: Writable;
  /** Whether the input is a terminal: with a prompt, history and completion. Else each command is printed before its result. */
  readonly terminal: boolean;
  readonly json: boolean;
  /** Ends the session. */
  readonly signal: AbortSignal;
}

const PROMPT = 'syncpulse> ';

/**
 * Reads commands until `exit`, the end of the input or the signal, and writes every frame that is sent or received.
 * With `json`, every event is a line, and every command is followed by a line with its outcome.
 *
 * @returns whether every command succeeded
 */
export async function runSession({
  peer,
  bootstrap,
  input,
  output,
  terminal,
  json,
  signal,
}: SessionOptions): Promise<boolean> {
  const context = { self: peer.address, bootstrap };
  const seenAddresses: Address[] = [bootstrap];
  const prompted = terminal && !json;
  const reader = createInterface({
    input,
    ...(prompted && { output }),
    terminal: prompted,
    prompt: PROMPT,
    removeHistoryDuplicates: true,
    completer: (line: string) => complete(line, [...seenAddresses, ...peer.neighbours()]),
  });
  let running: AbortController | null = null;
  let prompting = false;

  /** Output that arrives during typing goes above the input line. */
  const write = (lines: readonly string[]) => {
    if (lines.length === 0) return;
    if (prompting) {
      clearLine(output, 0);
      cursorTo(output, 0);
    }
    output.write(`${lines.join('\n')}\n`);
    if (prompting) reader.prompt(true);
  };
  const writeEvent = (event: NetworkEvent) => {
    for (const address of offersIn(event))
      if (!seenAddresses.some((one) => keyOf(one) === keyOf(address))) seenAddresses.push(address);
    write(json ? [printableJson(event)] : consoleLines(event));
  };
  const conclude = (command: string, outcome: Outcome) => {
    const { lines = [], ...rest } = outcome;
    if (json) write([printableJson({ command, ...rest, ...(lines.length > 0 && { lines }) })]);
    else write(lines.map(printable));
  };
  const prompt = () => {
    prompting = prompted;
    if (prompted) reader.prompt();
  };
  const end = () => {
    running?.abort();
    reader.close();
  };

  const unsubscribe = peer.log.subscribe(writeEvent);
  signal.addEventListener('abort', end);
  // Ctrl-C cancels the running command, else clears the line, else ends the console.
  reader.on('SIGINT', () => {
    if (running) running.abort();
    else if (reader.line !== '') reader.write(null, { ctrl: true, name: 'u' });
    else reader.close();
  });
  if (signal.aborted) end();

  let done = true;
  prompt();
  for await (const line of reader) {
    prompting = false;
    const command = line.trim();
    const { typed, remark } = readLine(command, context);
    if (typed.kind === 'exit') break;
    if (typed.kind !== 'nothing') {
      if (!prompted && !json) write([`${PROMPT}${printable(command)}`]);
      if (remark !== undefined && !json) write([printable(remark)]);
      running = new AbortController();
      const outcome = await execute(typed, peer, running.signal);
      running = null;
      done &&= outcome.ok;
      conclude(command, remark === undefined ? outcome : { ...outcome, remark });
    }
    if (signal.aborted) break;
    prompt();
  }
  prompting = false;
  reader.close();
  // The messages of leaving are still printed.
  await peer.close();
  unsubscribe();
  signal.removeEventListener('abort', end);
  return done;
}
