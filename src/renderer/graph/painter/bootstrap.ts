import type { Point } from '../model/drawn';
import { toScreen } from '../viewport';
import type { Scene } from './scene';
import { printable } from './text';

/** @returns half the side of the square, in CSS pixels */
export function bootstrapReach(scale: number): number {
  return Math.min(Math.max(10 * scale ** 0.5, 6), 14);
}

/**
 * Paints the bootstrap server: a square, filled while it runs.
 *
 * @param withLinks paints its links too, where they are asked for
 */
export function paintBootstrap(context: CanvasRenderingContext2D, scene: Scene, withLinks: boolean): void {
  const { bootstrap, palette, view } = scene;
  const at = toScreen(view, bootstrap);
  const reach = bootstrapReach(view.scale);
  if (withLinks && bootstrap.registered.length > 0) paintRegistrations(context, scene, at);
  if (bootstrap.selected) {
    square(context, at, reach + 5);
    context.fillStyle = palette.halo;
    context.globalAlpha = 0.22;
    context.fill();
    context.globalAlpha = 1;
    context.strokeStyle = palette.halo;
    context.lineWidth = 1.75;
    context.stroke();
  }
  square(context, at, bootstrap.phase === 'running' ? reach : reach - 1);
  context.fillStyle = bootstrap.phase === 'running' ? palette.bootstrap : palette.canvas;
  context.fill();
  if (bootstrap.phase !== 'running') {
    context.strokeStyle = bootstrap.phase === 'failed' ? palette.danger : palette.muted;
    context.lineWidth = 2;
    // One that runs elsewhere is there, only not here: hollow, but whole.
    if (bootstrap.phase !== 'elsewhere') context.setLineDash([4, 3]);
    context.stroke();
    context.setLineDash([]);
  }
  paintName(context, scene, at, reach);
}

function paintName(
  context: CanvasRenderingContext2D,
  { bootstrap, palette }: Scene,
  at: Point,
  reach: number,
): void {
  context.font = `12px ${palette.font}`;
  context.textAlign = 'center';
  context.textBaseline = 'bottom';
  context.lineJoin = 'round';
  context.lineWidth = 3;
  context.strokeStyle = palette.canvas;
  const text = printable(bootstrap.label, 60);
  context.strokeText(text, at.x, at.y - reach - 5);
  context.fillStyle = bootstrap.phase === 'failed' ? palette.danger : palette.muted;
  context.fillText(text, at.x, at.y - reach - 5);
  context.textAlign = 'start';
  context.textBaseline = 'alphabetic';
}

function paintRegistrations(context: CanvasRenderingContext2D, scene: Scene, at: Point): void {
  const { bootstrap, palette, view } = scene;
  context.beginPath();
  for (const peer of bootstrap.registered) {
    const end = toScreen(view, peer);
    context.moveTo(at.x, at.y);
    context.lineTo(end.x, end.y);
  }
  context.strokeStyle = palette.verbs.register;
  context.globalAlpha = bootstrap.registered.length > 200 ? 0.16 : 0.34;
  context.lineWidth = 1;
  context.setLineDash([1.5, 4]);
  context.stroke();
  context.setLineDash([]);
  context.globalAlpha = 1;
}

function square(context: CanvasRenderingContext2D, { x, y }: Point, reach: number): void {
  context.beginPath();
  context.roundRect(x - reach, y - reach, 2 * reach, 2 * reach, 3);
}
