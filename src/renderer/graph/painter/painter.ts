import { paintAnatomyLines, paintAnatomyPeers } from '../anatomy/paint-anatomy';
import type { Viewport } from '../viewport';
import { toScreen } from '../viewport';
import { paintBootstrap } from './bootstrap';
import { DensePainter, isDense } from './dense';
import { paintExaminedPeers } from './examined';
import { Labels } from './labels';
import { paintArrowHeads, paintChosenLink, paintLinks } from './links';
import { paintPins } from './overlay';
import { paintPeers } from './peers';
import { radiusOf, type Scene } from './scene';

/**
 * Paints the picture. While nothing but pulses and the pointer moves, links, peers and labels are painted once, kept
 * as an image and copied; a frame then costs the same with ten peers and with thousands.
 */
export class Painter {
  readonly #labels = new Labels();
  readonly #dense = new DensePainter();
  readonly #kept = document.createElement('canvas');
  #keptIsGood = false;

  /**
   * @param fresh the scene is not the one of the frame before
   * @param resting the next frame is expected to show the same scene: it is painted into the kept image at once, so
   *   that a change such as a selection costs one painting and not two
   */
  paint(context: CanvasRenderingContext2D, scene: Scene, fresh: boolean, resting: boolean): void {
    const { width, height } = context.canvas;
    if (fresh) this.#keptIsGood = false;
    if (fresh && !resting) {
      this.#paintScene(context, scene);
      return;
    }
    if (!this.#keptIsGood || this.#kept.width !== width || this.#kept.height !== height) {
      this.#keep(context, scene);
    }
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.drawImage(this.#kept, 0, 0);
    toCssPixels(context, scene.view);
  }

  #keep({ canvas: { width, height } }: CanvasRenderingContext2D, scene: Scene): void {
    this.#kept.width = width;
    this.#kept.height = height;
    const context = this.#kept.getContext('2d');
    if (context) this.#paintScene(context, scene);
    this.#keptIsGood = true;
  }

  #paintScene(context: CanvasRenderingContext2D, scene: Scene): void {
    toCssPixels(context, scene.view);
    const dense = isDense(scene);
    // The ways of a search lie between links and peers.
    const peersToo = dense && scene.anatomy === null;
    if (dense) {
      this.#dense.paint(context, scene, peersToo);
      paintArrowHeads(context, scene);
      paintChosenLink(context, scene);
    } else paintLinks(context, scene);
    paintAnatomyLines(context, scene);
    paintBootstrap(context, scene, !dense);
    if (peersToo) paintExaminedPeers(context, scene);
    else paintPeers(context, scene);
    paintAnatomyPeers(context, scene);
    paintPinned(context, scene);
    this.#labels.paint(context, scene);
  }
}

/** From here on, a unit is a CSS pixel of the canvas element. */
export function toCssPixels(context: CanvasRenderingContext2D, view: Viewport): void {
  const ratio = context.canvas.width / Math.max(view.width, 1);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
}

function paintPinned(context: CanvasRenderingContext2D, scene: Scene): void {
  const { model, view, palette, sizeShowsDegree } = scene;
  if (view.scale < 0.5) return;
  const spots = [];
  for (const peer of model.peers.values()) {
    if (peer.pinned)
      spots.push({ ...toScreen(view, peer), radius: radiusOf(peer, view.scale, sizeShowsDegree) });
  }
  if (spots.length > 0) paintPins(context, spots, palette);
}
