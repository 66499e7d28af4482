import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';

/** A program of its own, to be spoken to by its input and by signals. Killed when the test ends. */
export interface Running {
  readonly child: ChildProcess;
  /** The exit code, or the signal's name; everything has been said by then. */
  readonly ended: Promise<number | string>;
  /** What it has written so far, to stdout and to stderr. */
  out(): readonly string[];
  err(): readonly string[];
  /**
   * Waits for a line, said before or to come; rejects if the program ends without.
   *
   * @param times how often it must be there, 1 unless given
   * @returns its groups
   */
  said(line: RegExp, times?: number): Promise<string[]>;
}

export function launch([program, ...args]: readonly [string, ...string[]]): Running {
  const child = spawn(program, args, { stdio: 'pipe' });
  onTestFinished(() => void child.kill('SIGKILL'));
  const ended = once(child, 'close').then(([code, signal]) => code ?? signal);
  const [out, err]: [string[], string[]] = [[], []];
  let news = () => {};
  for (const [stream, lines] of [[child.stdout, out] as const, [child.stderr, err] as const]) {
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line);
      news();
    });
  }
  const said = async (wanted: RegExp, times = 1) => {
    for (let ending = false; ; ) {
      const lines = [...out, ...err];
      const match = lines.map((line) => wanted.exec(line)).filter((found) => found !== null)[times - 1];
      if (match) return match.slice(1);
      if (ending) throw new Error(`${wanted} was never said, but:\n${lines.join('\n')}`);
      const heard = new Promise<false>((told) => {
        news = () => told(false);
      });
      ending = await Promise.race([heard, ended.then(() => true)]);
    }
  };
  return { child, ended, out: () => out, err: () => err, said };
}
