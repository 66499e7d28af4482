import { mkdir, readFile, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import { defined } from '../shared/defined';
import { DEFAULT_SETTINGS, type Settings, settingsSchema } from '../shared/settings';
import type { EventLog } from './network/event-log';

/** Says one line to the user. */
type Say = (line: string) => void;

export function settingsFileIn(folder: string): string {
  return join(folder, 'settings.json');
}

/**
 * Reads what {@link keepSettings} has written. Settings that the file leaves out have their defaults, unknown
 * ones are passed over. A file beyond reading is kept aside as `settings.json.broken`, and the defaults hold.
 */
export async function readSettings(file: string, say: Say): Promise<Settings> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (!isMissing(error)) say(`${file} cannot be read (${messageOf(error)}); the default settings are used`);
    return DEFAULT_SETTINGS;
  }
  const parsed = parse(text);
  if (parsed.ok) return { ...DEFAULT_SETTINGS, ...parsed.settings };
  const aside = `${file}.broken`;
  const kept = await rename(file, aside).then(
    () => `it is kept as ${aside}`,
    (error: unknown) => `it could not be moved aside (${messageOf(error)})`,
  );
  say(`${file} is not a settings file (${parsed.why}); ${kept}, and the default settings are used`);
  return DEFAULT_SETTINGS;
}

type Parsed = { ok: true; settings: Partial<Settings> } | { ok: false; why: string };

function parse(text: string): Parsed {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { ok: false, why: 'not JSON' };
  }
  const result = settingsSchema.partial().safeParse(json);
  if (!result.success) return { ok: false, why: z.prettifyError(result.error).replaceAll(/\s*\n\s*/g, ' ') };
  return { ok: true, settings: defined<Settings>(result.data) };
}

/**
 * Writes the settings down whenever they change. What was overridden for this run alone (ports given on the
 * command line) is written only once the user changes it to something else.
 *
 * @param saved what the file says now
 * @returns a function that ends it once the last change is on the disk
 */
export function keepSettings(
  log: EventLog,
  file: string,
  { saved, overrides = {}, say }: { saved: Settings; overrides?: Partial<Settings>; say: Say },
): () => Promise<void> {
  let written = JSON.stringify(saved);
  let wanted = written;
  let writing = Promise.resolve();

  const write = async () => {
    const text = wanted;
    if (text === written) return;
    try {
      await mkdir(dirname(file), { recursive: true });
      await writeFileAtomic(file, `${JSON.stringify(JSON.parse(text), null, 2)}\n`);
    } catch (error) {
      say(
        `the settings could not be written to ${file} (${messageOf(error)}); they hold until this program ends`,
      );
    }
    written = text;
  };

  const unsubscribe = log.subscribe((event) => {
    if (event.type !== 'settings:changed') return;
    wanted = JSON.stringify(withoutOverrides(event.settings, overrides, saved));
    writing = writing.then(write);
  });
  return async () => {
    unsubscribe();
    await writing;
  };
}

/** @returns the settings, with the saved value wherever this run's override still holds; in the schema's order */
function withoutOverrides(settings: Settings, overrides: Partial<Settings>, saved: Settings): Settings {
  const kept = (Object.keys(overrides) as (keyof Settings)[]).filter(
    (key) => overrides[key] === settings[key],
  );
  return { ...saved, ...settings, ...Object.fromEntries(kept.map((key) => [key, saved[key]])) };
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
