import { existsSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { dirname, isAbsolute, join, resolve } from 'node:path';
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

/**
 * @returns where this user's files are kept, as the operating system has it, as absolute paths; nothing is created
 * @throws where no home folder is known
 */
export function userFolders(environment: NodeJS.ProcessEnv = process.env): Folders {
  const chosen = environment[HOME_VARIABLE];
  if (chosen !== undefined && chosen !== '') {
    const folder = resolve(chosen);
    return { config: folder, data: folder, downloads: join(folder, 'downloads') };
  }
  const { config, data } = envPaths('syncpulse', { suffix: '' });
  return {
    config: isAbsolute(config) ? config : join(accountHome(), '.config', 'syncpulse'),
    data: isAbsolute(data) ? data : join(accountHome(), '.local', 'share', 'syncpulse'),
    downloads: join(isAbsolute(homedir()) ? homedir() : accountHome(), 'Downloads', 'syncPulse'),
  };
}

/** @returns the home folder that the account has, whatever HOME says: an empty or relative one leads to the working folder */
function accountHome(): string {
  const { homedir: home } = userInfo();
  if (isAbsolute(home)) return home;
  throw new Error(`No home folder is known. Name one with the environment variable ${HOME_VARIABLE}.`);
}

/** @returns where the built window lies, whether this runs from `out/` or from the sources */
export function rendererFolder(from: string = import.meta.dirname): string {
  let folder = from;
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder);
  return join(folder, 'out', 'renderer');
}
