import type { DrawnLink, DrawnPeer, Point } from './model/drawn';
import { bootstrapReach } from './painter/bootstrap';
import { HANDLE_RADIUS, handleAt } from './painter/overlay';
import { radiusOf, type Scene } from './painter/scene';
import { toScreen } from './viewport';

/** What is under the pointer. */
export type Hit =
  | { readonly kind: 'peer'; readonly peer: DrawnPeer }
  | { readonly kind: 'handle'; readonly peer: DrawnPeer }
  | { readonly kind: 'link'; readonly link: DrawnLink }
  | { readonly kind: 'bootstrap' }
  | { readonly kind: 'canvas' };

/** CSS pixels around a mark that still count as on it. */
const SLACK = 4;
const LEAST_REACH = 9;
const LINK_REACH = 5;
/** How far out of a peer's rim its ring can be caught. */
const RING_REACH = 8;

/** @param hovered the peer whose handle is shown @param at a point of the canvas element, CSS pixels */
export function hitAt(scene: Scene, hovered: DrawnPeer | null, at: Point): Hit {
  if (hovered !== null) {
    const middle = toScreen(scene.view, hovered);
    const radius = radiusIn(scene, hovered);
    const knob = handleAt(middle, radius);
    const away = Math.hypot(middle.x - at.x, middle.y - at.y);
    // The ring works like the knob on it, where it is not on the peer itself.
    if (away > Math.max(radius + 2, LEAST_REACH) && away <= radius + RING_REACH) {
      return { kind: 'handle', peer: hovered };
    }
    if (Math.hypot(knob.x - at.x, knob.y - at.y) <= HANDLE_RADIUS + 2)
      return { kind: 'handle', peer: hovered };
  }
  const peer = peerAt(scene, at);
  if (peer) return { kind: 'peer', peer };
  const square = toScreen(scene.view, scene.bootstrap);
  const reach = bootstrapReach(scene.view.scale) + SLACK;
  if (Math.abs(square.x - at.x) <= reach && Math.abs(square.y - at.y) <= reach) return { kind: 'bootstrap' };
  const link = linkAt(scene, at);
  return link ? { kind: 'link', link } : { kind: 'canvas' };
}

/** The peer whose middle is nearest, of those that the pointer is on. */
export function peerAt(scene: Scene, at: Point): DrawnPeer | null {
  let best: DrawnPeer | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const peer of scene.model.peers.values()) {
    const { x, y } = toScreen(scene.view, peer);
    const distance = Math.hypot(x - at.x, y - at.y);
    if (distance >= least || distance > Math.max(radiusIn(scene, peer) + SLACK, LEAST_REACH)) continue;
    best = peer;
    least = distance;
  }
  return best;
}

/** Whether the pointer is still near enough to a hovered peer for its handle to stay. */
export function isAround(scene: Scene, peer: DrawnPeer, at: Point): boolean {
  const { x, y } = toScreen(scene.view, peer);
  return Math.hypot(x - at.x, y - at.y) <= radiusIn(scene, peer) + 2 * HANDLE_RADIUS + 8;
}

function linkAt({ model, view }: Scene, at: Point): DrawnLink | null {
  let best: DrawnLink | null = null;
  let least = LINK_REACH;
  for (const link of model.links.values()) {
    const distance = distanceTo(at, toScreen(view, link.a), toScreen(view, link.b));
    if (distance > least) continue;
    best = link;
    least = distance;
  }
  return best;
}

/** Distance of a point from the segment between two others. */
function distanceTo(point: Point, from: Point, to: Point): number {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : ((point.x - from.x) * dx + (point.y - from.y) * dy) / length;
  const share = Math.min(Math.max(along, 0), 1);
  return Math.hypot(point.x - from.x - share * dx, point.y - from.y - share * dy);
}

function radiusIn(scene: Scene, peer: DrawnPeer): number {
  return radiusOf(peer, scene.view.scale, scene.sizeShowsDegree);
}
