import type { LinkKind } from '../../../shared/network/state/link-listing';
import type { Gestures } from '../gestures/gestures';
import { type DrawnPeer, otherEnd } from '../model/drawn';
import { toScreen } from '../viewport';
import type { CardRoom } from './card-position';
import { paintMarks } from './marks';
import { paintCard, paintHover, paintLasso, paintReach, paintRubber } from './overlay';
import { type PlacedPulse, paintPulses } from './pulses';
import { radiusOf, type Scene } from './scene';

/** Paints what moves above the picture: pulses, and what the pointer is doing. */
export function paintForeground(
  context: CanvasRenderingContext2D,
  scene: Scene,
  pulses: readonly PlacedPulse[],
  gestures: Gestures,
  room: () => CardRoom,
  now: number,
): void {
  const { view, palette } = scene;
  paintPulses(context, pulses, palette, now, view.scale, scene.now === null);
  const { hovered, connecting, lasso } = gestures;
  if (lasso) paintLasso(context, lasso.outline(), palette);
  const radius = (peer: typeof hovered) => (peer ? radiusOf(peer, view.scale, scene.sizeShowsDegree) : 0);
  if (connecting) {
    const { peer, target } = connecting;
    const from = toScreen(view, peer);
    const to = target && { at: toScreen(view, target), radius: radius(target) };
    paintRubber(context, from, connecting.at, to, palette);
    paintHover(context, from, radius(peer), palette, true);
    if (target && to) paintCard(context, target, to.at, to.radius, palette, room());
    return;
  }
  if (hovered === null || gestures.dragging) return;
  const at = toScreen(view, hovered);
  // While a search is shown, its own lines and marks say more.
  if (scene.anatomy === null) paintNeighbourhood(context, scene, hovered);
  paintHover(context, at, radius(hovered), palette, false);
  paintCard(context, hovered, at, radius(hovered), palette, room());
}

const LINK_KINDS = ['mutual', 'one-sided', 'not-known'] as const satisfies readonly LinkKind[];

/** Lifts a peer's links and neighbours out of the picture. */
function paintNeighbourhood(context: CanvasRenderingContext2D, scene: Scene, peer: DrawnPeer): void {
  const { view, palette, sizeShowsDegree } = scene;
  const at = toScreen(view, peer);
  const links = [...peer.links.values()];
  for (const kind of LINK_KINDS) {
    const ends = links
      .filter((link) => link.kind === kind)
      .map((link) => toScreen(view, otherEnd(link, peer)));
    paintReach(context, at, ends, kind, palette);
  }
  // The lines end at the middles: the marks come on top again, and undimmed.
  for (const shown of [peer, ...links.map((link) => otherEnd(link, peer))]) {
    const spot = { ...toScreen(view, shown), radius: radiusOf(shown, view.scale, sizeShowsDegree) };
    paintMarks(context, shown.phase, !shown.hosted, [spot], palette);
  }
}
