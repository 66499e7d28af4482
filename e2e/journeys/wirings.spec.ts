import { Hand, keepScreen } from '../hand';
import { expect, test } from '../lab-test';
import { expectJoined, islandsOf, pictureOf } from '../picture';

/** How many neighbours the 12 peers of each wiring have with its usual numbers, sorted. */
const DEGREES = {
  Ring: [...times(12, 2)],
  Star: [...times(11, 1), 11],
  Line: [...times(2, 1), ...times(10, 2)],
  Tree: [...times(6, 1), ...times(2, 2), ...times(4, 3)],
};
/** Where chance has a part in it: fewest and most links, and the least that the peer with most neighbours has. */
const RANDOM = { Random: [18, 36, 3], 'Small world': [20, 24, 4], 'Scale free': [20, 20, 4] } as const;

function times(count: number, degree: number): number[] {
  return Array.from({ length: count }, () => degree);
}

for (const name of [...Object.keys(DEGREES), ...Object.keys(RANDOM)] as (
  | keyof typeof DEGREES
  | keyof typeof RANDOM
)[]) {
  test(`the card ${name} wires the peers so`, async ({ page, api }, info) => {
    await page.keyboard.press('m');
    const dialog = page.getByRole('dialog', { name: 'Add peers' });
    await dialog.getByRole('textbox', { name: 'How many' }).fill('12');
    await dialog.getByText(name, { exact: true }).click();
    await expect(dialog.getByRole('radio', { name: new RegExp(`^${name}`) })).toBeChecked();
    await keepScreen(page, info.project.name, `wiring-${name.toLowerCase().replace(' ', '-')}`);
    await dialog.getByRole('button', { name: 'Add 12 peers' }).click();

    const network = await expectJoined(page, api, 12);
    const degrees = network.peers
      .map(({ neighbours }) => neighbours.length)
      .sort((one, other) => one - other);
    if (name in DEGREES) expect(degrees).toEqual(DEGREES[name as keyof typeof DEGREES]);
    else {
      const [fewest, most, hub] = RANDOM[name as keyof typeof RANDOM];
      const links = degrees.reduce((sum, degree) => sum + degree, 0) / 2;
      expect(links).toBeGreaterThanOrEqual(fewest);
      expect(links).toBeLessThanOrEqual(most);
      expect(degrees.at(-1)).toBeGreaterThanOrEqual(hub);
    }
    expect(islandsOf(network)).toBe(1);
    // Their places come from the wiring: nobody has put them there by hand.
    expect((await pictureOf(page)).peers.filter(({ pinned }) => pinned)).toEqual([]);
  });
}

test('a star of five is drawn with its outer peers all around, in the middle of the canvas', async ({
  page,
  api,
}) => {
  await api.addPeers({ count: 5, wiring: 'star' });
  await expectJoined(page, api, 5);
  await new Hand(page).stillness();
  const { peers } = await pictureOf(page);
  const byNumber = [...peers].sort((one, other) => one.name.localeCompare(other.name));
  const [hub, ...outer] = byNumber;
  if (!hub) throw new Error('no hub is drawn');
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  expect(mean(outer.map(({ x }) => x))).toBeCloseTo(hub.x, 0);
  expect(mean(outer.map(({ y }) => y))).toBeCloseTo(hub.y, 0);
});

test('a number that cannot be is explained beside its field, and nothing is added', async ({ page, api }) => {
  await page.keyboard.press('m');
  const dialog = page.getByRole('dialog', { name: 'Add peers' });
  await dialog.getByRole('textbox', { name: 'How many' }).fill('0');
  await expect(dialog.getByRole('textbox', { name: 'How many' })).toHaveAttribute('aria-invalid', 'true');
  await expect(dialog.getByRole('button', { name: 'Add', exact: true })).toBeDisabled();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  expect((await api.network()).peers).toEqual([]);
});
