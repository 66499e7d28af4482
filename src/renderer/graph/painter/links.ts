import type { LinkKind } from '../../../shared/network/state/link-listing';
import type { DrawnLink } from '../model/drawn';
import type { Palette } from '../palette';
import { toScreen } from '../viewport';
import { DIM, isNearLink, opacityOf, radiusOf, type Scene } from './scene';

/** How the line of each kind of link is dashed. */
export const DASHES: Readonly<Record<LinkKind, readonly number[]>> = {
  mutual: [],
  'one-sided': [5, 4],
  'not-known': [2, 3],
};

/** @returns the colour of each kind; grey where it is not known, and never an arrow */
export function linkColour(kind: LinkKind, palette: Palette): string {
  if (kind === 'one-sided') return palette.oneSided;
  return kind === 'mutual' ? palette.link : palette.muted;
}

/** A line on the screen, CSS pixels, and the radius of what it ends at. */
export type Segment = readonly [fromX: number, fromY: number, toX: number, toY: number, targetRadius: number];

/** Lines of one look, painted as one path. */
interface Batch {
  readonly kind: LinkKind;
  readonly opacity: number;
  readonly segments: Segment[];
}

/**
 * More lines than this in view are one device pixel wide: the peers stay readable, and without a graphics card
 * drawing them costs a twenty-fifth of what wider ones do (measured: 6 ms instead of 154 for 2,000 lines).
 */
const MANY = 150;

/**
 * Paints every link in view: mutual ones plain, one-sided ones dashed, with an arrow from the one that believes; those
 * of which one side is not known dotted, without an arrow.
 */
export function paintLinks(context: CanvasRenderingContext2D, scene: Scene): void {
  const { palette, view } = scene;
  const batches = batchesOf(scene);
  const lines = [...batches.values()].reduce((sum, batch) => sum + batch.segments.length, 0);
  const pixel = view.width / context.canvas.width;
  const width = lines > MANY ? pixel : lineWidth(view.scale);
  for (const { kind, opacity, segments } of batches.values()) {
    context.globalAlpha = opacity;
    context.strokeStyle = linkColour(kind, palette);
    context.lineWidth = width;
    context.setLineDash([...DASHES[kind]]);
    context.beginPath();
    for (const [fromX, fromY, toX, toY] of segments) {
      context.moveTo(fromX, fromY);
      context.lineTo(toX, toY);
    }
    context.stroke();
    context.setLineDash([]);
    if (kind === 'one-sided') {
      paintArrows(context, segments, palette.oneSided, arrowSize(view.scale));
    }
  }
  context.globalAlpha = 1;
  if (scene.emphasis?.link) paintChosen(context, scene, scene.emphasis.link, width);
}

function lineWidth(scale: number): number {
  return Math.min(Math.max(1.4 * scale ** 0.4, 1), 2.2);
}

function arrowSize(scale: number): number {
  return Math.min(Math.max(8 * scale, 4), 10);
}

/** The chosen link, and the arrow heads of one-sided links, where lines are drawn pixel by pixel. */
export function paintChosenLink(context: CanvasRenderingContext2D, scene: Scene): void {
  const { emphasis, view } = scene;
  if (emphasis?.link) paintChosen(context, scene, emphasis.link, view.width / context.canvas.width);
}

/** Below the scale at which an arrow head is larger than a peer, there are none. */
const ARROWS_FROM = 0.5;

export function paintArrowHeads(context: CanvasRenderingContext2D, scene: Scene): void {
  if (scene.view.scale < ARROWS_FROM) return;
  for (const { opacity, segments } of batchesOf(scene, 'one-sided').values()) {
    context.globalAlpha = opacity;
    paintArrows(context, segments, scene.palette.oneSided, arrowSize(scene.view.scale));
  }
  context.globalAlpha = 1;
}

/** @param only links of one kind; all where it is left out */
function batchesOf(scene: Scene, only?: LinkKind): Map<string, Batch> {
  const { model, view, emphasis, now, sizeShowsDegree } = scene;
  const { scale, width, height } = view;
  const [shiftX, shiftY] = [width / 2 - view.x * scale, height / 2 - view.y * scale];
  const batches = new Map<string, Batch>();
  for (const link of model.links.values()) {
    if (only !== undefined && link.kind !== only) continue;
    const [from, to] = link.believer === link.b ? [link.b, link.a] : [link.a, link.b];
    const fromX = from.x * scale + shiftX;
    const fromY = from.y * scale + shiftY;
    const toX = to.x * scale + shiftX;
    const toY = to.y * scale + shiftY;
    if ((fromX < 0 && toX < 0) || (fromX > width && toX > width)) continue;
    if ((fromY < 0 && toY < 0) || (fromY > height && toY > height)) continue;
    const near = isNearLink(emphasis, link) ? 1 : DIM;
    const opacity = near * Math.min(opacityOf(from, now), opacityOf(to, now));
    const { kind } = link;
    const key = `${kind} ${opacity}`;
    let batch = batches.get(key);
    if (batch === undefined) {
      batch = { kind, opacity, segments: [] };
      batches.set(key, batch);
    }
    batch.segments.push([
      fromX,
      fromY,
      toX,
      toY,
      kind === 'one-sided' ? radiusOf(to, scale, sizeShowsDegree) : 0,
    ]);
  }
  return batches;
}

/** An arrow head that touches the rim of the peer that is believed in. */
export function paintArrows(
  context: CanvasRenderingContext2D,
  segments: readonly Segment[],
  colour: string,
  size: number,
): void {
  context.beginPath();
  for (const [fromX, fromY, toX, toY, radius] of segments) {
    const length = Math.hypot(toX - fromX, toY - fromY);
    if (length < radius + size) continue;
    const [x, y] = [(toX - fromX) / length, (toY - fromY) / length];
    const [tipX, tipY] = [toX - x * (radius + 2), toY - y * (radius + 2)];
    const [baseX, baseY] = [tipX - x * size, tipY - y * size];
    context.moveTo(tipX, tipY);
    context.lineTo(baseX - y * size * 0.45, baseY + x * size * 0.45);
    context.lineTo(baseX + y * size * 0.45, baseY - x * size * 0.45);
  }
  // Filling closes each; see `traceDiamond` for why this does not.
  context.fillStyle = colour;
  context.fill();
}

function paintChosen(
  context: CanvasRenderingContext2D,
  { palette, view }: Scene,
  link: DrawnLink,
  width: number,
): void {
  const [a, b] = [toScreen(view, link.a), toScreen(view, link.b)];
  context.beginPath();
  context.moveTo(a.x, a.y);
  context.lineTo(b.x, b.y);
  context.strokeStyle = palette.halo;
  context.globalAlpha = 0.35;
  context.lineWidth = width + 7;
  context.lineCap = 'round';
  context.stroke();
  context.lineCap = 'butt';
  context.globalAlpha = 1;
  if (link.kind === 'mutual') {
    context.lineWidth = width + 1;
    context.stroke();
  }
}
