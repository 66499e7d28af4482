import { expect, it } from 'vitest';
import { DIALECTS } from '../../../../test/families/dialects';
import { ForeignPeer } from '../../../../test/families/foreign-peer';
import { addPeer, bootstrapPort, portOf, startLab } from '../../../../test/support/lab';
import { RawListener, RawTcp } from '../../../../test/support/raw-sockets';
import { until } from '../../../../test/support/until';
import type { PeerId } from '../../../shared/network/events';
import { kindOfLink, type LinkKind, listingOf } from '../../../shared/network/state/link-listing';
import { linkKey, type NetworkState } from '../../../shared/network/state/state';
import { summarise } from '../../../shared/network/state/summary';
import { addressOf } from '../../../shared/protocol/address';
import type { Overlay } from '../overlay/overlay';

const frame = (body: string) => `${String(body.length + 5).padStart(4, '0')} ${body}`;

function kindBetween({ log: { state } }: Overlay, one: PeerId, other: PeerId): LinkKind | undefined {
  return kindIn(state, one, other);
}

function kindIn(state: NetworkState, one: PeerId, other: PeerId): LinkKind | undefined {
  const link = state.links.get(linkKey(one, other));
  return link && kindOfLink(state, link);
}

it('an external peer that JOINed and was accepted, or accepted a JOIN, lists the hosted one until LEAVE', async () => {
  const overlay = await startLab();
  const [first, second] = [await addPeer(overlay), await addPeer(overlay)];
  const external = await ForeignPeer.open('anna', DIALECTS.B);
  try {
    await external.register({ ip: '127.0.0.1', port: bootstrapPort(overlay) });
    expect(await external.join(addressOf(first))).toBe(true);
    expect(kindBetween(overlay, first, external.id)).toBe('mutual');

    expect(await overlay.connect(second, external.id)).toMatchObject({ ok: true });
    expect(kindBetween(overlay, second, external.id)).toBe('mutual');
    expect(overlay.log.state.peers.get(external.id)?.neighbours.size).toBe(2);
    expect(summarise(overlay.log.state)).toMatchObject({ linksNotKnown: 0 });

    expect(await overlay.disconnect(second, external.id)).toMatchObject({ ok: true });
    expect(kindBetween(overlay, second, external.id)).toBeUndefined();
    await external.leave();
    await until(overlay.log, ({ peers }) => !peers.has(external.id));
    expect(overlay.log.state.links.size).toBe(1);
  } finally {
    await external.stop();
  }
});

it('what an external peer lists that was away is not known, until it says JOIN again', async () => {
  const overlay = await startLab({ silenceBeforeProbeS: 1, requestRetries: 0 });
  const peer = await addPeer(overlay);
  const listener = await RawListener.open();
  const { port } = listener;
  const id = `127.0.0.1:${port}` as const;
  let connections = 0;
  listener.server.on('connection', () => {
    connections += 1;
  });
  const client = await RawTcp.connect(portOf(peer));
  const say = async (body: string, answer: string) => {
    client.send(frame(body));
    expect(await client.read(answer.length)).toBe(answer);
  };
  await say(`JOIN 127.0.0.1 ${port}`, '0013 JOINOK 0');
  expect(kindBetween(overlay, peer, id)).toBe('mutual');

  await until(overlay.log, () => connections >= 2);
  listener.server.close();
  // Nobody lives there any longer, so the entry of the hosted peer is known to be one-sided.
  await until(overlay.log, ({ peers }) => peers.get(id)?.phase === 'crashed');
  expect(kindBetween(overlay, peer, id)).toBe('one-sided');

  client.send(frame(`SER 127.0.0.1 ${port} nothing 0`));
  await until(overlay.log, ({ peers }) => peers.get(id)?.phase === 'joined');
  expect(kindBetween(overlay, peer, id)).toBe('not-known');
  expect(listingOf(overlay.log.state, peer, id)).toBe('yes');
  expect(listingOf(overlay.log.state, id, peer)).toBe('not-known');
  // The degree is that of tables which are known.
  expect(summarise(overlay.log.state)).toMatchObject({ links: 1, linksNotKnown: 1, meanDegree: 1 });

  client.send(frame(`JOIN 127.0.0.1 ${port}`));
  await until(overlay.log, (state) => kindIn(state, peer, id) === 'mutual');
});
