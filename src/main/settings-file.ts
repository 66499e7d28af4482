import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import type { DefaultedSetting } from '../shared/network/events';
import { failed, ok } from '../shared/problem';
import { DEFAULT_SETTINGS, SETTING_KEYS, type Settings, settingsSchema } from '../shared/settings/settings';
import { readRegularFile } from './network/files/read-regular-file';
import { findUnusableSettings } from './network/overlay/check-settings';
import type { KeepSettings } from './network/overlay/overlay';

/** Says one line to the user. */
type Say = (line: string) => void;

const MAX_BYTES = 1_000_000;
/** Milliseconds after which a temporary file is nobody's: a write takes far less. */
const ABANDONED_AFTER_MS = 60_000;

export function settingsFileIn(folder: string): string {
  return join(folder, 'settings.json');
}

/**
 * Reads what {@link keepSettingsIn} has written. A setting that the file leaves out, or that cannot work on this
 * machine, has its default; the latter is reported by name and stays in the file. Unknown ones are passed over. A
 * file that is not JSON is kept aside as `settings.json.broken`.
 *
 * @param onDefaulted is given each setting whose stored value cannot be used
 */
export async function readSettings(
  file: string,
  say: Say,
  onDefaulted: (setting: DefaultedSetting) => void = () => undefined,
): Promise<Settings> {
  let text: string;
  try {
    text = await readRegularFile(file, MAX_BYTES);
  } catch (error) {
    if (!isMissing(error)) say(`${file} cannot be read (${messageOf(error)}); the default settings are used`);
    return DEFAULT_SETTINGS;
  }
  const stored = parse(text);
  if (stored === null) {
    const aside = `${file}.broken`;
    const kept = await rename(file, aside).then(
      () => `it is kept as ${aside}`,
      (error: unknown) => `it could not be moved aside (${messageOf(error)})`,
    );
    say(`${file} is not a settings file; ${kept}, and the default settings are used`);
    return DEFAULT_SETTINGS;
  }
  const reportDefault = (key: keyof Settings, why: string) => {
    onDefaulted({ field: key, why });
    say(
      `setting “${key}” in ${file} cannot be used (${why}); its default ${JSON.stringify(DEFAULT_SETTINGS[key])} is used`,
    );
  };
  const read: Record<string, unknown> = {};
  for (const key of SETTING_KEYS) {
    if (!(key in stored)) continue;
    const result = settingsSchema.shape[key].safeParse(stored[key]);
    if (result.success) read[key] = result.data;
    else reportDefault(key, result.error.issues.map(({ message }) => message).join(', '));
  }
  const settings = settingsSchema.parse({ ...DEFAULT_SETTINGS, ...read });
  const unusable = await findUnusableSettings(settings, SETTING_KEYS);
  const replaced: Record<string, unknown> = {};
  for (const key of SETTING_KEYS) {
    const why = unusable[key];
    if (why === undefined) continue;
    reportDefault(key, why);
    replaced[key] = DEFAULT_SETTINGS[key];
  }
  return settingsSchema.parse({ ...settings, ...replaced });
}

/** @returns the object that the text is, or null */
function parse(text: string): Record<string, unknown> | null {
  try {
    const json: unknown = JSON.parse(text);
    if (typeof json !== 'object' || json === null || Array.isArray(json)) return null;
    return { ...json };
  } catch {
    return null;
  }
}

/**
 * Keeps settings in a file. Only what a change names is written, into what the file holds at that moment: another
 * program with the same file keeps what it wrote, and what the command line sets for one run is not stored.
 *
 * @returns a function that resolves once the file, and its name in the folder, are on the disk
 */
export function keepSettingsIn(file: string): KeepSettings {
  return async (settings, changed) => {
    const folder = dirname(file);
    try {
      await mkdir(folder, { recursive: true });
      // Loaded when it is needed: it installs listeners for signals.
      const { default: lockfile } = await import('proper-lockfile');
      const release = await lockfile.lock(file, {
        realpath: false,
        retries: { retries: 40, minTimeout: 20, maxTimeout: 250 },
      });
      try {
        const stored = await readStored(file);
        const change = Object.fromEntries(changed.map((key) => [key, settings[key]]));
        await writeFileAtomic(file, `${JSON.stringify({ ...stored, ...change }, null, 2)}\n`);
        await syncFolder(folder);
      } finally {
        await release();
      }
      return ok();
    } catch (error) {
      const sentence = `The settings could not be written to ${file} (${messageOf(error)}). Nothing was changed. Free the disk or give the right to write, then save again.`;
      return failed('disk-full', sentence);
    }
  };
}

/** @returns what the file holds; nothing where it is missing or not a settings file */
async function readStored(file: string): Promise<Record<string, unknown>> {
  try {
    return parse(await readRegularFile(file, MAX_BYTES)) ?? {};
  } catch (error) {
    if (isMissing(error)) return {};
    throw error;
  }
}

/** A renamed file has its new name for certain only when the folder is written, too. Windows cannot open a folder. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Removes the temporary files that a program left which was ended while it wrote one of these.
 *
 * @param files whose temporary files are named after them: the name, a dot, and digits
 */
export async function clearTemporaryFiles(files: readonly string[]): Promise<void> {
  for (const file of files) {
    const start = `${basename(file)}.`;
    const folder = dirname(file);
    const names = await readdir(folder).catch(() => []);
    for (const name of names) {
      if (!name.startsWith(start) || !/^\d+$/.test(name.slice(start.length))) continue;
      const path = join(folder, name);
      const age = await stat(path).then(
        ({ mtimeMs }) => Date.now() - mtimeMs,
        () => 0,
      );
      if (age > ABANDONED_AFTER_MS) await rm(path, { force: true }).catch(() => undefined);
    }
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
