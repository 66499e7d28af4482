import type { PeerId } from '../../../shared/network/events';
import type { DrawnPeer } from '../model/drawn';
import { paintArrows, type Segment } from '../painter/links';
import type { Spot } from '../painter/marks';
import { radiusOf, type Scene } from '../painter/scene';
import { toScreen } from '../viewport';
import {
  type HopSpot,
  paintAnswered,
  paintAsker,
  paintEnds,
  paintHops,
  paintMissed,
  WASTED_DASH,
} from './marks';

type Context = CanvasRenderingContext2D;

/** More lines than this are thin and without arrows: see `MANY` of the links' painter. */
const MANY = 150;
/** CSS pixels by which wasted messages pass beside the line, each direction on a side of its own. */
const ASIDE = 4;
/** Below this scale a figure on a line has no room. */
const NEAR = 0.6;

/** Paints the ways that the question took, below the peers: the first arrivals as a tree, the wasted ones beside it. */
export function paintAnatomyLines(context: Context, scene: Scene): void {
  const { anatomy, palette, view } = scene;
  if (anatomy === null) return;
  const lines = new Lines(scene);
  const tree: Segment[] = [];
  for (const [peer, { from }] of anatomy.reached) {
    const segment = lines.between(from, peer, 0);
    if (segment) tree.push(segment);
  }
  const wasted: Segment[] = [];
  const figures: { readonly at: Segment; readonly text: string }[] = [];
  for (const { from, to, messages } of anatomy.wasted) {
    const segment = lines.between(from, to, ASIDE);
    if (!segment) continue;
    wasted.push(segment);
    if (messages > 1) figures.push({ at: segment, text: `×${messages}` });
  }
  const many = tree.length + wasted.length > MANY;
  const pixel = view.width / context.canvas.width;
  context.setLineDash(WASTED_DASH);
  strokeAll(context, wasted, palette.anatomy.wasted, many ? pixel : 1.5);
  context.setLineDash([]);
  strokeAll(context, tree, palette.anatomy.tree, many ? 1.5 * pixel : 2.25);
  if (!many) {
    const size = Math.min(Math.max(8 * view.scale, 5), 10);
    paintArrows(context, wasted, palette.anatomy.wasted, size * 0.8);
    paintArrows(context, tree, palette.anatomy.tree, size);
    if (view.scale >= NEAR) paintFigures(context, figures, scene);
  }
  const { current } = anatomy;
  const now = current && lines.between(current.from, current.to, current.kind === 'duplicate' ? ASIDE : 0);
  if (now) {
    strokeAll(context, [now], palette.accent, 3.5);
    paintArrows(context, [now], palette.accent, 11);
  }
}

/** Paints over the peers how far each was, where it ended, who answered and who had it. */
export function paintAnatomyPeers(context: Context, scene: Scene): void {
  const { anatomy, model } = scene;
  if (anatomy === null) return;
  const rings = new Map<number, HopSpot[]>();
  for (const [id, { hops }] of anatomy.reached) {
    const peer = model.peers.get(id);
    // Who has crashed or left since then shows that.
    if (peer === undefined || peer.phase === 'crashed' || peer.phase === 'left') continue;
    const spot = spotOf(peer, scene);
    const ring = rings.get(hops);
    if (ring) ring.push(spot);
    else rings.set(hops, [spot]);
  }
  for (const [hops, spots] of rings) paintHops(context, hops, spots, scene.palette);
  const asker = model.peers.get(anatomy.asker);
  if (asker) paintAsker(context, spotOf(asker, scene), scene.palette);
  paintEnds(context, spotsOf(anatomy.ends, scene), scene.palette);
  paintMissed(context, spotsOf(anatomy.missed, scene), scene.palette);
  paintAnswered(context, spotsOf(anatomy.answered, scene), scene.palette);
}

class Lines {
  readonly #scene: Scene;

  constructor(scene: Scene) {
    this.#scene = scene;
  }

  /** @param aside CSS pixels to the right of the way there. @returns null where an end is not on the picture */
  between(from: PeerId, to: PeerId, aside: number): Segment | null {
    const { model, view, sizeShowsDegree } = this.#scene;
    const [one, other] = [model.peers.get(from), model.peers.get(to)];
    if (one === undefined || other === undefined || one === other) return null;
    const [start, end] = [toScreen(view, one), toScreen(view, other)];
    const [dx, dy] = [end.x - start.x, end.y - start.y];
    const length = Math.hypot(dx, dy);
    if (length === 0) return null;
    const [shiftX, shiftY] = [(-dy / length) * aside, (dx / length) * aside];
    const radius = radiusOf(other, view.scale, sizeShowsDegree);
    return [start.x + shiftX, start.y + shiftY, end.x + shiftX, end.y + shiftY, radius];
  }
}

function strokeAll(context: Context, segments: readonly Segment[], colour: string, width: number): void {
  context.beginPath();
  for (const [fromX, fromY, toX, toY] of segments) {
    context.moveTo(fromX, fromY);
    context.lineTo(toX, toY);
  }
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.stroke();
}

function paintFigures(
  context: Context,
  figures: readonly { readonly at: Segment; readonly text: string }[],
  { palette }: Scene,
): void {
  context.font = `11px ${palette.font}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.lineWidth = 3;
  context.strokeStyle = palette.canvas;
  context.fillStyle = palette.anatomy.wasted;
  for (const { at, text } of figures) {
    const [fromX, fromY, toX, toY] = at;
    // Nearer to its end, so that the figures of both directions stand apart.
    const [x, y] = [fromX + (toX - fromX) * 0.62, fromY + (toY - fromY) * 0.62];
    context.strokeText(text, x, y);
    context.fillText(text, x, y);
  }
  context.textAlign = 'start';
  context.textBaseline = 'alphabetic';
}

function spotsOf(ids: ReadonlySet<PeerId>, scene: Scene): Spot[] {
  return Array.from(ids, (id) => scene.model.peers.get(id))
    .filter((peer) => peer !== undefined)
    .map((peer) => spotOf(peer, scene));
}

function spotOf(peer: DrawnPeer, { view, sizeShowsDegree }: Scene): HopSpot {
  return {
    ...toScreen(view, peer),
    radius: radiusOf(peer, view.scale, sizeShowsDegree),
    diamond: !peer.hosted,
  };
}
