import { type ExperimentOptions, tooFewPeers } from '../../shared/experiment/experiment';
import type { ExperimentState } from '../../shared/experiment/experiment-report';
import { failed, ok, type Result } from '../../shared/problem';
import type { Settings } from '../../shared/settings/settings';
import { systemRuntime } from '../runtime/system';
import { watchChanges } from '../runtime/watch-changes';
import { type OwnLabOptions, runInOwnLab } from './own-lab';

/** Milliseconds between two reports of progress. */
const INTERVAL_MS = 250;

export interface ExperimentsOptions extends Pick<OwnLabOptions, 'openOverlay' | 'openFiles'> {
  /** The current settings, which an experiment copies when it begins. */
  readonly settings: () => Settings;
}

/** The experiments of a lab: one at a time, each in its own lab, and the result of the last one. */
export class Experiments {
  readonly #options: ExperimentsOptions;
  readonly #watchers = new Set<() => void>();
  #state: ExperimentState = { state: 'none' };
  #running: { readonly cancel: AbortController; readonly ended: Promise<void> } | null = null;

  constructor(options: ExperimentsOptions) {
    this.#options = options;
  }

  get state(): ExperimentState {
    return this.#state;
  }

  /** Starts an experiment, and returns at once. */
  run(options: ExperimentOptions): Result<ExperimentState> {
    if (this.#running) {
      return failed('not-possible-now', 'An experiment is running already. Wait for its end, or cancel it.');
    }
    const problem = tooFewPeers(options);
    if (problem !== null) return failed('bad-input', problem);
    const cancel = new AbortController();
    this.#onProgress({
      state: 'running',
      progress: { step: 'network', trial: 0, words: 'the experiment begins', share: 0 },
    });
    const ended = runInOwnLab({
      ...this.#options,
      settings: this.#options.settings(),
      options,
      onProgress: (progress) => this.#onProgress({ state: 'running', progress }),
      signal: cancel.signal,
    }).then(
      (result) => {
        this.#running = null;
        this.#onProgress(
          result.ok ? { state: 'ended', report: result.value } : { state: 'failed', problem: result.error },
        );
      },
      (error: unknown) => {
        this.#running = null;
        const why = error instanceof Error ? error.message : String(error);
        const problem = failed('no-answer', `The experiment failed: ${why}.`).error;
        this.#onProgress({ state: 'failed', problem });
      },
    );
    this.#running = { cancel, ended };
    return ok(this.#state);
  }

  cancel(): Result {
    if (!this.#running) return failed('not-found', 'No experiment is running.');
    this.#running.cancel.abort();
    return ok();
  }

  /** Ends the running experiment. Idempotent. */
  async stop(): Promise<void> {
    const running = this.#running;
    running?.cancel.abort();
    await running?.ended;
  }

  /** Yields the current state, then each change, at most four a second; the last one is never omitted. */
  watch(signal?: AbortSignal): AsyncGenerator<ExperimentState, void, void> {
    return watchChanges({
      subscribe: (changed) => {
        this.#watchers.add(changed);
        return () => this.#watchers.delete(changed);
      },
      read: () => this.#state,
      pace: { runtime: systemRuntime, interval: INTERVAL_MS },
      signal,
    });
  }

  #onProgress(state: ExperimentState): void {
    this.#state = state;
    for (const watcher of this.#watchers) watcher();
  }
}
