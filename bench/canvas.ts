import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from '@playwright/test';
import { chromiumOptions } from '../e2e/chromium';
import { startApiServer } from '../src/main/api/server';
import type { Overlay } from '../src/main/network/overlay/overlay';
import type { GraphPicture } from '../src/renderer/graph/picture';
import { barePeers } from './bare-peers';
import { median, quantile, type Row } from './figures';
import { hosted } from './spawn';

declare global {
  var syncPulse: { picture(): GraphPicture };
}

const CLICKS = 40;
/** Milliseconds over which frames are counted. */
const WATCHED = 5_000;
/** A ping is two messages on the wire: 250 of them make 500 messages a second. */
const PINGS = { each: 20, count: 5 };
const FRAMES_AT = [100, 500, 1_000];
const CLICKS_AT = [100, 500];
const AIM_FRAMES = 55;
const AIM_CLICK = 100;
const UI = fileURLToPath(new URL('../out/renderer', import.meta.url));
const TOKEN = 'bench-bench-bench-bench-bench-bench';

/** What a person sees: a click until the peer is drawn, and frames a second while messages flow. */
export async function benchCanvas(): Promise<Row[]> {
  if (!existsSync(UI)) throw new Error('The window is not built: run npm run build first.');
  const browser = await chromium.launch(chromiumOptions());
  try {
    const blank = await browser.newPage();
    const blankRate = await framesASecond(blank);
    await blank.close();
    const rows: Row[] = [];
    for (const count of FRAMES_AT) {
      await withWindow(browser, count, async (page, overlay) => {
        if (CLICKS_AT.includes(count)) rows.push(...(await clicks(page, count, 1_000 / blankRate)));
        rows.push(await frames(page, overlay, count, blankRate));
      });
    }
    return rows;
  } finally {
    await browser.close();
  }
}

async function withWindow(
  browser: Browser,
  count: number,
  measure: (page: Page, overlay: Overlay) => Promise<void>,
): Promise<void> {
  const overlay = await hosted(count);
  const api = await startApiServer({ overlay, host: '127.0.0.1', port: 0, token: TOKEN, uiFolder: UI });
  if (!api.ok) throw new Error(api.error.sentence);
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  try {
    await page.goto(`${api.value.url}?token=${TOKEN}`);
    await page.waitForFunction((peers) => globalThis.syncPulse?.picture().peers.length === peers, count);
    await page.waitForFunction(() => globalThis.syncPulse.picture().settled, undefined, { timeout: 60_000 });
    await measure(page, overlay);
  } finally {
    await page.close();
    await api.value.stop();
    await overlay.stop();
  }
}

/** From the click on "Add peer" to the first frame that shows it: REG, JOINs and layout included. */
async function clicks(page: Page, count: number, frame: number): Promise<Row[]> {
  const bare: number[] = [];
  const times: number[] = [];
  for (let made = 0; made < CLICKS; made += 1) {
    const start = performance.now();
    const sockets = await barePeers(1);
    bare.push(performance.now() - start + frame);
    await sockets.close();
    times.push(
      await page.evaluate(async () => {
        const before = globalThis.syncPulse.picture().peers.length;
        const button = document.querySelector<HTMLElement>('button[aria-label="Add peer"]');
        const start = performance.now();
        button?.click();
        while (globalThis.syncPulse.picture().peers.length === before) {
          await new Promise((resolve) => requestAnimationFrame(resolve));
        }
        return performance.now() - start;
      }),
    );
  }
  const p95 = quantile(times, 0.95);
  return [
    {
      what: `click to drawn, ${count} peers, median`,
      measured: median(times),
      baseline: median(bare),
      unit: 'ms',
    },
    {
      what: `click to drawn, ${count} peers, p95`,
      measured: p95,
      baseline: quantile(bare, 0.95),
      unit: 'ms',
      aim: { words: `${AIM_CLICK} ms`, reached: p95 < AIM_CLICK },
    },
  ];
}

async function frames(page: Page, overlay: Overlay, count: number, blankRate: number): Promise<Row> {
  const links = [...overlay.log.state.links.values()];
  const pinging = setInterval(() => {
    for (let made = 0; made < PINGS.count; made += 1) {
      const link = links[Math.floor(Math.random() * links.length)];
      if (link) void overlay.ping(link.a, link.b);
    }
  }, PINGS.each);
  const rate = await framesASecond(page);
  clearInterval(pinging);
  return {
    what: `frames a second, ${count} peers, 500 messages a second`,
    measured: rate,
    baseline: blankRate,
    unit: 'fps',
    aim: { words: `${AIM_FRAMES} fps`, reached: rate >= AIM_FRAMES },
  };
}

function framesASecond(page: Page): Promise<number> {
  return page.evaluate(async (watched) => {
    let count = 0;
    const start = performance.now();
    while (performance.now() - start < watched) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
      count += 1;
    }
    return (count * 1_000) / (performance.now() - start);
  }, WATCHED);
}
