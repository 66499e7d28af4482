import { resolve } from 'node:path';
import { launch, type Running } from '../running';

const ENTRY = resolve(import.meta.dirname, '../../../src/main/cli/index.ts');

/** Runs our own command line, from the sources. */
export function syncpulse(...args: string[]): Running {
  return launch([process.execPath, '--import', 'tsx', ENTRY, ...args]);
}
