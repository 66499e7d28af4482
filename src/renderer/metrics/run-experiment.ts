import type { ExperimentOptions } from '../../shared/experiment/experiment';
import type { Lab } from '../lab/lab';
import { notify } from '../notices/notices';
import { problemOf } from '../notices/problem-of';
import { metrics } from './metrics-store';

/** Begins an experiment. What comes of it is reported by its stream. */
export async function runExperiment(lab: Lab, options: Partial<ExperimentOptions>): Promise<void> {
  try {
    await lab.client.experiment.run(options);
  } catch (error) {
    tell(lab, 'The experiment did not begin', error);
  }
}

export async function cancelExperiment(lab: Lab): Promise<void> {
  try {
    await lab.client.experiment.cancel();
  } catch (error) {
    tell(lab, 'The experiment was not cancelled', error);
  }
}

export async function resetMetrics(lab: Lab): Promise<void> {
  try {
    await lab.client.metrics.reset();
    metrics(lab).setState({ choice: {} });
  } catch (error) {
    tell(lab, 'The metrics were not reset', error);
  }
}

function tell(lab: Lab, title: string, error: unknown): void {
  notify(lab, { key: 'experiment', tone: 'error', title, sentence: problemOf(error).sentence });
}
