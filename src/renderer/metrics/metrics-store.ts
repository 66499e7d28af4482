import { createStore } from 'zustand/vanilla';
import type { ExperimentState } from '../../shared/experiment/experiment-report';
import type { MetricsReport, SearchChoice } from '../../shared/network/metrics/metrics-schema';
import { useCurrentLab, useLabPart } from '../lab/context';
import { useStream } from '../lab/follow-stream';
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

/** Follows the figures for as long as the component is there. The lab computes them; a window gets two a second. */
export function useMetricsFeed(): void {
  const lab = useCurrentLab();
  const choice = useMetrics((state) => state.choice);
  useStream(choice, {
    open: (signal) => lab.client.metrics.watch(choice, { signal }),
    take: (report) => metrics(lab).setState({ report }),
  });
  useStream('experiment', {
    open: (signal) => lab.client.experiment.watch(undefined, { signal }),
    take: (experiment) => takeExperiment(lab, experiment),
  });
}

function takeExperiment(lab: Lab, experiment: ExperimentState): void {
  const before = metrics(lab).getState().experiment.state;
  metrics(lab).setState({ experiment });
  if (before === 'running' && experiment.state === 'ended') metrics(lab).setState({ view: 'experiment' });
  else if (experiment.state !== 'ended') metrics(lab).setState({ view: 'live' });
}
