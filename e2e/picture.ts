import { expect, type Page } from '@playwright/test';
import type { GraphPicture } from '../src/renderer/graph/picture';
import type { NetworkSnapshot } from '../src/shared/network/state/snapshot-schema';
import type { Api } from './host/api';

/** @returns what the canvas has drawn; empty before there is a canvas */
export async function pictureOf(page: Page): Promise<GraphPicture> {
  const picture = await page.evaluate<GraphPicture | null>('globalThis.syncPulse?.picture() ?? null');
  return (
    picture ?? {
      seq: 0,
      peers: [],
      links: [],
      settled: false,
      anatomy: null,
      bootstrap: { x: 0, y: 0 },
      handle: null,
    }
  );
}

/** A graph without the numbers that differ from moment to moment. */
interface Graph {
  readonly peers: readonly { id: string; name: string; phase: string; hosted: boolean }[];
  /** `a - b` where each has the other in its table, `a > b` where only a has b, `a ? b` where of one it is not known. */
  readonly links: readonly string[];
}

function drawnGraph({ peers, links }: GraphPicture): Graph {
  return {
    peers: sorted(peers.map(({ id, name, phase, hosted }) => ({ id, name, phase, hosted }))),
    links: links
      .map(({ a, b, kind, believer }) =>
        kind === 'one-sided'
          ? `${believer} > ${believer === a ? b : a}`
          : both(a, kind === 'mutual' ? '-' : '?', b),
      )
      .sort(),
  };
}

function toldGraph({ peers }: NetworkSnapshot): Graph {
  const has = new Set(peers.flatMap((peer) => peer.neighbours.map(({ id }) => `${peer.id} > ${id}`)));
  // The table of an external peer is not seen; while it lives, what it is not known to list is no sign of anything.
  const notSeen = new Set(
    peers
      .filter(({ hosted, phase }) => !hosted && phase !== 'crashed' && phase !== 'left')
      .map(({ id }) => id),
  );
  const links = peers.flatMap((peer) =>
    peer.neighbours.map(({ id }) => {
      if (has.has(`${id} > ${peer.id}`)) return both(peer.id, '-', id);
      return notSeen.has(id) ? both(peer.id, '?', id) : `${peer.id} > ${id}`;
    }),
  );
  return {
    peers: sorted(peers.map(({ id, name, phase, hosted }) => ({ id, name, phase, hosted }))),
    links: [...new Set(links)].sort(),
  };
}

/**
 * The heart of every journey: what the screen draws is what `GET /api/network` tells.
 *
 * @returns the network as told, to assert more about
 */
export async function expectTruePicture(page: Page, api: Api): Promise<NetworkSnapshot> {
  let network = await api.network();
  // A page behind another one draws nothing, as it should.
  await page.bringToFront();
  await expect(async () => {
    network = await api.network();
    expect(drawnGraph(await pictureOf(page))).toEqual(toldGraph(network));
  }).toPass({ timeout: 10_000, intervals: [50, 100, 200] });
  return network;
}

/** Waits until so many peers have joined. @returns the network then, drawn truly */
export async function expectJoined(page: Page, api: Api, count: number): Promise<NetworkSnapshot> {
  await expect.poll(async () => joined(await api.network())).toBe(count);
  return expectTruePicture(page, api);
}

function joined({ peers }: NetworkSnapshot): number {
  return peers.filter(({ phase }) => phase === 'joined').length;
}

/** @returns how many components the mutual links make of the peers */
export function islandsOf({ peers }: NetworkSnapshot): number {
  const tables = new Map(
    peers.map(({ id, neighbours }) => [id, neighbours.map((neighbour) => neighbour.id)]),
  );
  const seen = new Set<string>();
  let islands = 0;
  for (const start of tables.keys()) {
    if (seen.has(start)) continue;
    islands += 1;
    const next = [start];
    for (let id = next.pop(); id !== undefined; id = next.pop()) {
      if (seen.has(id)) continue;
      seen.add(id);
      next.push(...(tables.get(id) ?? []).filter((other) => tables.get(other)?.includes(id as never)));
    }
  }
  return islands;
}

function both(a: string, sign: '-' | '?', b: string): string {
  return a < b ? `${a} ${sign} ${b}` : `${b} ${sign} ${a}`;
}

function sorted<T extends { id: string }>(items: readonly T[]): T[] {
  return [...items].sort((one, other) => (one.id < other.id ? -1 : 1));
}
