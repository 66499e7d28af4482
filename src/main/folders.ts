import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import envPaths from 'env-paths';

/** Names a folder that takes the place of all of those below: for tests, and for two labs side by side. */
export const HOME_VARIABLE = 'SYNCPULSE_HOME';

export interface Folders {
  /** Holds `settings.json`. */
  readonly config: string;
  /** Holds `token`, and what was uploaded. */
  readonly data: string;
  /** Where downloads appear while the settings name no folder. */
  readonly downloads: string;
}

/** @returns where this user's files are kept, as the operating system has it; nothing is created */
export function userFolders(environment: NodeJS.ProcessEnv = process.env): Folders {
  const home = environment[HOME_VARIABLE];
  if (home !== undefined && home !== '')
    return { config: home, data: home, downloads: join(home, 'downloads') };
  const { config, data } = envPaths('syncpulse', { suffix: '' });
  return { config, data, downloads: join(homedir(), 'Downloads', 'syncPulse') };
}

/** @returns where the built window lies, whether this runs from `out/` or from the sources */
export function rendererFolder(from: string = import.meta.dirname): string {
  let folder = from;
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder);
  return join(folder, 'out', 'renderer');
}
