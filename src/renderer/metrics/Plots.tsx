import { METRIC_CHARTS, type MetricChart, metricChart, type Run } from '../../shared/charts/metric-charts';
import { classNames } from '../components/class-names';
import { ChartView } from './ChartView';
import css from './Plots.module.css';

const cx = classNames(css);

const PLOT_NAMES: Readonly<Record<MetricChart, string>> = {
  hops: 'CDF of hops',
  latency: 'CDF of latency',
  messages: 'CDF of messages a peer',
  degree: 'CDF of degree',
};

/** The four plots side by side, as many in a row as there is room for. */
export function Plots({ runs, height }: { runs: readonly Run[]; height: number }) {
  return (
    <div className={cx('plots')}>
      {METRIC_CHARTS.map((name) => (
        <ChartView
          key={name}
          label={PLOT_NAMES[name]}
          height={height}
          draw={(look) => metricChart(name, runs, look)}
        />
      ))}
    </div>
  );
}
