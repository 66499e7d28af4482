import type { BootstrapState } from '../../shared/network/state/state';
import type { Bounds, DrawnPeer, Point } from './model/drawn';
import type { GraphModel } from './model/model';
import type { DrawnBootstrap } from './painter/scene';

/** Canvas units between the square and the picture below it: where it is put, and the room that it tolerates. */
const ABOVE = 84;
const TOO_NEAR = 48;
const TOO_FAR = 220;
const GLIDE = 160;

/** Where it stands above an empty canvas, in canvas units. */
export const FIRST_SPOT: Point = { x: 0, y: -ABOVE - 60 };

/**
 * Where the bootstrap server stands: above the overlay and outside of it, since it is no part of it. It moves only
 * when the picture has grown up to it or shrunk away.
 */
export class BootstrapSpot {
  #at: Point = FIRST_SPOT;
  #target: Point = this.#at;

  get at(): Point {
    return this.#at;
  }

  get moving(): boolean {
    return this.#at !== this.#target;
  }

  /** Looks whether it stands well above what is drawn. @param bounds null when nothing is */
  stand(bounds: Bounds | null): void {
    if (bounds === null) {
      this.#target = FIRST_SPOT;
      return;
    }
    const middle = (bounds.left + bounds.right) / 2;
    const room = bounds.top - this.#target.y;
    const aside = Math.abs(middle - this.#target.x) > Math.max((bounds.right - bounds.left) / 4, 60);
    if (room >= TOO_NEAR && room <= TOO_FAR && !aside) return;
    this.#target = { x: middle, y: bounds.top - ABOVE };
  }

  /** @returns whether it has moved */
  step(elapsed: number, still: boolean): boolean {
    if (!this.moving) return false;
    const share = still ? 1 : 1 - Math.exp(-elapsed / GLIDE);
    const [dx, dy] = [this.#target.x - this.#at.x, this.#target.y - this.#at.y];
    const near = Math.hypot(dx, dy) < 0.2;
    this.#at = near ? this.#target : { x: this.#at.x + dx * share, y: this.#at.y + dy * share };
    return true;
  }

  /** What the camera is to keep in view: the peers and the square. */
  within(bounds: Bounds | null): Bounds | null {
    if (bounds === null) return null;
    const { x, y } = this.#target;
    return {
      left: Math.min(bounds.left, x - 40),
      right: Math.max(bounds.right, x + 40),
      top: Math.min(bounds.top, y - 20),
      bottom: bounds.bottom,
    };
  }

  drawn(state: BootstrapState, model: GraphModel, selected: boolean, withLinks: boolean): DrawnBootstrap {
    const registered: DrawnPeer[] = [];
    if (withLinks) {
      for (const id of state.registry.keys()) {
        const peer = model.peers.get(id);
        if (peer) registered.push(peer);
      }
    }
    return { ...this.#at, phase: state.phase, label: labelOf(state), selected, registered };
  }
}

function labelOf({ phase, address }: BootstrapState): string {
  if (phase === 'running') return `Bootstrap ${address ?? ''}`.trim();
  if (phase === 'elsewhere') return `Bootstrap elsewhere ${address ?? ''}`.trim();
  return phase === 'failed' ? 'Bootstrap could not start' : 'Bootstrap stopped';
}
