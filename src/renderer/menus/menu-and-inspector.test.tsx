import type { ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test, vi } from 'vitest';
import type { EventBody, PeerId } from '../../shared/network/events';
import { reduce } from '../../shared/network/state/reduce';
import { emptyState, linkKey, type NetworkState } from '../../shared/network/state/state';
import { BootstrapPage } from '../inspector/BootstrapPage';
import { LinkPage } from '../inspector/LinkPage';
import { ManyPage } from '../inspector/ManyPage';
import { PeerPage } from '../inspector/PeerPage';
import { LabProvider } from '../lab/context';
import { createLab } from '../lab/lab';
import { testSource } from '../lab/test-source';
import type { MenuGroup } from './ActionMenu';
import { bootstrapMenu, linkMenu, peerMenu } from './menu-entries';

// What follows the clock or the log of the lab, and offers no action on the peer.
vi.mock('../now', () => ({ useNow: () => 2_000 }));
vi.mock('../inspector/Messages', () => ({ Messages: () => null }));

const lab = createLab(testSource());
const A: PeerId = '127.0.0.1:5002';
const B: PeerId = '127.0.0.1:5003';
const EXTERNAL: PeerId = '127.0.0.1:9000';

function networkOf(...more: EventBody[]): NetworkState {
  const bodies: EventBody[] = [
    { type: 'peer:added', peer: A, name: 'Node1', hosted: true },
    { type: 'peer:added', peer: B, name: 'Node2', hosted: true },
    { type: 'peer:added', peer: EXTERNAL, name: 'anna', hosted: false },
    ...[A, B, EXTERNAL].map((peer) => entered(peer, 'joined')),
    { type: 'neighbour:added', peer: A, neighbour: B },
    ...more,
  ];
  return bodies.reduce<NetworkState>(
    (state, body) => reduce(state, { ...body, seq: state.seq + 1, at: 1_000 }),
    emptyState(),
  );
}

function entered(peer: PeerId, phase: 'joined' | 'crashed'): EventBody {
  return { type: 'peer:phase-changed', peer, phase, registered: phase === 'joined' };
}

/** The buttons of a page that can be pressed. Those in forms, and in lists of others, are not about what the page shows. */
function buttonsOf(page: ReactNode): string[] {
  const html = renderToStaticMarkup(<LabProvider lab={lab}>{page}</LabProvider>).replace(
    /<(form|ul)\b[\s\S]*?<\/\1>/g,
    '',
  );
  const buttons = html.match(/<button[^>]*aria-label="[^"]*"[^>]*>/g) ?? [];
  return buttons
    .filter((button) => !/\sdisabled=""/.test(button))
    .map((button) => /aria-label="([^"]*)"/.exec(button)?.[1] ?? '');
}

/** How the menu begins what a button of the inspector says, where the words differ. */
const MENU_WORDS: readonly (readonly [button: RegExp, menu: string])[] = [
  [/^Remove from (.+)$/, '$1 leaves'],
  [/^Add to (.+)$/, '$1 joins'],
  [/^Settings$/, 'Change settings'],
  [/ \d+$/, ''],
];

function missing(page: ReactNode, menu: readonly MenuGroup[]): string[] {
  const buttons = buttonsOf(page);
  expect(buttons.length).toBeGreaterThan(0);
  const entries = menu.flatMap(({ entries: all }) => all.filter(({ refusal }) => refusal === null));
  return buttons.filter((button) => {
    const words = MENU_WORDS.reduce((text, [from, to]) => text.replace(from, to), button);
    return !entries.some(({ label }) => label.startsWith(words));
  });
}

function missingForPeer(network: NetworkState, id: PeerId): string[] {
  const peer = network.peers.get(id);
  if (!peer) throw new Error('no such peer');
  return missing(<PeerPage network={network} peer={peer} />, peerMenu(lab, network, new Set([id])));
}

test('the menu of a peer has every action of its page in the inspector', () => {
  expect(missingForPeer(networkOf(), A)).toEqual([]);
  expect(missingForPeer(networkOf(entered(A, 'crashed')), A)).toEqual([]);
  expect(missingForPeer(networkOf(), EXTERNAL)).toEqual([]);
  const neighbours: EventBody = { type: 'neighbour:added', peer: B, neighbour: EXTERNAL };
  expect(missingForPeer(networkOf(neighbours), EXTERNAL)).toEqual([]);
  expect(missingForPeer(networkOf(entered(EXTERNAL, 'crashed')), EXTERNAL)).toEqual([]);
});

test('the menus of a link and of several peers have every action of their pages', () => {
  const key = linkKey(A, B);
  for (const network of [networkOf(), networkOf({ type: 'neighbour:added', peer: B, neighbour: A })]) {
    const link = network.links.get(key);
    if (!link) throw new Error('no link');
    expect(missing(<LinkPage network={network} link={link} />, linkMenu(lab, network, key))).toEqual([]);
    for (const ids of [new Set([A, B]), new Set([A, B, EXTERNAL])])
      expect(missing(<ManyPage network={network} ids={ids} />, peerMenu(lab, network, ids))).toEqual([]);
  }
});

test.each(['running', 'stopped', 'failed', 'elsewhere'] as const)(
  'the menu of a bootstrap server that is %s has every action of its page',
  (phase) => {
    const network = emptyState();
    const state = { ...network, bootstrap: { ...network.bootstrap, phase, address: A } };
    expect(missing(<BootstrapPage network={state} />, bootstrapMenu(lab, state))).toEqual([]);
  },
);
