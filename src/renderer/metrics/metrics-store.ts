import { useEffect } from 'react';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { ExperimentState } from '../../shared/experiment';
import type { SearchChoice } from '../../shared/network/measure/search-costs';
import type { MetricsReport } from '../../shared/network/metrics';
import { client } from '../client';
import { untilLive } from '../drawer/use-log-tail';

export interface MetricsState {
  /** Null until the first one is here. */
  readonly report: MetricsReport | null;
  readonly experiment: ExperimentState;
  /** Which searches the figures are about. */
  readonly choice: SearchChoice;
  /** What the panel shows; an experiment that ends shows itself. */
  readonly view: 'live' | 'experiment';
}

export const metrics = createStore<MetricsState>(() => ({
  report: null,
  experiment: { state: 'none' },
  choice: {},
  view: 'live',
}));

export function useMetrics<T>(selector: (state: MetricsState) => T): T {
  return useStore(metrics, selector);
}

const PAUSE_BEFORE_RETRY = 1_000;

/** Follows the figures for as long as the component is there. The lab computes them; a window gets two a second. */
export function useMetricsFeed(): void {
  const choice = useMetrics((state) => state.choice);
  useEffect(() => {
    const end = new AbortController();
    const { signal } = end;
    void follow(
      () => client.metrics.watch(choice, { signal }),
      (report) => metrics.setState({ report }),
      signal,
    );
    return () => end.abort();
  }, [choice]);
  useEffect(() => {
    const end = new AbortController();
    const { signal } = end;
    void follow(() => client.experiment.watch(undefined, { signal }), takeExperiment, signal);
    return () => end.abort();
  }, []);
}

function takeExperiment(experiment: ExperimentState): void {
  const before = metrics.getState().experiment.state;
  metrics.setState({ experiment });
  if (before === 'running' && experiment.state === 'ended') metrics.setState({ view: 'experiment' });
  else if (experiment.state !== 'ended') metrics.setState({ view: 'live' });
}

/** Opens the stream again whenever it drops. */
async function follow<T>(
  open: () => Promise<AsyncIterable<T>>,
  take: (item: T) => void,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await untilLive(signal);
      for await (const item of await open()) {
        if (signal.aborted) return;
        take(item);
      }
    } catch {
      // The feed's own connection tells the person; this one only has to begin again once it is back.
    }
    await new Promise<void>((resolve) => {
      if (signal.aborted) return resolve();
      const timer = setTimeout(resolve, PAUSE_BEFORE_RETRY);
      signal.addEventListener('abort', () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
}
