import type { Page } from '@playwright/test';
import type { SearchItem } from '../../src/shared/contract/search';
import type { NetworkEvent, PeerId, SearchId } from '../../src/shared/network/events';
import { Hand, keepScreen } from '../hand';
import type { Api } from '../host/api';
import { expect, test } from '../lab-test';
import { expectJoined, pictureOf } from '../picture';

const NAME = 'Zebra Song';
const NONE: PeerId = 'none:0';

/**
 * Six peers in a line, of which the first has a short way to the third; who is next to it and who is last have the
 * file. Asked by the first with a time-to-live of 2, the last is out of reach.
 */
async function shortcut(page: Page, api: Api): Promise<PeerId[]> {
  const { peers } = await api.addPeers({ count: 6, wiring: 'line' });
  const ids = peers.map(({ id }) => id);
  const [first = '', second = '', third = '', , , last = ''] = ids;
  await api.connect(first, third);
  for (const id of ids) await api.share(id, { names: id === second || id === last ? [NAME] : ['Other'] });
  await expectJoined(page, api, 6);
  return ids;
}

/** What a search did, counted from the frames that arrived, by nothing that the program itself counts with. */
function countedFrom(events: readonly NetworkEvent[], search: SearchId) {
  const started = events.find((event) => event.type === 'search:started' && event.search === search);
  const round = events.find((event) => event.type === 'search:round' && event.search === search);
  if (started?.type !== 'search:started' || round?.type !== 'search:round') throw new Error(`no ${search}`);
  const questions = events.flatMap((event) =>
    event.type === 'message:received' &&
    event.verb === 'SER' &&
    event.seq > started.seq &&
    event.frame.includes(`"${round.spelling}"`)
      ? [{ from: event.from, to: event.to, hops: Number(event.frame.trim().split(' ').at(-1)) - round.hops }]
      : [],
  );
  const reached = new Map<PeerId, { from: string; hops: number }>();
  const wasted: string[] = [];
  for (const { from, to, hops } of questions) {
    if (to === started.peer || reached.has(to)) wasted.push(`${from} > ${to}`);
    else reached.set(to, { from, hops });
  }
  return { questions: questions.length, reached, wasted: wasted.sort() };
}

async function anatomyOf(page: Page) {
  const { anatomy } = await pictureOf(page);
  if (!anatomy) throw new Error('the canvas shows no search');
  return anatomy;
}

async function ask(page: Page, query: string): Promise<void> {
  const field = page.getByRole('combobox', { name: 'Words of a file name' });
  await field.fill(query);
  await field.press('Enter');
}

test('a search from a chosen peer shows what its messages did, as the events tell it', async ({
  page,
  api,
}, info) => {
  const [first = NONE, second = NONE, , , , last = NONE] = await shortcut(page, api);
  const nameOf = new Map((await api.network()).peers.map(({ id, name }) => [id, name]));
  await new Hand(page).clickPeer(first);
  await page.keyboard.press('s');
  const query = page.getByRole('combobox', { name: 'Words of a file name' });
  await expect(query).toBeFocused();
  await expect(page.getByRole('combobox', { name: 'Peer that asks' })).toHaveValue(nameOf.get(first) ?? '');
  await query.pressSequentially('zeb');
  await expect(page.getByRole('option', { name: NAME })).toBeVisible();
  await query.press('ArrowDown');
  await query.press('Enter');
  await expect(query).toHaveValue(NAME);
  await page.getByLabel('Time-to-live').fill('2');
  await query.press('Enter');

  const results = page.getByRole('table', { name: 'Results' });
  await expect(results.getByRole('row')).toHaveCount(2);
  await expect(results.getByRole('row', { name: NAME })).toContainText(nameOf.get(second) ?? 'none');

  const events = await api.eventsUntil((event) => event.type === 'search:ended');
  const counted = countedFrom(events, 's1');
  expect(counted.wasted.length).toBeGreaterThan(0);
  await expect.poll(async () => (await anatomyOf(page)).reached.length).toBe(counted.reached.size);
  const shown = await anatomyOf(page);
  expect(shown.asker).toBe(first);
  expect(new Map(shown.reached.map(({ peer, from, hops }) => [peer, { from, hops }]))).toEqual(
    counted.reached,
  );
  const wasted = shown.wasted.flatMap(({ from, to, messages }) =>
    Array.from({ length: messages }, () => `${from} > ${to}`),
  );
  expect(wasted.sort()).toEqual(counted.wasted);
  expect(shown.answered).toEqual([second]);
  expect(shown.missed).toEqual([last]);
  const ends = [...counted.reached].filter(([, { hops }]) => hops === 2).map(([id]) => id);
  expect([...shown.ends].sort()).toEqual(ends.sort());

  const bar = page.getByRole('region', { name: 'Anatomy of a search' });
  const share = Math.round((counted.wasted.length / counted.questions) * 100);
  await expect(bar).toContainText(`${counted.reached.size} of 5 reached`);
  await expect(bar).toContainText(`${share} % wasted`);
  await expect(bar).toContainText('recall 50 %');
  await new Hand(page).stillness();
  await keepScreen(page, info.project.name, 'anatomy');

  // Played again: from nobody to everybody, in as many steps as messages arrived.
  const { anatomy } = await api.search('s1');
  const messages = bar.getByRole('slider', { name: 'Messages' });
  await messages.press('Home');
  expect((await anatomyOf(page)).reached).toEqual([]);
  await bar.getByRole('button', { name: 'One message on' }).click();
  await expect(bar).toContainText(`1 / ${anatomy.steps.length}`);
  expect((await anatomyOf(page)).reached).toHaveLength(1);
  await bar.getByRole('button', { name: 'Play it again, slowly' }).click();
  await expect(bar).toContainText(`${anatomy.steps.length} / ${anatomy.steps.length}`, { timeout: 30_000 });
  expect((await anatomyOf(page)).reached).toHaveLength(counted.reached.size);

  await results.getByRole('button', { name: nameOf.get(second) ?? 'none' }).click();
  await expect(page.getByRole('heading', { name: nameOf.get(second) ?? 'none', level: 2 })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(bar).toBeHidden();
  expect((await pictureOf(page)).anatomy).toBeNull();
});

test('a search that finds nothing says whom it reached; one that cannot be made says why', async ({
  page,
  api,
}) => {
  const ids = await shortcut(page, api);
  await page.getByRole('tab', { name: 'Searches' }).click();
  await page.getByLabel('Time-to-live').fill('0');
  await ask(page, 'nobody has this');
  const detail = page.getByRole('region', { name: 'Search', exact: true });
  await expect(detail).toContainText('Nothing was found: it reached 2 of 5 peers, and nobody here has it.');

  await ask(page, '   ');
  await expect(page.getByRole('alert').filter({ hasText: 'The query is empty' })).toBeVisible();
  await ask(page, 'x'.repeat(5_000));
  await expect(page.getByRole('alert').filter({ hasText: 'No file name can match' })).toBeVisible();
  await page.getByLabel('Time-to-live').fill('9');
  await ask(page, 'zebra');
  await expect(page.getByRole('alert').filter({ hasText: 'at most 3 times, not 9' })).toBeVisible();
  expect((await api.network()).searches).toHaveLength(1);
  expect(ids).toHaveLength(6);
});

test('two searches stand side by side with what each cost', async ({ page, api }, info) => {
  const [first = NONE] = await shortcut(page, api);
  await new Hand(page).clickPeer(first);
  await page.keyboard.press('s');
  await ask(page, 'zebra');
  const detail = page.getByRole('region', { name: 'Search', exact: true });
  await expect(detail.getByRole('table', { name: 'Results' })).toBeVisible();
  await detail.getByRole('button', { name: 'Search again with…' }).click();
  await page.getByRole('menuitem', { name: /walkers/ }).click();

  const comparison = detail.getByRole('table', { name: 'Comparison' });
  for (const id of ['s1', 's2'] as const) {
    const { search, anatomy } = await api.search(id);
    expect(search.peer).toBe(first);
    const strategy = search.strategy.kind === 'flood' ? 'Flood, time-to-live 3' : '4 walkers, 25 steps';
    const row = comparison.getByRole('row', { name: strategy });
    const all = Object.values(anatomy.messages).reduce((sum, one) => sum + one, 0);
    await expect(row.getByRole('cell').nth(0)).toHaveText(`${all}${messageWords(anatomy.messages)}`);
    await expect(row.getByRole('cell').nth(2)).toHaveText(`${anatomy.reached.length}of 5`);
    await comparison.getByRole('button', { name: strategy }).click();
    await expect.poll(async () => (await pictureOf(page)).anatomy?.search).toBe(id);
  }
  await keepScreen(page, info.project.name, 'comparison');
  await detail.getByRole('button', { name: 'End comparison' }).click();
  await expect(comparison).toBeHidden();
});

test('a question whose connection is refused is counted as not sent, and drawn and counted as sent nowhere', async ({
  page,
  api,
}, info) => {
  const { peers } = await api.addPeers({ count: 2, wiring: 'line' });
  const [first = NONE, second = NONE] = peers.map(({ id }) => id);
  await expectJoined(page, api, 2);
  await api.act(second, 'crash');
  await new Hand(page).clickPeer(first);
  await page.keyboard.press('s');
  await ask(page, 'zebra');
  await expect(page.getByText('1 message of it could not be sent, so it may be incomplete.')).toBeVisible();
  const counters = page.getByRole('table').filter({ hasText: 'Verb' });
  await expect(counters.getByRole('row', { name: 'Not sent' }).getByRole('cell').last()).toHaveText('1');
  await expect(counters.getByRole('row', { name: /^SER / })).toBeHidden();
  await expect(page.getByRole('status', { name: 'Network status' })).toContainText('1 not sent');
  const { totals } = await api.network();
  expect(totals.undelivered).toBe(1);
  expect(totals.out.SER).toBeUndefined();
  const { search, anatomy } = await api.search('s1');
  expect(search.undelivered).toBe(1);
  expect(anatomy.messages.SER).toBe(0);
  await keepScreen(page, info.project.name, 'not-sent');
});

function messageWords({ SER, SEROK, NEIGH, NEIGHOK }: SearchItem['anatomy']['messages']): string {
  const walking = NEIGH + NEIGHOK === 0 ? '' : `, ${NEIGH} NEIGH, ${NEIGHOK} NEIGHOK`;
  return `${SER} SER, ${SEROK} SEROK${walking}`;
}
