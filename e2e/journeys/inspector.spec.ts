import { type AddressKey, addressOf } from '../../src/shared/protocol/address';
import { DIALECTS } from '../../test/families/dialects';
import { ForeignPeer } from '../../test/families/foreign-peer';
import { Hand, keepScreen } from '../hand';
import { expect, test } from '../lab-test';
import { expectJoined } from '../picture';

test('the inspector begins at its top for each selection, and keeps the name and the phase in view', async ({
  page,
  api,
}, info) => {
  const { peers } = await api.addPeers({ count: 12, wiring: 'star' });
  await expectJoined(page, api, 12);
  const [hub, other] = peers;
  if (!hub || !other) throw new Error('there are no peers');
  const inspector = page.getByRole('region', { name: 'Inspector' });
  const name = (peer: { name: string }) => inspector.getByRole('heading', { name: peer.name, exact: true });
  const scrollTop = () =>
    page.evaluate<number>(`document.querySelector('[aria-label="Inspector"]').scrollTop`);
  const hand = new Hand(page);

  await hand.clickPeer(hub.id);
  await expect(name(hub)).toBeVisible();
  await inspector.hover();
  await page.mouse.wheel(0, 5_000);
  await expect.poll(scrollTop).toBeGreaterThan(200);
  await expect(name(hub)).toBeInViewport({ ratio: 1 });
  await expect(inspector.getByText(/^joined for /)).toBeInViewport({ ratio: 1 });
  await keepScreen(page, info.project.name, 'inspector-scrolled');

  await hand.clickPeer(other.id);
  await expect(name(other)).toBeInViewport({ ratio: 1 });
  expect(await scrollTop()).toBe(0);

  await inspector.hover();
  await page.mouse.wheel(0, 5_000);
  await expect.poll(scrollTop).toBeGreaterThan(0);
  await page.keyboard.press('Escape');
  await expect(inspector.getByRole('heading', { name: 'Network', exact: true })).toBeVisible();
  expect(await scrollTop()).toBe(0);
});

test('a JOIN that a full neighbour table refuses is counted in the inspector of that peer', async ({
  page,
  api,
}) => {
  await page.getByRole('button', { name: 'Settings' }).click();
  const dialog = page.getByRole('dialog', { name: 'Settings' });
  await dialog.getByRole('textbox', { name: 'Neighbour table capacity' }).fill('1');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toBeHidden();
  const { peers } = await api.addPeers({ count: 2 });
  await expectJoined(page, api, 2);
  const [full] = peers;
  if (!full) throw new Error('there are no peers');
  const external = await ForeignPeer.open('anna', DIALECTS.B);
  try {
    await new Hand(page).clickPeer(full.id);
    const refused = page
      .getByRole('region', { name: 'Inspector' })
      .getByRole('row')
      .filter({ has: page.getByRole('rowheader', { name: 'Refused', exact: true }) });
    await expect(refused).toBeHidden();
    for (const count of ['1', '2']) {
      expect(await external.join(addressOf(full.id as AddressKey))).toBe(false);
      await expect(refused.getByRole('cell').first()).toHaveText(count);
    }
  } finally {
    await external.stop();
  }
});
