import type { Phase } from '../../shared/network/events';
import type { Bounds, Point } from './model/drawn';
import type { Scene } from './painter/scene';

const WIDTH = 172;
const HEIGHT = 116;
const MARGIN = 8;
/** Milliseconds between two drawings; it need not be as quick as the picture. */
const INTERVAL = 200;
/** With fewer peers than this there is no need for one. */
const FEWEST = 12;

/** The whole picture in a corner, with the part that is in view; press or drag on it to look there. */
export class Minimap {
  readonly #canvas: HTMLCanvasElement;
  readonly #stop = new AbortController();
  #paintedAt = Number.NEGATIVE_INFINITY;
  #stale = true;
  #fit = { scale: 1, x: 0, y: 0 };

  /** @param look moves the view to a canvas point */
  constructor(canvas: HTMLCanvasElement, look: (at: Point) => void) {
    this.#canvas = canvas;
    canvas.hidden = true;
    canvas.style.width = `${WIDTH}px`;
    canvas.style.height = `${HEIGHT}px`;
    const { signal } = this.#stop;
    const onPointer = (event: PointerEvent) => {
      if (event.buttons % 2 === 0) return;
      const { left, top } = canvas.getBoundingClientRect();
      const { scale, x, y } = this.#fit;
      look({
        x: (event.clientX - left - WIDTH / 2) / scale + x,
        y: (event.clientY - top - HEIGHT / 2) / scale + y,
      });
    };
    canvas.addEventListener(
      'pointerdown',
      (event) => {
        canvas.setPointerCapture(event.pointerId);
        onPointer(event);
      },
      { signal },
    );
    canvas.addEventListener('pointermove', onPointer, { signal });
  }

  stop(): void {
    this.#stop.abort();
  }

  /**
   * @param fresh the scene or the view has changed since the last call
   * @returns whether it is to be called again, since it is behind
   */
  update(scene: Scene, bounds: Bounds | null, fresh: boolean, now: number): boolean {
    this.#stale ||= fresh;
    if (!this.#stale) return false;
    if (now - this.#paintedAt < INTERVAL) return true;
    this.#stale = false;
    this.#paintedAt = now;
    this.#canvas.hidden = bounds === null || !isWanted(scene, bounds);
    if (!this.#canvas.hidden && bounds) this.#paint(scene, bounds);
    return false;
  }

  #paint({ model, palette, view }: Scene, bounds: Bounds): void {
    const context = this.#canvas.getContext('2d');
    if (!context) return;
    const ratio = window.devicePixelRatio;
    this.#canvas.width = Math.round(WIDTH * ratio);
    this.#canvas.height = Math.round(HEIGHT * ratio);
    const [x, y] = [(bounds.left + bounds.right) / 2, (bounds.top + bounds.bottom) / 2];
    const scale = Math.min(
      (WIDTH - 2 * MARGIN) / Math.max(bounds.right - bounds.left, 200),
      (HEIGHT - 2 * MARGIN) / Math.max(bounds.bottom - bounds.top, 140),
    );
    this.#fit = { scale, x, y };
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const phases = new Map<Phase, Path2D>();
    const size = model.peers.size > 1_500 ? 1.2 : 2;
    for (const peer of model.peers.values()) {
      let path = phases.get(peer.phase);
      if (path === undefined) {
        path = new Path2D();
        phases.set(peer.phase, path);
      }
      const [left, top] = [(peer.x - x) * scale + WIDTH / 2, (peer.y - y) * scale + HEIGHT / 2];
      path.rect(left - size / 2, top - size / 2, size, size);
    }
    for (const [phase, path] of phases) {
      context.fillStyle = palette.phases[phase];
      context.fill(path);
    }
    const frame = {
      left: (view.x - view.width / 2 / view.scale - x) * scale + WIDTH / 2,
      top: (view.y - view.height / 2 / view.scale - y) * scale + HEIGHT / 2,
      width: (view.width / view.scale) * scale,
      height: (view.height / view.scale) * scale,
    };
    context.strokeStyle = palette.accent;
    context.lineWidth = 1.25;
    context.strokeRect(frame.left, frame.top, frame.width, frame.height);
  }
}

/** While everything is in view, an overview would cover more than it shows. */
function isWanted({ model, view }: Scene, bounds: Bounds): boolean {
  const [reachX, reachY] = [view.width / 2 / view.scale, view.height / 2 / view.scale];
  const outside =
    bounds.left < view.x - reachX ||
    bounds.right > view.x + reachX ||
    bounds.top < view.y - reachY ||
    bounds.bottom > view.y + reachY;
  return outside && model.peers.size >= FEWEST;
}
