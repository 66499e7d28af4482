import type { Palette } from '../palette';
import { toScreen } from '../viewport';
import type { Spot } from './marks';
import { radiusOf, type Scene } from './scene';

/** Half the width of the mark, in CSS pixels. */
const REACH = 3.2;

/**
 * Paints at the upper right of peers whose conformance was examined: a tick where nothing deviated, an exclamation
 * mark where something did.
 */
export function paintExamined(
  context: CanvasRenderingContext2D,
  spots: readonly Spot[],
  conformant: boolean,
  palette: Palette,
): void {
  context.beginPath();
  for (const { x, y, radius } of spots) {
    const [atX, atY] = [x + (radius + 4) * Math.SQRT1_2 + 1, y - (radius + 4) * Math.SQRT1_2 - 1];
    if (conformant) {
      context.moveTo(atX - REACH, atY);
      context.lineTo(atX - REACH * 0.2, atY + REACH * 0.8);
      context.lineTo(atX + REACH, atY - REACH);
    } else {
      context.moveTo(atX, atY - REACH);
      context.lineTo(atX, atY + REACH * 0.25);
      context.moveTo(atX, atY + REACH);
      context.lineTo(atX, atY + REACH + 0.1);
    }
  }
  context.lineCap = 'round';
  // A rim in the colour of the canvas keeps the mark apart from the lines that end at the peer.
  context.strokeStyle = palette.canvas;
  context.lineWidth = 5;
  context.stroke();
  context.strokeStyle = conformant ? palette.phases.joined : palette.danger;
  context.lineWidth = 2;
  context.stroke();
  context.lineCap = 'butt';
}

/** The marks of all peers that were examined: they are external, and few. */
export function paintExaminedPeers(context: CanvasRenderingContext2D, scene: Scene): void {
  const { model, view, palette, sizeShowsDegree } = scene;
  for (const conformant of [true, false]) {
    const spots: Spot[] = [];
    for (const peer of model.peers.values()) {
      if (peer.conformant !== conformant) continue;
      spots.push({ ...toScreen(view, peer), radius: radiusOf(peer, view.scale, sizeShowsDegree) });
    }
    if (spots.length > 0) paintExamined(context, spots, conformant, palette);
  }
}
