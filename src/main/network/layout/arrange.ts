import type { PeerId, Place } from '../../../shared/network/events';

/** A peer and whom it is linked with, by either table. */
export type Adjacency = ReadonlyMap<PeerId, ReadonlySet<PeerId>>;

/** Canvas units between two peers side by side, and between two layers. */
const SPACING = 54;
const LAYER_HEIGHT = 90;
/** Canvas units that an arrangement may cover, so that the view can still show all. */
const MAX_WIDTH = 16_000;

/**
 * All peers on one circle. Who is linked stands side by side where that is possible: a ring is drawn as one, whatever
 * the order in which its peers were added.
 */
export function onCircle(graph: Adjacency): Map<PeerId, Place> {
  const order = alongLinks(graph);
  const radius = Math.min(Math.max((order.length * SPACING) / (2 * Math.PI), SPACING), MAX_WIDTH / 2);
  const places = new Map<PeerId, Place>();
  for (const [index, peer] of order.entries()) {
    const angle = (index * 2 * Math.PI) / order.length - Math.PI / 2;
    places.set(peer, { x: radius * Math.cos(angle), y: radius * Math.sin(angle) });
  }
  return places;
}

/**
 * Peers in layers by the number of hops from a root; components that it does not reach follow below.
 *
 * @param root where it is not in the graph, the peer with the most links
 */
export function inLayers(graph: Adjacency, root: PeerId | null): Map<PeerId, Place> {
  const places = new Map<PeerId, Place>();
  const seen = new Set<PeerId>();
  const first = root !== null && graph.has(root) ? root : mostLinked(graph);
  let depth = 0;
  for (const start of first === null ? [] : [first, ...graph.keys()]) {
    if (seen.has(start)) continue;
    seen.add(start);
    for (let layer: PeerId[] = [start]; layer.length > 0; depth += 1) {
      const step = Math.min(SPACING, MAX_WIDTH / layer.length);
      const next: PeerId[] = [];
      for (const [index, peer] of layer.entries()) {
        places.set(peer, { x: (index - (layer.length - 1) / 2) * step, y: depth * LAYER_HEIGHT });
        for (const other of graph.get(peer) ?? []) {
          if (seen.has(other) || !graph.has(other)) continue;
          seen.add(other);
          next.push(other);
        }
      }
      layer = next;
    }
  }
  const scale = Math.min(1, MAX_WIDTH / Math.max((depth - 1) * LAYER_HEIGHT, 1));
  const middle = ((depth - 1) * LAYER_HEIGHT) / 2;
  for (const [peer, { x, y }] of places) places.set(peer, { x, y: (y - middle) * scale });
  return places;
}

/** Depth first, without recursion: a line of ten thousand peers is ten thousand deep. */
function alongLinks(graph: Adjacency): PeerId[] {
  const seen = new Set<PeerId>();
  for (const start of graph.keys()) {
    const stack = [start];
    for (let peer = stack.pop(); peer !== undefined; peer = stack.pop()) {
      if (seen.has(peer)) continue;
      seen.add(peer);
      for (const other of graph.get(peer) ?? []) if (graph.has(other) && !seen.has(other)) stack.push(other);
    }
  }
  return [...seen];
}

function mostLinked(graph: Adjacency): PeerId | null {
  let most: PeerId | null = null;
  for (const [peer, others] of graph) {
    if (most === null || others.size > (graph.get(most)?.size ?? 0)) most = peer;
  }
  return most;
}
