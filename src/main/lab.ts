import { join } from 'node:path';
import type { DefaultedSetting } from '../shared/network/events';
import type { Problem, Result } from '../shared/problem';
import type { Settings } from '../shared/settings/settings';
import { newToken, readOrMakeToken, type Token } from './api/access/token-file';
import { type LegacyFiles, startLegacyFiles } from './api/files/legacy-files';
import { openHttpFiles } from './api/files/open-http-files';
import { type ApiServer, type ApiServerOptions, startApiServer } from './api/server';
import { Experiments } from './experiment/experiments';
import { rendererFolder, userFolders } from './folders';
import { Overlay } from './network/overlay/overlay';
import { sampleProcess } from './sampling';
import { clearTemporaryFiles, keepSettingsIn, readSettings, settingsFileIn } from './settings-file';

export interface LabOptions {
  /** Address that the page and the API listen on. */
  readonly host: string;
  /** 0 takes any free one. */
  readonly apiPort: number;
  readonly allowedHosts?: readonly string[];
  /** Port of the file service without a token, for old clients; 0 takes any free one. Default: there is none. */
  readonly legacyFilesPort?: number;
  /** Settings for this run alone. */
  readonly overrides?: Partial<Settings>;
  /** Says one line to the user. */
  readonly report: (line: string) => void;
}

export interface Lab {
  readonly overlay: Overlay;
  readonly experiments: Experiments;
  readonly token: Token;
  /** The server, or why there is none. */
  readonly api: Result<ApiServer>;
  /** The file service without a token, or why there is none; absent where none was asked for. */
  readonly legacyFiles?: Result<LegacyFiles>;
  /** Why the API is not on the port that was asked for, when another was free. */
  readonly moved?: Problem;
  /** Starts the network, and begins to tell how busy the process is. */
  start(): Promise<void>;
  /** Every peer leaves, everything closes. Idempotent; a second or three. */
  stop(): Promise<void>;
}

/** How often the next free port is tried, should another program be faster. */
const MAX_ATTEMPTS = 5;

/** A whole lab, with or without a window: settings, token, network, API. Nothing of the network runs before `start`. */
export async function openLab({
  host,
  apiPort,
  allowedHosts = [],
  legacyFilesPort,
  overrides = {},
  report,
}: LabOptions): Promise<Lab> {
  const folders = userFolders();
  const file = settingsFileIn(folders.config);
  await clearTemporaryFiles([file, join(folders.data, 'token'), join(folders.data, 'window.json')]);
  const defaultedSettings: DefaultedSetting[] = [];
  const saved = await readSettings(file, report, (setting) => {
    // What is set for this run is used in place of the default.
    if (!(setting.field in overrides)) defaultedSettings.push(setting);
  });
  const token = await tokenIn(folders.data, report);
  const overlay = new Overlay({
    settings: { ...saved, ...overrides },
    defaultedSettings,
    downloadFolder: folders.downloads,
    keepSettings: keepSettingsIn(file),
  });
  const experiments = new Experiments({ settings: () => overlay.settings, openFiles: openHttpFiles });
  const uiFolder = rendererFolder();
  const uploadFolder = join(folders.data, 'uploaded');
  const options = {
    overlay,
    experiments,
    host,
    port: apiPort,
    token: token.token,
    uiFolder,
    uploadFolder,
    allowedHosts,
  };
  const { api, moved } = await startOnFreePort(options, report);
  const legacyFiles =
    legacyFilesPort === undefined
      ? undefined
      : await startLegacyFiles({ overlay, port: legacyFilesPort, uploadFolder });
  if (legacyFiles?.ok === false) report(legacyFiles.error.sentence);

  let endSampling = () => {};
  let stopped: Promise<void> | undefined;
  const stop = async () => {
    if (legacyFiles?.ok) await legacyFiles.value.stop();
    if (api.ok) await api.value.stop();
    // An experiment has its own network, whose peers leave in the same time as the peers of this one.
    const experimentStopped = experiments.stop();
    await overlay.stop();
    await experimentStopped;
    endSampling();
  };
  return {
    overlay,
    experiments,
    token,
    api,
    ...(legacyFiles && { legacyFiles }),
    ...(moved && { moved }),
    async start() {
      endSampling = sampleProcess(overlay.log);
      await overlay.start();
    },
    stop() {
      stopped ??= stop();
      return stopped;
    },
  };
}

/** @returns the kept token, or, where no file can be kept, one for this run alone */
async function tokenIn(folder: string, report: (line: string) => void): Promise<Token> {
  try {
    const token = await readOrMakeToken(folder);
    if (token.notice !== undefined) report(token.notice);
    return token;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    report(`no token can be kept in ${folder} (${why}); this one is for this run`);
    return { token: newToken() };
  }
}

/** A port in use is said and the next free one taken, so that the lab opens all the same. */
async function startOnFreePort(
  options: ApiServerOptions,
  report: (line: string) => void,
): Promise<{ api: Result<ApiServer>; moved?: Problem }> {
  let attempt = options;
  let moved: Problem | undefined;
  for (let left = MAX_ATTEMPTS; ; left -= 1) {
    const api = await startApiServer(attempt);
    if (api.ok) {
      if (moved) report(`the page and the API are on port ${api.value.port} instead`);
      return moved ? { api, moved } : { api };
    }
    report(api.error.sentence);
    if (api.error.freePort === undefined || left === 1) return { api };
    moved ??= api.error;
    attempt = { ...options, port: api.error.freePort };
  }
}
