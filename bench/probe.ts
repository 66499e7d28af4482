import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const TIMEOUT = 60_000;
const run = promisify(execFile);

/** Runs a script of this folder in a process of its own. @returns the number that it prints */
export async function probe(script: string, ...args: readonly string[]): Promise<number> {
  const file = fileURLToPath(new URL(script, import.meta.url));
  const { stdout } = await run(process.execPath, ['--expose-gc', '--import', 'tsx', file, ...args], {
    timeout: TIMEOUT,
  });
  return Number(stdout);
}
