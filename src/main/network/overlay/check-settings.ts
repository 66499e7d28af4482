import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { isIP } from 'node:net';
import { dirname, isAbsolute } from 'node:path';
import { failed, ok, type Result } from '../../../shared/problem';
import { parseAddress } from '../../../shared/protocol/address';
import type { Settings } from '../../../shared/settings/settings';
import { whyNotListening } from '../../transport/sockets/ports';
import { readNameList } from '../files/name-list';
import { isWildcard } from '../node/addresses';

/** Gives what is wrong with a setting on this machine, as a sentence; null where it can work. */
type Check = (settings: Settings) => Promise<string | null> | string | null;

const CHECKS: Partial<Record<keyof Settings, Check>> = {
  bindHost: ({ bindHost }) => whyNotBindable(bindHost),
  advertisedHost({ advertisedHost: host }) {
    if (host === '' || host === 'localhost') return null;
    if (isIP(host) === 0) return `${host} is not an IP address. Enter one such as 192.168.1.7, or nothing.`;
    return isWildcard(host)
      ? `${host} is no address that others can reach. Enter one of this machine.`
      : null;
  },
  bootstrapAt({ bootstrapAt }) {
    if (bootstrapAt === '') return null;
    const parsed = parseAddress(bootstrapAt);
    return parsed.ok ? null : parsed.error.sentence;
  },
  async fileList({ fileList }) {
    if (fileList === '') return null;
    const list = await readNameList(fileList);
    return list.ok ? null : list.error.sentence;
  },
  sharedFolder: ({ sharedFolder }) =>
    sharedFolder === '' ? null : whyNotFolder(sharedFolder, constants.R_OK),
  async downloadFolder({ downloadFolder: folder }) {
    if (folder === '') return null;
    const why = await whyNotFolder(folder, constants.W_OK);
    // The download makes the last folder of the path.
    return why !== null && (await isMissing(folder)) ? whyNotFolder(dirname(folder), constants.W_OK) : why;
  },
};

/** @returns for each field that cannot work on this machine why; in the order of `fields` */
export async function findUnusableSettings(
  settings: Settings,
  fields: readonly (keyof Settings)[],
): Promise<Partial<Record<keyof Settings, string>>> {
  const wrong: Partial<Record<keyof Settings, string>> = {};
  for (const field of fields) {
    const why = await CHECKS[field]?.(settings);
    if (why) wrong[field] = why;
  }
  return wrong;
}

/** @returns a problem that names every field which cannot work on this machine; only `fields` are examined */
export async function checkSettings(
  settings: Settings,
  fields: readonly (keyof Settings)[],
): Promise<Result> {
  const wrong = await findUnusableSettings(settings, fields);
  const sentences = Object.entries(wrong).map(([field, why]) => `${field}: ${why}`);
  if (sentences.length === 0) return ok();
  const { error } = failed('bad-input', sentences.join(' '));
  return { ok: false, error: { ...error, fields: wrong } };
}

/** Only the system knows every address that it accepts, so it is asked. */
async function whyNotBindable(host: string): Promise<string | null> {
  const remedy = 'Enter an address that this machine has, such as 127.0.0.1 or 0.0.0.0.';
  if (isIP(host) === 0 && host !== 'localhost') return `${host} is not an IP address. ${remedy}`;
  const code = await whyNotListening({ ip: host, port: 0 });
  if (code === null) return null;
  return code === 'EADDRNOTAVAIL'
    ? `This machine does not have the address ${host}. ${remedy}`
    : `Nothing can listen on ${host} (${code}). ${remedy}`;
}

async function whyNotFolder(folder: string, mode: number): Promise<string | null> {
  if (!isAbsolute(folder)) return `${folder} is not a whole path. Enter it from the root of the disk on.`;
  try {
    if (!(await stat(folder)).isDirectory()) return `${folder} is not a folder. Enter the path of a folder.`;
    await access(folder, mode);
    return null;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    return code === 'ENOENT'
      ? `There is no folder ${folder}. Make it first, or enter another.`
      : `The folder ${folder} cannot be used (${code}). Enter another.`;
  }
}

async function isMissing(path: string): Promise<boolean> {
  return stat(path).then(
    () => false,
    (error: unknown) => error instanceof Error && 'code' in error && error.code === 'ENOENT',
  );
}
