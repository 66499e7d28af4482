import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import sirv from 'sirv';
import { build } from 'vite';
import { chromiumOptions } from '../e2e/chromium';
import type { Library, Measured } from './canvas-page/page';
import { median, type Row } from './figures';

const COUNTS = [5_000, 10_000];
const RUNS = 5;
const AIMS: Readonly<Record<number, { layout: number; zoom: number; added: number }>> = {
  5000: { layout: 50, zoom: 55, added: 80 },
  10000: { layout: 30, zoom: 40, added: Number.POSITIVE_INFINITY },
};
const LIBRARIES: readonly Library[] = ['syncPulse', 'vis-network', 'force-graph', 'sigma'];
const PAGE = join(import.meta.dirname, 'canvas-page');

/** Large networks as they are drawn, next to other libraries that draw the same graph at the same places. */
export async function benchCanvasSize(): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'syncpulse-canvas-'));
  await build({ root: PAGE, logLevel: 'error', build: { outDir: folder, emptyOutDir: true } });
  const server = createServer(sirv(folder));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const browser = await chromium.launch(chromiumOptions());
  try {
    const rows: Row[] = [];
    for (const count of COUNTS) {
      for (const library of LIBRARIES) {
        const measured: Measured[] = [];
        for (let run = 0; run < (library === 'syncPulse' ? RUNS : 1); run += 1) {
          const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
          await page.goto(url);
          const one = await measure(page, library, count);
          await page.close();
          if (one) measured.push(one);
        }
        rows.push(...rowsOf(library, count, measured));
      }
    }
    return rows;
  } finally {
    await browser.close();
    server.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** @returns null where the library cannot draw here, such as WebGL without a graphics card */
async function measure(page: Page, library: Library, count: number): Promise<Measured | null> {
  try {
    return await page.evaluate(([name, peers]) => globalThis.canvasBench.measure(name, peers), [
      library,
      count,
    ] as const);
  } catch (error) {
    console.error(`${library} could not draw ${count} peers:`, error);
    return null;
  }
}

function rowsOf(library: Library, count: number, measured: readonly Measured[]): Row[] {
  if (measured.length === 0) return [];
  const of = (figure: (one: Measured) => number) => median(measured.map(figure));
  const aims = library === 'syncPulse' ? AIMS[count] : undefined;
  const peers = `${count.toLocaleString('en')} peers, ${library}`;
  const rate = (what: string, value: number, aim?: number): Row => ({
    ...{ what: `${what}, ${peers}`, measured: value, unit: 'fps' },
    ...(aim !== undefined && { aim: { words: `${aim} fps`, reached: value >= aim } }),
  });
  const added = of((one) => median(one.added));
  const finite = aims !== undefined && Number.isFinite(aims.added);
  const rows: Row[] = [
    rate(
      'layout running',
      of((one) => one.layout),
      aims?.layout,
    ),
    rate(
      'settled and zooming',
      of((one) => one.zoom),
      aims?.zoom,
    ),
    {
      ...{ what: `a peer added and drawn, ${peers}`, measured: added, unit: 'ms' },
      ...(finite && { aim: { words: `${aims.added} ms`, reached: added <= aims.added } }),
    },
  ];
  if (library !== 'syncPulse') return rows;
  const idle = of((one) => one.idle);
  return [
    ...rows,
    { what: `a peer selected, median, ${peers}`, measured: of((one) => median(one.selected)), unit: 'ms' },
    {
      ...{ what: `frames in a second without a change, ${peers}`, measured: idle, unit: 'frames' },
      aim: { words: '0', reached: idle === 0 },
    },
  ];
}
