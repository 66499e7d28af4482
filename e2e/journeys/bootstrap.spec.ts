import { createServer, type Server } from 'node:net';
import { addressOf } from '../../src/shared/protocol/address';
import { DIALECTS } from '../../test/families/dialects';
import { ForeignPeer } from '../../test/families/foreign-peer';
import { keepScreen } from '../hand';
import { expect, test } from '../lab-test';
import { expectJoined, expectTruePicture } from '../picture';

test('the bootstrap server stops, newcomers wait for it, and join when it is back', async ({ page, api }) => {
  await api.addPeers({ count: 2 });
  await expectJoined(page, api, 2);
  await page.getByRole('button', { name: 'Stop bootstrap server' }).click();
  await expect.poll(async () => (await api.network()).bootstrap.phase).toBe('stopped');
  await expect(page.getByRole('button', { name: /^Bootstrap server .*, stopped$/ })).toBeVisible();

  await page.keyboard.press('n');
  await expect.poll(async () => (await api.network()).peers[2]?.phase).toBe('registering');
  await expectTruePicture(page, api);

  await page.getByRole('button', { name: 'Start bootstrap server' }).first().click();
  await expect.poll(async () => (await api.network()).bootstrap.phase).toBe('running');
  const network = await expectJoined(page, api, 3);
  expect(network.peers[2]?.registered).toBe(true);
});

test('the entry of a peer that runs no longer is taken out of the registry by its button', async ({
  page,
  api,
}) => {
  await api.addPeers({ count: 2 });
  const external = await ForeignPeer.open('anna', DIALECTS.B);
  try {
    await external.register(addressOf((await api.network()).bootstrap.address ?? 'none:0'));
  } finally {
    await external.stop();
  }
  await expect.poll(async () => (await api.network()).peers.length).toBe(3);
  await page.getByRole('button', { name: /^Bootstrap server .*, running$/ }).click();
  const inspector = page.getByRole('region', { name: 'Inspector' });
  await expect(inspector.getByRole('button', { name: /^Take .* out of the registry$/ })).toHaveCount(3);
  await inspector.getByRole('button', { name: 'Take anna out of the registry' }).click();
  await expect(inspector.getByRole('button', { name: 'Take anna out of the registry' })).toHaveCount(0);
  // Nothing else kept it in the picture; the peers that run stay.
  const network = await expectJoined(page, api, 2);
  expect(network.peers.map(({ name }) => name)).toEqual(['Node1', 'Node2']);
  expect(network.peers.every(({ registered }) => registered)).toBe(true);
});

test('a port in use is named, and the next free one is a click away', async ({ start }, info) => {
  const { server, port } = await occupy();
  try {
    const { page, api } = await start({ args: [`--bootstrap-port=${port}`] });
    expect((await api.network()).bootstrap).toMatchObject({
      phase: 'failed',
      problem: { code: 'port-in-use' },
    });
    await expect(page.getByText(new RegExp(`port ${port} is in use`, 'i')).first()).toBeVisible();
    await expect(page.getByText(/Bootstrap cannot run/).first()).toBeVisible();
    await keepScreen(page, info.project.name, 'port-in-use');
    await page.getByRole('button', { name: /^Use port \d+$/ }).click();
    await expect.poll(async () => (await api.network()).bootstrap.phase).toBe('running');
    await page.keyboard.press('n');
    await expectJoined(page, api, 1);
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
});

/** Another program that has the port. */
function occupy(): Promise<{ server: Server; port: number }> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve({ server, port: typeof address === 'object' && address !== null ? address.port : 0 });
    });
  });
}
