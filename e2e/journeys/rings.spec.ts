import { Hand, keepScreen } from '../hand';
import { expect, test } from '../lab-test';
import { expectJoined, pictureOf } from '../picture';

const NAME = 'Zebra Song';

test('a search by expanding ring asks one hop further each time, and shows its rings', async ({
  page,
  api,
}, info) => {
  const { peers } = await api.addPeers({ count: 6, wiring: 'line' });
  const [first = '', second = '', third = '', fourth = ''] = peers.map(({ id }) => id);
  for (const { id } of peers) await api.share(id, { names: id === fourth ? [NAME] : ['Other'] });
  await expectJoined(page, api, 6);
  await new Hand(page).clickPeer(first);
  await page.keyboard.press('s');
  await page.getByRole('combobox', { name: 'How it spreads' }).selectOption('Expanding ring');
  await expect(page.getByText('Asks neighbours first, then one hop further each time')).toBeVisible();
  const query = page.getByRole('combobox', { name: 'Words of a file name' });
  await query.fill('zebra');
  await query.press('Enter');

  const detail = page.getByRole('region', { name: 'Search', exact: true });
  await expect(detail).toContainText('Rings, time-to-live up to 3, ended with the first hits after 3 rings.');
  await expect(detail.getByRole('table', { name: 'Results' }).getByRole('row', { name: NAME })).toContainText(
    peers[3]?.name ?? 'none',
  );

  // Counted from the frames: neighbours alone, then one hop further, then the holder; nobody beyond.
  const events = await api.eventsUntil((event) => event.type === 'search:ended');
  const rings = events.flatMap((event) => (event.type === 'search:round' ? [event.spelling] : []));
  const asked = rings.map((spelling) =>
    events.flatMap((event) =>
      event.type === 'message:received' && event.verb === 'SER' && event.frame.includes(`"${spelling}"`)
        ? [event.to]
        : [],
    ),
  );
  expect(asked).toEqual([[second], [second, third], [second, third, fourth]]);

  const { anatomy } = await pictureOf(page);
  expect(anatomy?.reached).toEqual([
    { peer: second, from: first, hops: 0 },
    { peer: third, from: second, hops: 1 },
    { peer: fourth, from: third, hops: 2 },
  ]);
  expect(anatomy?.answered).toEqual([fourth]);
  const bar = page.getByRole('region', { name: 'Anatomy of a search' });
  await expect(bar).toContainText('Rings, time-to-live up to 3');
  await expect(bar).toContainText('3 of 5 reached');
  await new Hand(page).stillness();
  await keepScreen(page, info.project.name, 'rings');
});

test('each strategy is named whole in the list of strategies, in a narrow window too', async ({
  page,
  api,
}) => {
  await api.addPeers({ count: 1 });
  await expectJoined(page, api, 1);
  await page.setViewportSize({ width: 1024, height: 800 });
  await page.keyboard.press('s');
  const spreads = page.getByRole('combobox', { name: 'How it spreads' });
  for (const name of ['Flood', 'Expanding ring', 'Random walks']) {
    await spreads.selectOption(name);
    // A list as wide as it wants to be is wide enough for each of its names.
    const room = await page.evaluate(`(() => {
      const list = document.querySelector('select[aria-label="How it spreads"]');
      const free = list.cloneNode(true);
      free.style.position = 'absolute';
      list.parentElement.append(free);
      const room = list.offsetWidth - free.offsetWidth;
      free.remove();
      return room;
    })()`);
    expect(room).toBeGreaterThanOrEqual(0);
  }
});
