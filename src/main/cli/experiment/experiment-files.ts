import { createWriteStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { METRIC_CHARTS, metricChart } from '../../../shared/charts/metric-charts';
import { svgDocument } from '../../../shared/charts/svg';
import { LIGHT_CHART } from '../../../shared/charts/theme';
import type { ExperimentReport } from '../../../shared/experiment/experiment-report';
import { experimentTables } from '../../../shared/experiment/experiment-tables';
import type { EventLog } from '../../network/log/event-log';

const PLOT = { width: 640, height: 400 };

export interface EventFile {
  /** Resolves when everything is on the disk. Idempotent. @throws NodeJS.ErrnoException where it could not be written */
  close(): Promise<void>;
}

/** Writes every event from now on as one line of JSON each into `events.jsonl`. @param folder exists */
export function openEventFile(folder: string, log: EventLog): EventFile {
  const file = createWriteStream(join(folder, 'events.jsonl'));
  const written = new Promise<void>((resolve, reject) => {
    file.on('finish', resolve);
    file.on('error', reject);
  });
  // It is awaited at the end; until then a failure must not end the program as an unhandled rejection.
  written.catch(() => {});
  const unsubscribe = log.subscribe((event) => file.write(`${JSON.stringify(event)}\n`));
  return {
    close: () => {
      unsubscribe();
      file.end();
      return written;
    },
  };
}

/** @returns the names of the files written: the report, its tables, its plots */
export async function writeReport(folder: string, report: ExperimentReport): Promise<string[]> {
  const runs = report.rounds.map(({ title, curves }) => ({ name: title, curves }));
  const files = new Map<string, string>([
    ['report.json', `${JSON.stringify(report, null, 2)}\n`],
    ...Object.entries(experimentTables(report)).map(([name, text]) => [`${name}.csv`, text] as const),
    ...METRIC_CHARTS.map((name) => {
      const { root } = metricChart(name, runs, { size: PLOT, theme: LIGHT_CHART });
      return [`${name}.svg`, svgDocument(root)] as const;
    }),
  ]);
  for (const [name, text] of files) await writeFile(join(folder, name), text);
  return [...files.keys()];
}
