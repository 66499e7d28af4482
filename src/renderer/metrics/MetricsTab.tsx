import type { Run } from '../../shared/charts/metric-charts';
import { trafficChart } from '../../shared/charts/traffic-chart';
import type { ExperimentProgress } from '../../shared/experiment/experiment-report';
import type { MetricsReport } from '../../shared/network/metrics/metrics-schema';
import { Button } from '../components/Button';
import { classNames } from '../components/class-names';
import { Empty } from '../components/Empty';
import { openDialog } from '../dialogs/open-dialog';
import { useCurrentLab } from '../lab/context';
import { count } from '../words/count';
import { ChartView } from './ChartView';
import { ExperimentFailed } from './ExperimentFailed';
import { ExperimentResult } from './ExperimentResult';
import { trafficOf } from './exports';
import { FigureTable } from './FigureTable';
import css from './MetricsTab.module.css';
import { useMetrics, useMetricsFeed } from './metrics-store';
import { Plots } from './Plots';

const cx = classNames(css);

/** CSS pixels: a row of plots fills the panel as it is at first. */
const PLOT_HEIGHT = 184;

/** What searching costs and brings, live: plots, messages a second, and the table of figures beneath. */
export function MetricsTab() {
  useMetricsFeed();
  const report = useMetrics((state) => state.report);
  const experiment = useMetrics((state) => state.experiment);
  const view = useMetrics((state) => state.view);
  if (view === 'experiment' && experiment.state === 'ended') {
    return (
      <div className={cx('panel')}>
        <ExperimentResult report={experiment.report} plotHeight={PLOT_HEIGHT + 56} />
      </div>
    );
  }
  const waits = experiment.state === 'running' || experiment.state === 'failed';
  const measured = report !== null && (report.peers > 0 || report.searches.made > 0);
  return (
    <div className={cx('panel')}>
      {experiment.state === 'failed' && <ExperimentFailed problem={experiment.problem} />}
      {experiment.state === 'running' && <Running progress={experiment.progress} />}
      {measured ? <Live report={report} /> : !waits && <Nothing />}
    </div>
  );
}

function Nothing() {
  const lab = useCurrentLab();
  return (
    <Empty
      action={
        <Button
          label="Run the experiment…"
          look="outlined"
          onPress={() => openDialog(lab, { kind: 'experiment' })}
        />
      }
    >
      Nothing has been measured yet. Add peers and search for a file, and hops, latency and messages are
      plotted here. Or run the course's experiment: 20 peers of its own, 5 of which ask 50 queries.
    </Empty>
  );
}

function Running({ progress }: { progress: ExperimentProgress }) {
  return (
    <p className={cx('running')}>
      The experiment runs in a network of its own: {progress.words}. The figures of your peers stay apart from
      it.
    </p>
  );
}

function Live({ report }: { report: MetricsReport }) {
  const { searches, peers, undelivered, figures, curves } = report;
  const runs: Run[] = [{ name: 'live', curves }];
  const unsent = undelivered > 0 ? `; ${count(undelivered, 'message')} not sent` : '';
  const hint = searches.made === 0 ? '. Search for a file to measure hops and latency' : '';
  return (
    <>
      <Plots runs={runs} height={PLOT_HEIGHT} />
      <ChartView
        label="Messages a second by verb"
        height={PLOT_HEIGHT}
        draw={(look) => trafficChart({ ...trafficOf(report), ...look })}
      />
      <FigureTable
        caption={`${count(searches.made, 'search', 'searches')}, ${searches.answered} answered; ${count(peers, 'peer')}${unsent}${hint}`}
        figures={figures}
      />
      <p className={cx('note')}>
        Hops count how often a question was passed on: a direct neighbour = 0 forwards, a neighbour of it = 1.
        The searches chosen above are those of hops, latency, redundancy, recall and messages a search; peers
        are counted whatever they did it for.
      </p>
    </>
  );
}
