import type { Gestures } from '../gestures/gestures';
import { otherEnd } from '../model/drawn';
import { toScreen } from '../vis-canvas';
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
    if (target && to) paintCard(context, target, to.at, to.radius, palette, view);
    return;
  }
  if (hovered === null || gestures.dragging) return;
  const at = toScreen(view, hovered);
  const links = [...hovered.links.values()];
  for (const oneSided of [false, true]) {
    const ends = links
      .filter((link) => (link.believer !== null) === oneSided)
      .map((link) => toScreen(view, otherEnd(link, hovered)));
    paintReach(context, at, ends, oneSided, palette);
  }
  // The lines end at the middles: the marks come on top again, and undimmed.
  const shown = [hovered, ...links.map((link) => otherEnd(link, hovered))];
  for (const peer of shown) {
    const spot = { ...toScreen(view, peer), radius: radius(peer) };
    paintMarks(context, peer.phase, !peer.hosted, [spot], palette);
  }
  paintHover(context, at, radius(hovered), palette, false);
  paintCard(context, hovered, at, radius(hovered), palette, view);
}
