import { type AddressKey, addressOf } from '../../src/shared/protocol/address';
import { DIALECTS, type DialectName } from '../../test/families/dialects';
import { ForeignPeer } from '../../test/families/foreign-peer';
import { Hand, keepScreen } from '../hand';
import type { Api } from '../host/api';
import { expect, test } from '../lab-test';
import { expectTruePicture, pictureOf } from '../picture';
import { SilentPeer } from '../silent-peer';

const NAMES = Object.keys(DIALECTS) as DialectName[];

async function serverOf(api: Api) {
  return addressOf((await api.network()).bootstrap.address ?? 'none:0');
}

test('peers of every family are seen on the canvas, and gone when they leave', async ({
  page,
  api,
}, info) => {
  const { peers } = await api.addPeers({ count: 5 });
  const [hosted] = peers;
  if (!hosted) throw new Error('no peer was added');
  const server = await serverOf(api);
  const strangers: ForeignPeer[] = [];
  try {
    for (const name of NAMES) {
      const stranger = await ForeignPeer.open(name.replaceAll(' ', '-'), DIALECTS[name]);
      strangers.push(stranger);
      await stranger.register(server);
      expect(await stranger.join(addressOf(hosted.id as AddressKey))).toBe(true);
    }
    await expect.poll(async () => (await api.network()).peers.length).toBe(5 + NAMES.length);
    const network = await expectTruePicture(page, api);
    for (const { id, name } of strangers) {
      expect(network.peers.find((peer) => peer.id === id)).toMatchObject({ name, hosted: false });
    }
    await new Hand(page).stillness();
    await keepScreen(page, info.project.name, 'families');

    for (const stranger of strangers) await stranger.leave();
    await expect.poll(async () => (await api.network()).peers.length).toBe(5);
    await expectTruePicture(page, api);
  } finally {
    for (const stranger of strangers) await stranger.stop();
  }
});

test('a peer that runs elsewhere is pinged, joined and left by a hosted one, and examined', async ({
  page,
  api,
  hostKind,
}, info) => {
  await api.addPeers({ count: 1, name: 'ours' });
  const stranger = await ForeignPeer.open('anna', DIALECTS.B);
  try {
    await stranger.register(await serverOf(api));
    await expect.poll(async () => (await api.network()).peers.length).toBe(2);
    await new Hand(page).clickPeer(stranger.id);
    const inspector = page.getByRole('region', { name: 'Inspector' });
    await expect(inspector.getByText('elsewhere', { exact: true })).toBeVisible();
    for (const impossible of ['Crash', 'Restart', 'Unregister'])
      await expect(inspector.getByRole('button', { name: impossible })).toHaveCount(0);

    await inspector.getByRole('button', { name: 'Join', exact: true }).click();
    await expect.poll(() => stranger.neighbours.size).toBe(1);
    await inspector.getByRole('button', { name: 'Ping' }).click();
    await expect(page.getByText('ours pinged anna')).toBeVisible();
    // What it sent stands in its messages, with what is not exact in words.
    await expect(inspector.getByText(/declared \d+ bytes, sent \d+/).first()).toBeVisible();
    await keepScreen(page, info.project.name, 'external-peer');
    await inspector.getByRole('button', { name: 'Leave', exact: true }).click();
    await expect.poll(() => stranger.neighbours.size).toBe(0);

    await inspector.getByRole('button', { name: 'Check conformance…' }).click();
    const report = page.getByRole('dialog', { name: 'Conformance of anna' });
    // What will be sent is shown before anything is sent.
    await expect(report.getByText(/No malformed REG or JOIN/)).toBeVisible();
    await keepScreen(page, info.project.name, 'conformance-plan');
    await report.getByRole('button', { name: 'Examine' }).click();
    await expect(report.getByText(/family B/).first()).toBeVisible({ timeout: 30_000 });
    await keepScreen(page, info.project.name, 'conformance');
    await expect(report.getByRole('button', { name: 'Copy' })).toBeVisible();
    if (hostKind === 'browser') {
      // The desktop app asks where to save, in a window of the system.
      const saving = page.waitForEvent('download');
      await report.getByRole('button', { name: 'Markdown' }).click();
      expect((await saving).suggestedFilename()).toMatch(/^conformance-.*\.md$/);
    }
    await report.getByRole('button', { name: 'Close' }).last().click();
    await expect(report).toBeHidden();
    await expect(inspector.getByText(/\d+ deviations?, \d+ s ago/)).toBeVisible();
    await keepScreen(page, info.project.name, 'examined');
  } finally {
    await stranger.stop();
  }
});

test('the card tells where to join, and shows a peer to begin with', async ({ page, api }, info) => {
  await page
    .getByRole('button', { name: /Bootstrap server/ })
    .first()
    .click();
  await page.getByRole('button', { name: 'Join this network…' }).click();
  const card = page.getByRole('dialog', { name: 'Join this network' });
  const { bootstrap } = await api.network();
  await expect(card.getByText(bootstrap.address ?? 'none', { exact: true })).toBeVisible();
  await expect(card.getByText('Other machines cannot reach it.')).toBeVisible();
  await card.getByText('Go', { exact: true }).click();
  await expect(card.getByRole('textbox', { name: 'peer.go' })).toHaveValue(/package main/);
  await keepScreen(page, info.project.name, 'invitation');
});

test('what a peer that runs elsewhere lists is shown as not known, until its messages tell', async ({
  page,
  api,
}, info) => {
  await api.settings({ silenceBeforeProbeS: 1, requestRetries: 0 });
  const { peers } = await api.addPeers({ count: 1, name: 'ours' });
  const [ours] = peers;
  if (!ours) throw new Error('no peer was added');
  const external = await SilentPeer.open();
  const kinds = async () => (await pictureOf(page)).links.map(({ kind }) => kind);
  try {
    await external.connect(addressOf(ours.id as AddressKey).port);
    external.send(`JOIN 127.0.0.1 ${external.port}`);
    await expect.poll(kinds).toEqual(['mutual']);
    await expectTruePicture(page, api);

    await expect.poll(() => external.connections).toBeGreaterThan(1);
    external.stopListening();
    await expect.poll(kinds).toEqual(['one-sided']);
    await expectTruePicture(page, api);

    // It sends now and listens no longer: the next probe would take it for ended again, before this has been looked at.
    await api.settings({ silenceBeforeProbeS: 600 });
    external.send(`SER 127.0.0.1 ${external.port} nothing 0`);
    await expect.poll(kinds).toEqual(['not-known']);
    await expectTruePicture(page, api);
    await expect(page.getByRole('status', { name: 'Network status' })).toContainText('1 not known');

    const inspector = page.getByRole('region', { name: 'Inspector' });
    const hand = new Hand(page);
    await hand.clickPeer(external.id);
    await expect(inspector.getByText('other side not known')).toBeVisible();
    await expect(inspector.getByText('not known', { exact: true })).toBeVisible();
    await keepScreen(page, info.project.name, 'table-not-known');
    await hand.clickLink(ours.id, external.id);
    await expect(inspector.getByText(`${external.id} is not known to have ours`)).toBeVisible();
    await expect(inspector.getByText(/Whether the other has it too is not known/)).toBeVisible();
    await keepScreen(page, info.project.name, 'link-not-known');

    external.send(`JOIN 127.0.0.1 ${external.port}`);
    await expect.poll(kinds).toEqual(['mutual']);
    await expectTruePicture(page, api);
    await expect(inspector.getByText(`${external.id} has oursfor`)).toBeVisible();
  } finally {
    external.stop();
  }
});
