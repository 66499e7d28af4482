import type { Chart } from '../../shared/charts/chart-frame';
import { METRIC_CHARTS, metricChart, type Run } from '../../shared/charts/metric-charts';
import { type SvgNode, svg, svgDocument } from '../../shared/charts/svg';
import type { ChartTheme } from '../../shared/charts/theme';
import { trafficChart } from '../../shared/charts/traffic-chart';
import type { ExperimentReport } from '../../shared/experiment/experiment-report';
import { experimentTables } from '../../shared/experiment/experiment-tables';
import { SHOWN_SECONDS } from '../../shared/network/metrics/metrics';
import type { MetricsReport } from '../../shared/network/metrics/metrics-schema';
import { figuresCsv, peersCsv, searchesCsv } from '../../shared/network/metrics/metrics-tables';
import type { Lab } from '../lab/lab';
import { notify } from '../notices/notices';
import { problemOf } from '../notices/problem-of';
import { chartTheme } from './chart-theme';
import { metrics } from './metrics-store';
import { pngOf, saveFile } from './save-file';

type TableName = 'figures' | 'searches' | 'peers';
export type ExportChoice = 'svg' | 'png' | 'json' | TableName;

const CHART = { width: 560, height: 340 };
const COLUMNS = 2;

/** Saves what the panel shows: the plots as one picture, a table, or everything that was measured. */
export async function exportMetrics(lab: Lab, what: ExportChoice): Promise<void> {
  try {
    const { view, experiment } = metrics(lab).getState();
    const report = view === 'experiment' && experiment.state === 'ended' ? experiment.report : null;
    const name = `syncpulse-${report ? 'experiment' : 'metrics'}`;
    const { suffix, content } = await contentOf(lab, what, report);
    saveFile(`${name}${suffix}`, content);
  } catch (error) {
    const { sentence } = problemOf(error);
    notify(lab, { key: 'export', tone: 'error', title: 'The figures were not saved', sentence });
  }
}

async function contentOf(lab: Lab, what: ExportChoice, report: ExperimentReport | null) {
  if (what === 'svg' || what === 'png') {
    const sheet = sheetOf(lab, report, chartTheme());
    const text = svgDocument(sheet.root);
    const content =
      what === 'svg' ? new Blob([text], { type: 'image/svg+xml' }) : await pngOf(text, sheet.size);
    return { suffix: `.${what}`, content };
  }
  if (what === 'json') {
    const all = report ?? (await lab.client.metrics.get(metrics(lab).getState().choice));
    const content = new Blob([`${JSON.stringify(all, null, 2)}\n`], { type: 'application/json' });
    return { suffix: '.json', content };
  }
  const table = await tableOf(lab, what, report);
  return { suffix: `-${what}.csv`, content: new Blob([table], { type: 'text/csv' }) };
}

async function tableOf(lab: Lab, table: TableName, report: ExperimentReport | null): Promise<string> {
  if (report) return experimentTables(report)[table];
  const { report: now, searches, peers } = await lab.client.metrics.get(metrics(lab).getState().choice);
  switch (table) {
    case 'figures':
      return figuresCsv([{ name: 'live', figures: now.figures }]);
    case 'searches':
      return searchesCsv([{ name: 'live', searches }]);
    case 'peers':
      return peersCsv([{ name: 'live', peers }]);
    default:
      return table satisfies never;
  }
}

/** All charts of the panel on one sheet. */
function sheetOf(lab: Lab, report: ExperimentReport | null, theme: ChartTheme) {
  const { report: now } = metrics(lab).getState();
  const look = { size: CHART, theme };
  const runs: Run[] = report
    ? report.rounds.map(({ title, curves }) => ({ name: title, curves }))
    : now
      ? [{ name: 'live', curves: now.curves }]
      : [];
  const charts: Chart[] = METRIC_CHARTS.map((name) => metricChart(name, runs, look));
  if (!report && now) charts.push(trafficChart({ ...trafficOf(now), ...look }));
  const rows = Math.ceil(charts.length / COLUMNS);
  const size = { width: CHART.width * COLUMNS, height: CHART.height * rows };
  const placed: SvgNode[] = charts.map(({ root }, index) =>
    svg(
      'g',
      {
        transform: `translate(${(index % COLUMNS) * CHART.width} ${Math.floor(index / COLUMNS) * CHART.height})`,
      },
      root,
    ),
  );
  const ground = svg('rect', { ...size, fill: theme.surface });
  return {
    size,
    root: svg('svg', { ...size, viewBox: `0 0 ${size.width} ${size.height}` }, ground, ...placed),
  };
}

/** What the chart of messages a second is drawn from. */
export function trafficOf({ traffic, at }: MetricsReport) {
  return {
    title: 'Messages a second by verb',
    seconds: traffic,
    last: Math.floor(at / 1_000),
    span: SHOWN_SECONDS,
  };
}
