import { type DrawnPeer, otherEnd, type Point } from './drawn';

/** Canvas units between a newcomer and the neighbour that it is put beside. */
const BESIDE = 56;
const DIRECTIONS = 12;
/** Peers around the spot that are looked at; a hub with thousands of neighbours must not make placing slow. */
const MOST_OTHERS = 48;
/** Canvas units between newcomers that have no neighbour. */
const APART = 34;
const GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5));

/** A number in [0, 1) that is always the same for the same text (FNV-1a). */
function fraction(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  // The last bytes of two ports differ in few bits; mixing spreads them over the whole range.
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39);
  return ((hash ^ (hash >>> 15)) >>> 0) / 0x1_0000_0000;
}

/** What newcomers without a neighbour are put around. */
export interface Overlay {
  readonly middle: Point;
  /** Of what is linked; peers that wait for their first link do not make it larger. */
  readonly radius: number;
  /** How many wait around it already. */
  readonly waiting: number;
}

/** @returns the linked part of the picture and who waits around it; null when there is nobody */
export function overlayOf(peers: Iterable<DrawnPeer>): Overlay | null {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  let first: DrawnPeer | null = null;
  let waiting = 0;
  for (const peer of peers) {
    first ??= peer;
    if (peer.links.size === 0) {
      waiting += 1;
      continue;
    }
    left = Math.min(left, peer.targetX);
    right = Math.max(right, peer.targetX);
    top = Math.min(top, peer.targetY);
    bottom = Math.max(bottom, peer.targetY);
  }
  if (first === null) return null;
  if (left > right) return { middle: { x: first.targetX, y: first.targetY }, radius: 0, waiting };
  return {
    middle: { x: (left + right) / 2, y: (top + bottom) / 2 },
    radius: Math.max(right - left, bottom - top) / 2,
    waiting,
  };
}

/**
 * Gives each newcomer a first position: beside its neighbours where one of them has a position already, else in a
 * sunflower around `middle` (an empty picture) or outside of what is linked, where many of them fill a ring that grows
 * in area and not in steps: a thousand may come in batches before the first of them is linked. Always the same for the same
 * picture and the same newcomers.
 *
 * @param newcomers peers whose position is not a number yet
 * @param overlay what is drawn already, null when nothing is
 */
export function placeNewcomers(
  newcomers: readonly DrawnPeer[],
  middle: Point,
  overlay: Overlay | null,
): void {
  const queue = newcomers.filter((peer) => hasPlacedNeighbour(peer));
  const seen = new Set(queue);
  const drain = () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const spot = spotBeside(next);
      if (spot) put(next, spot);
      for (const link of next.links.values()) {
        const other = otherEnd(link, next);
        if (Number.isNaN(other.x) && !seen.has(other)) {
          seen.add(other);
          queue.push(other);
        }
      }
    }
  };
  drain();
  let alone = 0;
  for (const peer of newcomers) {
    if (!Number.isNaN(peer.x)) continue;
    put(peer, overlay ? outside(overlay, peer, alone) : sunflower(middle, alone));
    alone += 1;
    seen.add(peer);
    for (const link of peer.links.values()) {
      const other = otherEnd(link, peer);
      if (Number.isNaN(other.x) && !seen.has(other)) {
        seen.add(other);
        queue.push(other);
      }
    }
    drain();
  }
}

/** The emptiest of the spots around the middle of its placed neighbours, or null when it has none. */
export function spotBeside(peer: DrawnPeer): Point | null {
  const neighbours: DrawnPeer[] = [];
  for (const link of peer.links.values()) {
    const other = otherEnd(link, peer);
    if (!Number.isNaN(other.x)) neighbours.push(other);
  }
  if (neighbours.length === 0) return null;
  const x = mean(neighbours.map((other) => other.targetX));
  const y = mean(neighbours.map((other) => other.targetY));
  const others = surroundings(peer, neighbours);
  const turn = fraction(peer.id) * 2 * Math.PI;
  let best: Point = { x, y };
  let most = -1;
  for (let i = 0; i < DIRECTIONS; i++) {
    const angle = turn + (i * 2 * Math.PI) / DIRECTIONS;
    const spot = { x: x + Math.cos(angle) * BESIDE, y: y + Math.sin(angle) * BESIDE };
    let room = Number.POSITIVE_INFINITY;
    for (const other of others) {
      room = Math.min(room, (other.targetX - spot.x) ** 2 + (other.targetY - spot.y) ** 2);
    }
    if (room > most) [best, most] = [spot, room];
  }
  return best;
}

function surroundings(peer: DrawnPeer, neighbours: readonly DrawnPeer[]): readonly DrawnPeer[] {
  const others = neighbours.slice(0, MOST_OTHERS);
  for (const neighbour of neighbours) {
    for (const link of neighbour.links.values()) {
      if (others.length >= MOST_OTHERS) return others;
      const other = otherEnd(link, neighbour);
      if (other !== peer && !Number.isNaN(other.x)) others.push(other);
    }
  }
  return others;
}

function hasPlacedNeighbour(peer: DrawnPeer): boolean {
  for (const link of peer.links.values()) if (!Number.isNaN(otherEnd(link, peer).x)) return true;
  return false;
}

function sunflower(middle: Point, index: number): Point {
  const radius = APART * Math.sqrt(index);
  const angle = index * GOLDEN_ANGLE - Math.PI / 2;
  return { x: middle.x + Math.cos(angle) * radius, y: middle.y + Math.sin(angle) * radius };
}

function outside({ middle, radius, waiting }: Overlay, peer: DrawnPeer, index: number): Point {
  const angle = fraction(peer.id) * 2 * Math.PI;
  const away = Math.hypot(radius + BESIDE, APART * Math.sqrt(waiting + index));
  return { x: middle.x + Math.cos(angle) * away, y: middle.y + Math.sin(angle) * away };
}

/** Puts a peer somewhere at once, without a glide. */
export function put(peer: DrawnPeer, at: Point): void {
  peer.x = at.x;
  peer.y = at.y;
  peer.targetX = at.x;
  peer.targetY = at.y;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
