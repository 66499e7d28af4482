import { failed, type Result } from '../shared/problem';
import { decodeNetwork, MAX_NETWORK_FILE_BYTES } from '../shared/recording/network-file';
import type { SavedNetwork } from '../shared/recording/saved-network';
import { NotReadable, readRegularBytes } from './network/files/read-regular-file';

const WORDS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'this user may not read it',
  EPERM: 'this user may not read it',
};

/** @returns the network in a `.syncpulse` file of this machine, or in words why there is none */
export async function readNetworkFile(path: string): Promise<Result<SavedNetwork>> {
  try {
    return decodeNetwork(await readRegularBytes(path, MAX_NETWORK_FILE_BYTES));
  } catch (error) {
    return failed('not-found', `The file cannot be read: ${reasonOf(error)}.`);
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof NotReadable) return error.message;
  if (error instanceof Error && 'code' in error) return WORDS[String(error.code)] ?? String(error.code);
  return String(error);
}
