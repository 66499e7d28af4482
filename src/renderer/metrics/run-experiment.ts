import { client } from '../client';
import { notify, type Remedy } from '../notices/notices';
import { problemOf } from '../notices/problem-of';
import { lab } from '../store';
import { count } from '../words/count';
import { metrics } from './metrics-store';

/** Begins the course's experiment with its usual numbers. What comes of it is told by its stream. */
export async function runExperiment(removeOthers = false): Promise<void> {
  try {
    await client.experiment.run({ removeOthers });
  } catch (error) {
    const { size } = lab.getState().network.peers;
    const remedy: Remedy = {
      label: `Remove ${count(size, 'peer')} and run it`,
      run: () => void runExperiment(true),
    };
    const inTheWay = problemOf(error).code === 'not-possible-now' && size > 0 && !removeOthers;
    tell('The experiment did not begin', error, inTheWay ? remedy : undefined);
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

function tell(title: string, error: unknown, remedy?: Remedy): void {
  const { sentence } = problemOf(error);
  notify({ key: 'experiment', tone: 'error', title, sentence, ...(remedy && { remedy }) });
}
