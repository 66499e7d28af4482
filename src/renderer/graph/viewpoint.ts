import type { BootstrapSpot } from './bootstrap';
import { Camera, type CameraState, CLOSEST, emptyLook, FARTHEST } from './camera';
import type { FreeArea } from './free-area';
import type { DrawnPeer, Point } from './model/drawn';
import type { Stage } from './stage';
import { toCanvas, toScreen, type Viewport } from './viewport';
import type { VisCanvas } from './vis-canvas';

/** CSS pixels from the edge within which a peer counts as out of view. */
const EDGE = 24;

interface Parts {
  readonly canvas: VisCanvas;
  readonly stage: Stage;
  readonly bootstrap: BootstrapSpot;
  readonly free: FreeArea;
  /** Where the window looked before it was reloaded. */
  readonly before: CameraState | null;
}

/** Where the window looks, by the user's hand or by following the picture. */
export class Viewpoint {
  readonly #parts: Parts;
  readonly #camera = new Camera();

  constructor(parts: Parts) {
    this.#parts = parts;
    const { before, canvas } = parts;
    if (before) this.#camera.restore(before);
    const look = before ?? emptyLook(canvas.viewport());
    canvas.look(look, look.scale);
  }

  get moving(): boolean {
    return this.#camera.moving;
  }

  get state(): CameraState {
    const { x, y, scale } = this.#parts.canvas.viewport();
    return { x, y, scale, follows: this.#camera.follows };
  }

  /** The user looks elsewhere by hand. */
  release(): void {
    this.#camera.release();
  }

  fit(): void {
    const { bootstrap, canvas, free, stage } = this.#parts;
    this.#camera.fit(bootstrap.within(stage.bounds()), canvas.viewport(), free.area);
  }

  /** A search comes over the picture, or goes: then the user looks again at what they looked at before. */
  showTrace(shown: boolean): void {
    const { bootstrap, canvas, free, stage } = this.#parts;
    if (shown) this.#camera.keep(canvas.viewport());
    else this.#camera.comeBack(bootstrap.within(stage.bounds()), canvas.viewport(), free.area);
  }

  /** The picture has changed its extent, or the canvas its size. */
  follow(): void {
    const { bootstrap, canvas, free, stage } = this.#parts;
    const bounds = stage.bounds();
    bootstrap.stand(bounds);
    if (stage.preparing) return;
    this.#camera.follow(bootstrap.within(bounds), canvas.viewport(), free.area, stage.arranged);
  }

  /** @returns whether the view has moved */
  step(elapsed: number, still: boolean): boolean {
    const { canvas } = this.#parts;
    const look = this.#camera.step(canvas.viewport(), elapsed, still);
    if (look) canvas.look(look, look.scale);
    return look !== null;
  }

  /** Looks at a point of the canvas from as near as now. */
  lookAt(point: Point): void {
    this.#camera.release();
    this.#parts.canvas.look(point, this.#parts.canvas.viewport().scale);
  }

  focus(peer: DrawnPeer): void {
    const scale = Math.max(this.#parts.canvas.viewport().scale, 1);
    this.#camera.goTo({ x: peer.targetX, y: peer.targetY, scale });
  }

  /** Brings a peer to the middle when it is out of view. */
  reveal(peer: DrawnPeer): void {
    const view = this.#parts.canvas.viewport();
    const { x, y } = toScreen(view, peer);
    if (x > EDGE && y > EDGE && x < view.width - EDGE && y < view.height - EDGE) return;
    this.#camera.goTo({ x: peer.targetX, y: peer.targetY, scale: view.scale });
  }

  /** @param at what is there stays there; a point of the canvas element, CSS pixels */
  zoom(factor: number, at: Point): void {
    const { canvas } = this.#parts;
    const view = canvas.viewport();
    const scale = Math.min(Math.max(view.scale * factor, FARTHEST), CLOSEST);
    this.#camera.release();
    canvas.look(centreWith(view, scale, at), scale);
  }
}

/** The centre of the view with which, at another scale, the same canvas point is at the same place. */
function centreWith(view: Viewport, scale: number, at: Point): Point {
  const { x, y } = toCanvas(view, at);
  return { x: x - (at.x - view.width / 2) / scale, y: y - (at.y - view.height / 2) / scale };
}
