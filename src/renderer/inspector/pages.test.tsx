import type { ReactElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, test, vi } from 'vitest';
import type { PeerId } from '../../shared/network/events';
import {
  emptyState,
  emptyTraffic,
  type NetworkState,
  type PeerState,
} from '../../shared/network/state/state';
import { LabProvider } from '../lab/context';
import { createLab } from '../lab/lab';
import { testSource } from '../lab/test-source';
import { BootstrapPage } from './BootstrapPage';
import { LinkPage } from './LinkPage';
import { ManyPage } from './ManyPage';
import { OverviewPage } from './OverviewPage';
import { PeerPage } from './PeerPage';

// The clock and the log of a window, which a page that is rendered once has not.
vi.mock('../now', () => ({ useNow: () => Date.now() }));
vi.mock('../drawer/use-log-tail', () => ({ useLogTail: () => ({ state: { rows: [] }, tail: null }) }));

const first: PeerId = '127.0.0.1:5001';
const second: PeerId = '127.0.0.1:5002';
const server: PeerId = '127.0.0.1:5000';

function peer(id: PeerId, name: string, part: Partial<PeerState> = {}): PeerState {
  return {
    id,
    name,
    hosted: true,
    phase: 'joined',
    since: 0,
    registered: true,
    neighbours: new Map(),
    files: new Map(),
    traffic: emptyTraffic(),
    problem: null,
    place: null,
    identity: 'n1',
    examined: null,
    ...part,
  };
}

function networkOf(...peers: PeerState[]): NetworkState {
  return { ...emptyState(), peers: new Map(peers.map((one) => [one.id, one])) };
}

/** @returns what the page shows, each piece of text once, and the names of its buttons */
function shown(page: ReactElement): { text: string; buttons: string[] } {
  const markup = renderToStaticMarkup(<LabProvider lab={createLab(testSource())}>{page}</LabProvider>);
  const buttons = [...markup.matchAll(/<button[^>]*aria-label="([^"]*)"/g)].map(([, name = '']) => name);
  return { text: markup.replace(/<[^>]*>/g, '|').replace(/\|+/g, '|'), buttons };
}

const pageOf = (one: PeerState) => shown(<PeerPage network={networkOf(one)} peer={one} />).text;

describe('the page of an external peer', () => {
  test('shows the transport that it sent its last message by, once that is known', () => {
    const external = peer(second, 'Other', { hosted: false });
    expect(pageOf({ ...external, transport: 'udp' })).toContain('Sends by|UDP|');
    expect(pageOf({ ...external, transport: 'tcp' })).toContain('Sends by|TCP|');
    expect(pageOf(external)).not.toContain('Sends by');
  });

  test('shows for how long it has been silent, where that is long', () => {
    const silent = peer(second, 'Other', { hosted: false, silentSince: Date.now() - 40_000 });
    expect(pageOf(silent)).toMatch(/\|silent for 4\d s\|/);
    expect(pageOf(peer(second, 'Other', { hosted: false }))).not.toContain('silent');
  });
});

describe('an address is copied by a button beside it', () => {
  const star = peer(first, 'Node1', { neighbours: new Map([[second, 0]]) });
  const other = peer(second, 'Node2', { hosted: false, neighbours: new Map([[first, 0]]) });
  const network: NetworkState = {
    ...networkOf(star, other),
    bootstrap: {
      ...emptyState().bootstrap,
      phase: 'running',
      address: server,
      registry: new Map([[first, 'Node1']]),
    },
  };

  test('on the page of a hosted and of an external peer, and for each neighbour', () => {
    const { text, buttons } = shown(<PeerPage network={network} peer={star} />);
    expect(text).toContain('127.0.0.1 port 5001|');
    expect(buttons).toContain('Copy the address');
    expect(buttons).toContain('Copy the address of Node2');
    expect(shown(<PeerPage network={network} peer={other} />).buttons).toContain('Copy the address');
  });

  test('on the page of the bootstrap server, for each entry, and in the overview', () => {
    const { text, buttons } = shown(<BootstrapPage network={network} />);
    expect(text).toContain('127.0.0.1 port 5000|');
    expect(buttons).toContain('Copy the address');
    expect(buttons).toContain('Copy the address of Node1');
    expect(shown(<OverviewPage network={network} />).buttons).toContain('Copy the address');
  });

  test('on the page of a link, for both sides', () => {
    const { buttons } = shown(
      <LinkPage network={network} link={{ a: first, b: second, ab: true, ba: true }} />,
    );
    expect(buttons).toContain('Copy the address of Node1');
    expect(buttons).toContain('Copy the address of Node2');
  });

  test('for all that are selected at once', () => {
    const { buttons } = shown(<ManyPage network={network} ids={new Set([first, second])} />);
    expect(buttons).toContain('Copy the addresses, one in a line');
  });
});

test('the page of a link shows each of its two sides once, with the buttons that fit', () => {
  const network = networkOf(
    peer(first, 'Node1', { neighbours: new Map([[second, 0]]) }),
    peer(second, 'Node2'),
  );
  const link = { a: first, b: second, ab: true, ba: false };
  const { text, buttons } = shown(<LinkPage network={network} link={link} />);
  expect(text.match(/Node1 has Node2/g)).toHaveLength(1);
  expect(text.match(/Node2 does not have Node1/g)).toHaveLength(1);
  const ofSides = buttons.filter((name) => /^(Go|Remove|Add|Copy) /.test(name));
  expect(ofSides).toEqual([
    ...['Copy the address of Node1', 'Go to Node1', 'Remove from Node1'],
    ...['Copy the address of Node2', 'Go to Node2', 'Add to Node2'],
  ]);
});
