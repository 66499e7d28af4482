import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Milliseconds after which the claim of a program that was ended, and so renews it no more, is void. */
export const CLAIM_VOID_AFTER_MS = 10_000;

/** Releases a claim. Idempotent; never fails. */
export type Release = () => Promise<void>;

/**
 * Claims a file for this run of the program, so that no other one continues or removes it. The number of a process says
 * nothing about that: another process may have it by now. A claim is renewed while this run lasts.
 *
 * @param file need not exist; its folder is made
 * @returns how to give the claim back; undefined where another run has the file, or was ended only just now
 * @throws NodeJS.ErrnoException where the folder cannot be written to
 */
export async function claim(file: string): Promise<Release | undefined> {
  await mkdir(dirname(file), { recursive: true });
  // Loaded when it is needed: it installs listeners for signals.
  const { default: lockfile } = await import('proper-lockfile');
  try {
    const release = await lockfile.lock(file, {
      realpath: false,
      stale: CLAIM_VOID_AFTER_MS,
      // A claim may be lost while the machine sleeps. Should two runs then write to one file, its digest tells.
      onCompromised: () => undefined,
    });
    return () => release().catch(() => undefined);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ELOCKED') return undefined;
    throw error;
  }
}
