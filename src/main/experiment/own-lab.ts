import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExperimentOptions } from '../../shared/experiment/experiment';
import type { ExperimentProgress, ExperimentReport } from '../../shared/experiment/experiment-report';
import { failed, ok, type Result } from '../../shared/problem';
import type { Settings } from '../../shared/settings/settings';
import { Overlay, type OverlayOptions } from '../network/overlay/overlay';
import { runExperiment } from './experiment';
import { localFiles, type OpenFileService } from './file-service';

export interface OwnLabOptions {
  /** Creates the network, which does not run yet; default: on sockets of the operating system. */
  readonly openOverlay?: (options: OverlayOptions) => Overlay;
  /** Those that concern peers apply: time-to-live, time-outs, transport, list of files. */
  readonly settings: Settings;
  readonly openFiles: OpenFileService;
  readonly options: ExperimentOptions;
  readonly onProgress: (progress: ExperimentProgress) => void;
  readonly signal: AbortSignal;
}

/** Generated content that is written to the disk, for a network without an API. */
export const openLocalFiles: OpenFileService = async () => ok({ files: localFiles, stop: async () => {} });

/**
 * Runs an experiment in a separate network: its own peers, event log, bootstrap server and files, on free ports of
 * this machine. Everything is closed and deleted before the promise resolves, after a cancellation too.
 */
export async function runInOwnLab(what: OwnLabOptions): Promise<Result<ExperimentReport>> {
  const { openOverlay = (own) => new Overlay(own), settings, openFiles, options, onProgress, signal } = what;
  const folder = await mkdtemp(join(tmpdir(), 'syncpulse-experiment-'));
  const overlay = openOverlay({ settings: { ...settings, ...ownAddress(folder) } });
  try {
    await overlay.start();
    const { phase, problem } = overlay.log.state.bootstrap;
    if (phase !== 'running') {
      return failed(
        problem?.code ?? 'bootstrap-stopped',
        `The experiment's own bootstrap server did not start: ${problem?.sentence ?? phase}`,
      );
    }
    const service = await openFiles(overlay, join(folder, 'uploaded'));
    if (!service.ok) return service;
    try {
      return await runExperiment({
        overlay,
        options,
        files: service.value.files,
        onProgress: onProgress,
        signal,
      });
    } finally {
      await service.value.stop();
    }
  } finally {
    await overlay.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Settings that share nothing with another network, a person or an earlier run. */
function ownAddress(folder: string): Partial<Settings> {
  return {
    bindHost: '127.0.0.1',
    advertisedHost: '',
    bootstrapAt: '',
    bootstrapPort: 0,
    firstPeerPort: 0,
    sharedFolder: '',
    downloadFolder: folder,
    // A peer shares only the files that are drawn for it, in every trial.
    shareDownloads: false,
  };
}
