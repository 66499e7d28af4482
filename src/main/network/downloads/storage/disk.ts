import { statfs } from 'node:fs/promises';
import { failed, type Problem } from '../../../../shared/problem';

/** The disk, not the network, failed; `cause` is the error of the operating system. */
export class DiskError extends Error {
  override readonly name = 'DiskError';
}

const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** @returns bytes that this user can still write there; infinite where the system does not say */
export async function freeBytes(folder: string): Promise<number> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

/** Converts a write error to a problem. */
export function diskProblem(error: unknown, folder: string): Problem {
  const cause = error instanceof DiskError ? error.cause : error;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  if (FULL.has(code)) return diskFull(folder).error;
  return failed(
    'not-possible-now',
    `Nothing can be written to ${folder} (${code || String(cause)}). Choose another folder in the settings.`,
  ).error;
}

export function diskFull(folder: string, needed?: number): { ok: false; error: Problem } {
  const needs = needed === undefined ? '' : ` ${Math.ceil(needed / 1_000_000)} MB are needed.`;
  return failed('disk-full', `The disk of ${folder} is full.${needs} Make room, or choose another folder.`);
}
