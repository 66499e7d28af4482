import type { Curves } from '../network/metrics/metrics-schema';
import { type CdfCurve, cdfChart } from './cdf-chart';
import type { Chart, ChartSize } from './chart-frame';
import type { ChartTheme } from './theme';

/** The plots that the course asks for, in their order. */
export const METRIC_CHARTS = ['hops', 'latency', 'messages', 'degree'] as const;
export type MetricChart = (typeof METRIC_CHARTS)[number];

/** One run of measurements, or one part of an experiment. */
export interface Run {
  readonly name: string;
  readonly curves: Curves;
}

interface Look {
  readonly size: ChartSize;
  readonly theme: ChartTheme;
}

/**
 * One plot of one run, or of several side by side. Of several, hops and latency are those of each search's first
 * answer; of one alone there is room for those of every answer, too.
 */
export function metricChart(name: MetricChart, runs: readonly Run[], look: Look): Chart {
  const [only] = runs;
  const alone = runs.length === 1 && only !== undefined;
  const firstAndEvery = (first: keyof Curves, every: keyof Curves): CdfCurve[] =>
    alone
      ? [
          { name: 'first answer', steps: only.curves[first] },
          { name: 'every answer', steps: only.curves[every] },
        ]
      : ofEach(runs, first);
  switch (name) {
    case 'hops':
      return cdfChart({
        title: 'Hops to the answer',
        axis: 'Hops',
        of: alone ? 'answers' : 'answered searches',
        unit: 'hops',
        whole: true,
        curves: firstAndEvery('firstHops', 'hops'),
        ...look,
      });
    case 'latency':
      return cdfChart({
        title: 'Latency of the answer',
        axis: 'Latency (ms)',
        of: alone ? 'answers' : 'answered searches',
        unit: 'ms',
        whole: false,
        curves: firstAndEvery('firstLatency', 'latency'),
        ...look,
      });
    case 'messages':
      return cdfChart({
        title: 'Messages a peer',
        axis: 'Messages sent and received',
        of: 'peers',
        unit: 'messages',
        whole: true,
        curves: ofEach(runs, 'peerMessages'),
        ...look,
      });
    case 'degree':
      return cdfChart({
        title: 'Degree of the peers',
        axis: 'Degree (neighbours)',
        of: 'peers',
        unit: 'neighbours',
        whole: true,
        curves: ofEach(runs, 'degree'),
        ...look,
      });
    default:
      return name satisfies never;
  }
}

function ofEach(runs: readonly Run[], figure: keyof Curves): CdfCurve[] {
  return runs.map(({ name, curves }) => ({ name, steps: curves[figure] }));
}
