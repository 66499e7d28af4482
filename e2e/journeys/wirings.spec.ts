import { keepScreen } from '../hand';
import { expect, test } from '../lab-test';
import { expectJoined, islandsOf } from '../picture';

/** How many links each wiring of 12 peers has with its usual numbers; a range where chance has a part in it. */
const LINKS = {
  Ring: [12, 12],
  Star: [11, 11],
  Line: [11, 11],
  Tree: [11, 11],
  'Small world': [20, 24],
} as const;

for (const [name, [fewest, most]] of Object.entries(LINKS)) {
  test(`the card ${name} wires the peers so`, async ({ page, api }, info) => {
    await page.keyboard.press('m');
    const dialog = page.getByRole('dialog', { name: 'Add peers' });
    await dialog.getByRole('textbox', { name: 'How many' }).fill('12');
    await dialog.getByText(name, { exact: true }).click();
    await expect(dialog.getByRole('radio', { name: new RegExp(`^${name}`) })).toBeChecked();
    await keepScreen(page, info.project.name, `wiring-${name.toLowerCase().replace(' ', '-')}`);
    await dialog.getByRole('button', { name: 'Add 12 peers' }).click();

    const network = await expectJoined(page, api, 12);
    const links = network.peers.reduce((sum, { neighbours }) => sum + neighbours.length, 0) / 2;
    expect(links).toBeGreaterThanOrEqual(fewest);
    expect(links).toBeLessThanOrEqual(most);
    expect(islandsOf(network)).toBe(1);
  });
}

test('a number that cannot be is explained beside its field, and nothing is added', async ({ page, api }) => {
  await page.keyboard.press('m');
  const dialog = page.getByRole('dialog', { name: 'Add peers' });
  await dialog.getByRole('textbox', { name: 'How many' }).fill('0');
  await expect(dialog.getByRole('textbox', { name: 'How many' })).toHaveAttribute('aria-invalid', 'true');
  await expect(dialog.getByRole('button', { name: 'Add', exact: true })).toBeDisabled();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  expect((await api.network()).peers).toEqual([]);
});
