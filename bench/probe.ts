import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'vite';

const TIMEOUT = 60_000;
const ROOT = fileURLToPath(new URL('..', import.meta.url));
const run = promisify(execFile);

/** Runs a script of this folder in a process of its own. @returns the number that it prints */
export function probe(script: string, ...args: readonly string[]): Promise<number> {
  const file = fileURLToPath(new URL(script, import.meta.url));
  return numberOf('--import', 'tsx', file, ...args);
}

/**
 * The same with the script bundled as the program is. tsx gives each function an object of its own for its name, some
 * 250 bytes for each closure, which the program does not have: so memory is not to be measured under it.
 *
 * @returns what runs the bundle, and what removes it
 */
export async function bundledProbe(script: string) {
  // Inside the project, so that libraries are found from there.
  const outDir = await mkdtemp(join(ROOT, 'node_modules', '.bench-'));
  await build({
    root: ROOT,
    configFile: false,
    logLevel: 'error',
    build: {
      ...{ outDir, ssr: fileURLToPath(new URL(script, import.meta.url)), target: 'node20', minify: false },
      rollupOptions: { output: { format: 'es', entryFileNames: 'probe.mjs' } },
    },
  });
  return {
    run: (...args: readonly string[]) => numberOf(join(outDir, 'probe.mjs'), ...args),
    remove: () => rm(outDir, { recursive: true }),
  };
}

async function numberOf(...args: readonly string[]): Promise<number> {
  const { stdout } = await run(process.execPath, ['--expose-gc', ...args], { timeout: TIMEOUT });
  return Number(stdout);
}
