import type { ExperimentOptions } from '../../shared/experiment';
import { client } from '../client';
import { notify } from '../notices/notices';
import { problemOf } from '../notices/problem-of';
import { metrics } from './metrics-store';

/** Begins an experiment. What comes of it is reported by its stream. */
export async function runExperiment(options: Partial<ExperimentOptions>): Promise<void> {
  try {
    await client.experiment.run(options);
  } catch (error) {
    tell('The experiment did not begin', error);
  }
}

export async function cancelExperiment(): Promise<void> {
  try {
    await client.experiment.cancel();
  } catch (error) {
    tell('The experiment was not cancelled', error);
  }
}

export async function resetMetrics(): Promise<void> {
  try {
    await client.metrics.reset();
    metrics.setState({ choice: {} });
  } catch (error) {
    tell('The metrics were not reset', error);
  }
}

function tell(title: string, error: unknown): void {
  notify({ key: 'experiment', tone: 'error', title, sentence: problemOf(error).sentence });
}
