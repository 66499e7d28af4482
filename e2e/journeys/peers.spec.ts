import { Hand, keepScreen } from '../hand';
import type { Api } from '../host/api';
import { expect, test } from '../lab-test';
import { expectJoined, expectTruePicture, pictureOf } from '../picture';

const phaseOf = async (api: Api, id: string) =>
  (await api.network()).peers.find((peer) => peer.id === id)?.phase;
const tableOf = async (api: Api, id: string) =>
  (await api.network()).peers.find((peer) => peer.id === id)?.neighbours.map((neighbour) => neighbour.id) ??
  [];

/** Adds peers wired as a line: each has the one before and the one after. */
async function line(api: Api, count: number): Promise<string[]> {
  const { peers } = await api.addPeers({ count, wiring: 'line' });
  return peers.map(({ id }) => id);
}

test('a line drawn from one peer to another makes the first join the second', async ({ page, api }) => {
  const [first = '', , third = ''] = await line(api, 3);
  await expectJoined(page, api, 3);
  expect(await tableOf(api, first)).not.toContain(third);

  await new Hand(page).drawLine(first, third);
  await expect.poll(() => tableOf(api, first)).toContain(third);
  expect(await tableOf(api, third)).toContain(first);
  await expectTruePicture(page, api);
});

test('a click on a link shows its two sides and removes it, one side at a time', async ({
  page,
  api,
}, info) => {
  const [first = '', second = ''] = await line(api, 2);
  const network = await expectJoined(page, api, 2);
  const name = (id: string) => network.peers.find((peer) => peer.id === id)?.name ?? '';

  await new Hand(page).clickLink(first, second);
  await expect(page.getByText(`${name(first)} has ${name(second)}for`)).toBeVisible();
  await expect(page.getByText(`${name(second)} has ${name(first)}for`)).toBeVisible();
  await keepScreen(page, info.project.name, 'link');
  await page.getByRole('button', { name: `Remove from ${name(first)}` }).click();
  await expect.poll(() => tableOf(api, first)).not.toContain(second);
  await expect.poll(() => tableOf(api, second)).not.toContain(first);
  await expectTruePicture(page, api);
});

test('a peer that leaves says goodbye to every neighbour', async ({ page, api }) => {
  const [, middle = ''] = await line(api, 3);
  await expectJoined(page, api, 3);
  await new Hand(page).press(middle, 'Leave');
  await expect.poll(() => phaseOf(api, middle)).toBe('left');
  const network = await expectTruePicture(page, api);
  expect(network.peers.flatMap((peer) => peer.neighbours)).toEqual([]);
  expect(network.bootstrap.registry.map(({ peer }) => peer)).not.toContain(middle);
});

test('a crash leaves stale links behind; a restart mends them; removing takes it off the picture', async ({
  page,
  api,
}, info) => {
  const [first = '', middle = '', third = ''] = await line(api, 3);
  await expectJoined(page, api, 3);
  const hand = new Hand(page);

  await hand.press(middle, 'Crash');
  await expect.poll(() => phaseOf(api, middle)).toBe('crashed');
  await expectTruePicture(page, api);
  const { links } = await page.evaluate<{ links: { kind: string; believer?: string }[] }>(
    'syncPulse.picture()',
  );
  expect(links.map(({ kind, believer }) => [kind, believer])).toEqual(
    expect.arrayContaining([
      ['one-sided', first],
      ['one-sided', third],
    ]),
  );
  await hand.stillness();
  await keepScreen(page, info.project.name, 'crash');

  await hand.press(middle, 'Restart');
  await expectJoined(page, api, 3);
  expect(await phaseOf(api, middle)).toBe('joined');

  await hand.press(middle, 'Remove');
  await expect.poll(() => phaseOf(api, middle)).toBe(undefined);
  const network = await expectTruePicture(page, api);
  expect(network.peers).toHaveLength(2);
});

test('removing many asks first', async ({ page, api }) => {
  await line(api, 4);
  await expectJoined(page, api, 4);
  await new Hand(page).stillness();
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Delete');
  const question = page.getByRole('alertdialog');
  await expect(question).toContainText('Remove 4 peers?');
  await question.getByRole('button', { name: 'Keep them' }).click();
  await expect(question).toBeHidden();
  expect((await expectTruePicture(page, api)).peers).toHaveLength(4);

  await page.keyboard.press('Delete');
  await page.getByRole('alertdialog').getByRole('button', { name: 'Remove 4 peers' }).click();
  await expect.poll(async () => (await api.network()).peers).toEqual([]);
  await expectTruePicture(page, api);
});

test('a name is text, whatever is in it', async ({ page, api }) => {
  const name = '<img/src=x/onerror=title="oops">';
  await api.addPeers({ name });
  const network = await expectJoined(page, api, 1);
  expect(network.peers[0]?.name).toBe(name);
  await new Hand(page).clickPeer(network.peers[0]?.id ?? '');
  await expect(page.getByRole('heading', { name })).toBeVisible();
  expect(await page.title()).not.toContain('oops');
  expect(await page.locator('img[src="x"]').count()).toBe(0);
});

test('a joined peer without a neighbour is marked as alone on the canvas, in the table and in the inspector', async ({
  page,
  api,
}, info) => {
  const { peers } = await api.addPeers({ count: 2, wiring: 'line' });
  const [first, second] = peers.map(({ id }) => id);
  if (!first || !second) throw new Error('no peers');
  await expectJoined(page, api, 2);
  const hand = new Hand(page);
  const marked = async () =>
    (await pictureOf(page)).peers.filter(({ alone }) => alone).map(({ name }) => name);
  const inspector = page.getByRole('region', { name: 'Inspector' });
  await page.keyboard.press('t');
  const row = (name: string) =>
    page.getByRole('grid', { name: 'Peers' }).getByRole('row').filter({ hasText: name });
  await hand.clickPeer(first);
  await expect(inspector.getByText(/lists no neighbour/)).toBeHidden();
  await expect(row('Node1')).not.toContainText('alone');
  expect(await marked()).toEqual([]);
  const legend = page.getByRole('region', { name: 'Legend' });
  await expect(legend.getByText('Alone: no neighbour')).toBeVisible();

  // The second leaves; the first, which stays joined, has no neighbour any longer.
  await api.act(second, 'leave');
  await expect.poll(marked).toEqual(['Node1']);
  await expect(row('Node1')).toContainText('joinedalone');
  await expect(row('Node2')).not.toContainText('alone');
  await expect(
    inspector.getByText('Alone. It is joined and lists no neighbour: no search reaches it or leaves it.'),
  ).toBeVisible();
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await keepScreen(page, info.project.name, `alone-${colorScheme}`);
  }

  await api.act(second, 'join');
  await expectJoined(page, api, 2);
  await expect.poll(marked).toEqual([]);
  await expect(row('Node1')).not.toContainText('alone');
  await expect(inspector.getByText(/lists no neighbour/)).toBeHidden();
});
