import type { Phase } from '../../../shared/network/events';
import type { DrawnPeer } from '../model/drawn';
import type { Palette } from '../palette';
import { toScreen } from '../viewport';
import { paintAlone } from './alone';
import { paintExamined } from './examined';
import { isPassing, paintMarks, type Spot } from './marks';
import { DIM, isNear, opacityOf, radiusOf, type Scene } from './scene';

interface Batch {
  readonly phase: Phase;
  readonly diamond: boolean;
  readonly opacity: number;
  readonly spots: Spot[];
}

/** Rings breathe for so many milliseconds; a peer that waits longer than that stands still. */
const BREATHING = 12_000;
const BREATH = 1_400;

export function isBreathing(peer: DrawnPeer, now: number): boolean {
  return isPassing(peer.phase) && now - peer.phaseAt < BREATHING;
}

/** Paints every peer in view, those that look the same together. */
export function paintPeers(context: CanvasRenderingContext2D, scene: Scene): void {
  const { model, view, emphasis, now, sizeShowsDegree, palette } = scene;
  const { scale, width, height } = view;
  const [shiftX, shiftY] = [width / 2 - view.x * scale, height / 2 - view.y * scale];
  const batches = new Map<string, Batch>();
  const breathing: Spot[] = [];
  const alone: Spot[] = [];
  const examined = { true: [] as Spot[], false: [] as Spot[] };
  for (const peer of model.peers.values()) {
    const x = peer.x * scale + shiftX;
    const y = peer.y * scale + shiftY;
    if (!(x > -40 && y > -40 && x < width + 40 && y < height + 40)) continue;
    const radius = radiusOf(peer, scale, sizeShowsDegree);
    const opacity = (isNear(emphasis, peer) ? 1 : DIM) * opacityOf(peer, now);
    const key = `${peer.phase} ${peer.hosted} ${opacity}`;
    let batch = batches.get(key);
    if (batch === undefined) {
      batch = { phase: peer.phase, diamond: !peer.hosted, opacity, spots: [] };
      batches.set(key, batch);
    }
    batch.spots.push({ x, y, radius });
    if (peer.alone) alone.push({ x, y, radius });
    if (peer.conformant !== null) examined[`${peer.conformant}`].push({ x, y, radius });
    if (now !== null && isBreathing(peer, now)) breathing.push({ x, y, radius });
  }
  paintHalos(context, scene);
  if (now !== null) paintBreath(context, breathing, palette.phases.joining, breathOf(now));
  // What is dimmed lies below what is not.
  const ordered = [...batches.values()].sort((one, other) => one.opacity - other.opacity);
  for (const { phase, diamond, opacity, spots } of ordered) {
    context.globalAlpha = opacity;
    paintMarks(context, phase, diamond, spots, palette);
  }
  context.globalAlpha = 1;
  // The rings of a search say more than that.
  if (alone.length > 0 && scene.anatomy === null) paintAlone(context, alone, palette);
  for (const conformant of [true, false])
    if (examined[`${conformant}`].length > 0)
      paintExamined(context, examined[`${conformant}`], conformant, palette);
}

function paintHalos(
  context: CanvasRenderingContext2D,
  { emphasis, view, palette, sizeShowsDegree }: Scene,
): void {
  if (emphasis === null || emphasis.selected.size === 0) return;
  const spots = Array.from(emphasis.selected, (peer): Spot => {
    const radius = radiusOf(peer, view.scale, sizeShowsDegree) + Math.min(6, 3 + 3 * view.scale);
    return { ...toScreen(view, peer), radius };
  });
  paintHalo(context, spots, palette);
}

/** Rings around selected peers. @param spots with the radius of the ring */
export function paintHalo(context: CanvasRenderingContext2D, spots: readonly Spot[], palette: Palette): void {
  context.beginPath();
  for (const { x, y, radius } of spots) {
    context.moveTo(x + radius, y);
    context.arc(x, y, radius, 0, 2 * Math.PI);
  }
  context.fillStyle = palette.halo;
  context.globalAlpha = 0.22;
  context.fill();
  context.globalAlpha = 1;
  context.strokeStyle = palette.halo;
  context.lineWidth = 1.75;
  context.stroke();
}

/** @returns how far rings have grown, 0 to 1 */
export function breathOf(now: number): number {
  return 0.5 - 0.5 * Math.cos((now / BREATH) * 2 * Math.PI);
}

/** @param breath see {@link breathOf} */
export function paintBreath(
  context: CanvasRenderingContext2D,
  spots: readonly Spot[],
  colour: string,
  breath: number,
): void {
  if (spots.length === 0) return;
  context.beginPath();
  for (const { x, y, radius } of spots) {
    const reach = radius + 1.5 + breath * radius * 0.7;
    context.moveTo(x + reach, y);
    context.arc(x, y, reach, 0, 2 * Math.PI);
  }
  context.fillStyle = colour;
  context.globalAlpha = 0.34 - 0.2 * breath;
  context.fill();
  context.globalAlpha = 1;
}
