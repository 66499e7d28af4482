import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { keepScreen } from '../hand';
import { expect, test } from '../lab-test';
import { expectJoined } from '../picture';

const NAME = 'Zebra, Song';

async function saved(page: Page, entry: string): Promise<{ name: string; text: string }> {
  await page.getByRole('button', { name: 'Export' }).click();
  const saving = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: entry }).click();
  const download = await saving;
  return { name: download.suggestedFilename(), text: await readFile(await download.path(), 'utf8') };
}

/** @returns the lines of a table as RFC 4180 has it, each by the names in the first line; no cell has a line break */
function table(text: string): Record<string, string>[] {
  const [names = [], ...rows] = text
    .trimEnd()
    .split('\r\n')
    .map((line) =>
      [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
        ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
      ),
    );
  return rows.map((row) => Object.fromEntries(names.map((name, index) => [name, row[index] ?? ''])));
}

test('what is exported is what the API tells', async ({ page, api, hostKind }, info) => {
  test.skip(hostKind === 'desktop', 'the desktop app asks where to save, in a window of the system');
  // No message of its own disturbs the figures between two looks at them.
  await api.settings({ neighbourCheckS: 0, registrationRenewalS: 0 });
  const { peers } = await api.addPeers({ count: 5, wiring: 'line' });
  const [first, , third] = peers;
  if (!first || !third) throw new Error('no peer was added');
  for (const { id } of peers) await api.share(id, { names: id === third.id ? [NAME] : ['Other'] });
  await expectJoined(page, api, 5);
  for (const query of ['zebra', 'nobody has this']) {
    const { id } = await api.startSearch({
      ...{ peer: first.id, query },
      strategy: { kind: 'flood', timeToLive: 2 },
    });
    await api.search(id);
  }
  const metrics = await api.metrics();
  await page.getByRole('tab', { name: 'Metrics' }).click();
  await expect(page.getByRole('table', { name: /^2 searches, 1 answered; 5 peers/ })).toBeVisible();

  const all = await saved(page, 'Everything as JSON');
  expect(all.name).toBe('syncpulse-metrics.json');
  const { report, ...rest } = JSON.parse(all.text);
  expect(rest).toEqual({ searches: metrics.searches, peers: metrics.peers });
  expect(report.figures).toEqual(metrics.report.figures);
  expect(report.curves).toEqual(metrics.report.curves);

  const searches = await saved(page, 'Searches as CSV');
  expect(searches.name).toBe('syncpulse-metrics-searches.csv');
  expect(table(searches.text)).toEqual(
    metrics.searches.map((search) =>
      expect.objectContaining({
        search: search.search,
        asker: first.id,
        query: search.query,
        strategy: 'flood',
        'time to live': '2',
        outcome: 'complete',
        messages: String(search.messages),
        'peers reached': String(search.reached),
        answers: String(search.answers.length),
        'first hops': String(search.answers[0]?.hops ?? ''),
        'first latency ms': String(search.answers[0]?.latencyMs ?? ''),
      }),
    ),
  );
  // And what the API tells is what a line of five does with a time-to-live of two: three are asked, one answers.
  expect(metrics.searches.map(({ messages, reached }) => [messages, reached])).toEqual([
    [4, 3],
    [3, 3],
  ]);

  const rows = table((await saved(page, 'Peers as CSV')).text);
  expect(rows.map(({ peer }) => peer)).toEqual(metrics.peers.map(({ peer }) => peer));
  for (const [index, peer] of metrics.peers.entries())
    expect(rows[index]).toMatchObject({
      name: peer.name,
      degree: String(peer.degree),
      'messages in': String(peer.messagesIn),
      'bytes out': String(peer.bytesOut),
      'SER in': String(peer.in.SER ?? 0),
      'SEROK out': String(peer.out.SEROK ?? 0),
    });

  const figures = table((await saved(page, 'Figures as CSV')).text);
  const { searchMessages, degree } = metrics.report.figures;
  const line = (title: string) => figures.find(({ figure }) => figure === title);
  for (const [title, told] of [
    ['Messages a search', searchMessages],
    ['Degree', degree],
  ] as const)
    expect(line(title)).toMatchObject({
      run: 'live',
      count: String(told?.count),
      mean: String(told?.mean),
      p95: String(told?.p95),
    });
  expect(line('Messages a search')).toMatchObject({ count: '2', min: '3', max: '4', mean: '3.5' });

  const plots = await saved(page, 'Plots as SVG');
  const titles = await page.evaluate<string[]>(`(() => {
    const picture = new DOMParser().parseFromString(${JSON.stringify(plots.text)}, 'image/svg+xml');
    if (picture.querySelector('parsererror')) return ['not an SVG document'];
    return [...picture.querySelectorAll('text')].map((text) => text.textContent);
  })()`);
  expect(titles).toEqual(
    expect.arrayContaining([
      'Hops to the answer',
      'Latency of the answer',
      'Messages a peer',
      'Degree of the peers',
      'Messages a second by verb',
    ]),
  );
  expect(titles).not.toContain('not an SVG document');
  await keepScreen(page, info.project.name, 'exports');
});
