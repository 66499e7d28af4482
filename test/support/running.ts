import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';

/** A child process, controlled by its input and by signals. Killed when the test ends. */
export interface Running {
  readonly child: ChildProcess;
  /** The exit code, or the signal's name; its output is complete by then. */
  readonly ended: Promise<number | string>;
  /** What it has written so far, to stdout and to stderr. */
  out(): readonly string[];
  err(): readonly string[];
  /**
   * Waits for a line, earlier or later output; rejects if the program ends without it.
   *
   * @param times how often it must occur, default 1
   * @returns its groups
   */
  waitForLine(line: RegExp, times?: number): Promise<string[]>;
}

export function launch([program, ...args]: readonly [string, ...string[]]): Running {
  const child = spawn(program, args, { stdio: 'pipe' });
  onTestFinished(() => void child.kill('SIGKILL'));
  const ended = once(child, 'close').then(([code, signal]) => code ?? signal);
  const [out, err]: [string[], string[]] = [[], []];
  let onLine = () => {};
  for (const [stream, lines] of [[child.stdout, out] as const, [child.stderr, err] as const]) {
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line);
      onLine();
    });
  }
  const waitForLine = async (pattern: RegExp, times = 1) => {
    for (let ending = false; ; ) {
      const lines = [...out, ...err];
      const match = lines.map((line) => pattern.exec(line)).filter((found) => found !== null)[times - 1];
      if (match) return match.slice(1);
      if (ending) throw new Error(`${pattern} was never written, but:\n${lines.join('\n')}`);
      const nextLine = new Promise<false>((resolve) => {
        onLine = () => resolve(false);
      });
      ending = await Promise.race([nextLine, ended.then(() => true)]);
    }
  };
  return { child, ended, out: () => out, err: () => err, waitForLine };
}
