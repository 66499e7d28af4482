import { useEffect } from 'react';
import { createStore } from 'zustand/vanilla';
import type { ExperimentState } from '../../shared/experiment/experiment-report';
import type { MetricsReport, SearchChoice } from '../../shared/network/metrics/metrics-schema';
import { untilLive } from '../lab/connection';
import { useCurrentLab, useLabPart } from '../lab/context';
import type { Lab } from '../lab/lab';
import { labPart } from '../lab/part';

export interface MetricsState {
  /** Null until the first one is here. */
  readonly report: MetricsReport | null;
  readonly experiment: ExperimentState;
  /** Which searches the figures are about. */
  readonly choice: SearchChoice;
  /** What the panel shows; an experiment that ends shows itself. */
  readonly view: 'live' | 'experiment';
}

export const metrics = labPart(() =>
  createStore<MetricsState>(() => ({
    report: null,
    experiment: { state: 'none' },
    choice: {},
    view: 'live',
  })),
);

export function useMetrics<T>(selector: (state: MetricsState) => T): T {
  return useLabPart(metrics, selector);
}

const PAUSE_BEFORE_RETRY = 1_000;

/** Follows the figures for as long as the component is there. The lab computes them; a window gets two a second. */
export function useMetricsFeed(): void {
  const lab = useCurrentLab();
  const choice = useMetrics((state) => state.choice);
  useEffect(() => {
    const end = new AbortController();
    const { signal } = end;
    void follow(
      lab,
      () => lab.client.metrics.watch(choice, { signal }),
      (report) => metrics(lab).setState({ report }),
      signal,
    );
    return () => end.abort();
  }, [lab, choice]);
  useEffect(() => {
    const end = new AbortController();
    const { signal } = end;
    void follow(
      lab,
      () => lab.client.experiment.watch(undefined, { signal }),
      (experiment) => takeExperiment(lab, experiment),
      signal,
    );
    return () => end.abort();
  }, [lab]);
}

function takeExperiment(lab: Lab, experiment: ExperimentState): void {
  const before = metrics(lab).getState().experiment.state;
  metrics(lab).setState({ experiment });
  if (before === 'running' && experiment.state === 'ended') metrics(lab).setState({ view: 'experiment' });
  else if (experiment.state !== 'ended') metrics(lab).setState({ view: 'live' });
}

/** Opens the stream again whenever it drops. */
async function follow<T>(
  lab: Lab,
  open: () => Promise<AsyncIterable<T>>,
  take: (item: T) => void,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await untilLive(lab, signal);
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
