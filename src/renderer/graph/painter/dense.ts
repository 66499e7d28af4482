import type { Phase } from '../../../shared/network/events';
import type { LinkKind } from '../../../shared/network/state/link-listing';
import type { DrawnLink, DrawnPeer } from '../model/drawn';
import type { Palette } from '../palette';
import { paintAlone } from './alone';
import { linkColour } from './links';
import { PHASES, paintMarks, type Spot } from './marks';
import { breathOf, isBreathing, paintBreath, paintHalo } from './peers';
import { type Dash, PixelCanvas } from './pixels';
import { DIM, isNear, isNearLink, opacityOf, radiusOf, type Scene } from './scene';
import { type SpriteSet, Sprites } from './sprites';

/** With more links in view than this, links and peers are drawn here. */
export const DENSE = 600;
/** Dashes of lines that are one pixel wide, CSS pixels. */
const DASH: Readonly<Record<LinkKind, Dash>> = {
  mutual: null,
  'one-sided': { on: 5, off: 4 },
  'not-known': { on: 2, off: 3 },
};
const REGISTRATION: Dash = { on: 2, off: 4 };
/** Lines fade until they cover so much of the picture, as a share of its pixels, but never below this opacity. */
const MAX_INK = 0.3;
const MIN_OPACITY = 0.2;
/** Steps of a radius in a CSS pixel. */
const RADIUS_STEPS = 4;
/** Names of the shapes of external peers. */
const EXTERNAL = Object.fromEntries(PHASES.map((phase) => [phase, `external ${phase}`])) as Record<
  Phase,
  string
>;
/** Links that are looked at for the length of all. */
const SAMPLE = 512;
/** Steps of a breathing ring. */
const BREATHS = 8;

/**
 * Draws the links and peers of a large network into an image in memory, pixel by pixel. It shows what the painter of a
 * few shows, in the same colours and marks, with lines one pixel wide that fade where there are many of them.
 */
export class DensePainter {
  readonly #sprites = new Sprites();
  #canvas = new PixelCanvas(0, 0);
  #frame = new Frame(0);

  /** @param withPeers false where something is to lie between links and peers */
  paint(context: CanvasRenderingContext2D, scene: Scene, withPeers: boolean): void {
    const { width, height } = context.canvas;
    if (width === 0 || height === 0) return;
    if (this.#canvas.width !== width || this.#canvas.height !== height) {
      this.#canvas = new PixelCanvas(width, height);
    }
    const ratio = width / Math.max(scene.view.width, 1);
    this.#frame = this.#frame.of(scene, ratio);
    this.#canvas.fill(this.#sprites.colour(scene.palette.canvas));
    this.#registrations(scene, ratio);
    this.#links(scene, ratio);
    if (withPeers) this.#peers(scene, ratio);
    context.putImageData(new ImageData(this.#canvas.bytes, width, height), 0, 0);
  }

  #registrations({ bootstrap, palette, view }: Scene, ratio: number): void {
    if (bootstrap.registered.length === 0) return;
    const { xs, ys } = this.#frame;
    const fromX = ((bootstrap.x - view.x) * view.scale + view.width / 2) * ratio;
    const fromY = ((bootstrap.y - view.y) * view.scale + view.height / 2) * ratio;
    for (const { slot } of bootstrap.registered) {
      this.#canvas.line(fromX, fromY, xs[slot] as number, ys[slot] as number, REGISTRATION);
    }
    this.#canvas.ink(this.#sprites.colour(palette.verbs.register), 0.16);
  }

  #links({ model, view, palette, emphasis }: Scene, ratio: number): void {
    const canvas = this.#canvas;
    const { xs, ys, opacities } = this.#frame;
    const trace = ({ a: { slot: from }, b: { slot: to }, kind }: DrawnLink) => {
      canvas.line(xs[from] as number, ys[from] as number, xs[to] as number, ys[to] as number, DASH[kind]);
    };
    const opacityOfLink = ({ a, b }: DrawnLink) => {
      return Math.min(opacities[a.slot] as number, opacities[b.slot] as number);
    };
    const faded = linkOpacity(model.links, view.scale * ratio);
    // What is dimmed lies below what is not.
    for (const near of emphasis === null ? [true] : [false, true]) {
      const strength = emphasis === null ? faded : near ? 1 : faded * DIM;
      const others = new Map<string, DrawnLink[]>();
      for (const link of model.links.values()) {
        if (emphasis !== null && isNearLink(emphasis, link) !== near) continue;
        const opacity = opacityOfLink(link);
        if (link.kind === 'mutual' && opacity === 1) {
          trace(link);
          continue;
        }
        const key = `${link.kind} ${opacity}`;
        const batch = others.get(key);
        if (batch) batch.push(link);
        else others.set(key, [link]);
      }
      canvas.ink(this.#sprites.colour(linkColour('mutual', palette)), strength);
      for (const batch of others.values()) {
        const [first] = batch;
        if (first === undefined) continue;
        for (const link of batch) trace(link);
        canvas.ink(this.#sprites.colour(linkColour(first.kind, palette)), strength * opacityOfLink(first));
      }
    }
  }

  #peers(scene: Scene, ratio: number): void {
    const { model, view, palette, emphasis, now } = scene;
    const canvas = this.#canvas;
    const { xs, ys, opacities } = this.#frame;
    const marks = new Marks(this.#sprites, palette, ratio);
    const copy = ({ slot }: DrawnPeer, set: SpriteSet, opacity: number) => {
      set.copy(canvas, xs[slot] as number, ys[slot] as number, opacity);
    };
    // Whole steps of a radius, so that a zoom does not need a sprite for each frame.
    const sizeOf = (peer: DrawnPeer) => {
      return Math.round(radiusOf(peer, view.scale, scene.sizeShowsDegree) * RADIUS_STEPS);
    };
    for (const peer of emphasis?.selected ?? []) {
      const reach = sizeOf(peer) + Math.round(Math.min(6, 3 + 3 * view.scale) * RADIUS_STEPS);
      copy(peer, marks.halo(reach), 1);
    }
    const breath = now === null ? 0 : Math.round(breathOf(now) * BREATHS);
    for (const near of emphasis === null ? [true] : [false, true]) {
      for (const peer of model.peers.values()) {
        if (emphasis !== null && isNear(emphasis, peer) !== near) continue;
        const size = sizeOf(peer);
        if (now !== null && isBreathing(peer, now)) copy(peer, marks.breath(size, breath), 1);
        copy(peer, marks.peer(peer, size), (near ? 1 : DIM) * (opacities[peer.slot] as number));
        if (peer.alone) copy(peer, marks.alone(size), 1);
      }
    }
  }
}

/** Where each peer is in one frame, by its slot: read twice for each of its links. Device pixels. */
class Frame {
  readonly xs: Float32Array;
  readonly ys: Float32Array;
  readonly opacities: Float32Array;

  /** @param slots how many there are */
  constructor(slots: number) {
    this.xs = new Float32Array(slots);
    this.ys = new Float32Array(slots);
    this.opacities = new Float32Array(slots);
  }

  /** @returns the frame of a scene, in the arrays of this one where they are large enough */
  of({ model, view, now }: Scene, ratio: number): Frame {
    const frame = this.xs.length >= model.slots ? this : new Frame(model.slots * 2);
    const scale = view.scale * ratio;
    const shiftX = (view.width * ratio) / 2 - view.x * scale;
    const shiftY = (view.height * ratio) / 2 - view.y * scale;
    for (const peer of model.peers.values()) {
      const { slot } = peer;
      frame.xs[slot] = peer.x * scale + shiftX;
      frame.ys[slot] = peer.y * scale + shiftY;
      frame.opacities[slot] = opacityOf(peer, now);
    }
    return frame;
  }
}

/** The sprites of one frame. Sizes are in whole steps of a radius. */
class Marks {
  readonly #sprites: Sprites;
  readonly #palette: Palette;
  readonly #ratio: number;
  readonly #look: string;
  /** By phase and external, then by size: asked for each peer, so without a text as a key. */
  readonly #peers = new Map<string, SpriteSet[]>();

  constructor(sprites: Sprites, palette: Palette, ratio: number) {
    this.#sprites = sprites;
    this.#palette = palette;
    this.#ratio = ratio;
    this.#look = `${palette.canvas} ${palette.phases.joined} ${palette.halo}`;
  }

  peer({ phase, hosted }: DrawnPeer, size: number): SpriteSet {
    const shape = hosted ? phase : EXTERNAL[phase];
    let sizes = this.#peers.get(shape);
    if (sizes === undefined) {
      sizes = [];
      this.#peers.set(shape, sizes);
    }
    sizes[size] ??= this.#of(shape, size, 1.25, 3, (context, spot) => {
      paintMarks(context, phase, !hosted, [spot], this.#palette);
    });
    return sizes[size];
  }

  halo(size: number): SpriteSet {
    return this.#of('halo', size, 1, 2, (context, spot) => paintHalo(context, [spot], this.#palette));
  }

  breath(size: number, breath: number): SpriteSet {
    return this.#of(`breath ${breath}`, size, 1.7, 2, (context, spot) => {
      paintBreath(context, [spot], this.#palette.phases.joining, breath / BREATHS);
    });
  }

  alone(size: number): SpriteSet {
    return this.#of('alone', size, 1, 6, (context, spot) => paintAlone(context, [spot], this.#palette));
  }

  #of(
    shape: string,
    size: number,
    share: number,
    more: number,
    draw: (context: CanvasRenderingContext2D, spot: Spot) => void,
  ): SpriteSet {
    const radius = size / RADIUS_STEPS;
    return this.#sprites.of(
      `${this.#look} ${shape} ${size}`,
      radius * share + more,
      this.#ratio,
      (context, x, y) => draw(context, { x, y, radius }),
    );
  }
}

/** @returns whether so many links are in view that they are drawn pixel by pixel; looks at few of them where it is so */
export function isDense({ model, view }: Scene): boolean {
  if (model.links.size <= DENSE) return false;
  const { scale, width, height } = view;
  const [shiftX, shiftY] = [width / 2 - view.x * scale, height / 2 - view.y * scale];
  let lines = 0;
  for (const { a, b } of model.links.values()) {
    const [fromX, toX] = [a.x * scale + shiftX, b.x * scale + shiftX];
    if ((fromX < 0 && toX < 0) || (fromX > width && toX > width)) continue;
    const [fromY, toY] = [a.y * scale + shiftY, b.y * scale + shiftY];
    if ((fromY < 0 && toY < 0) || (fromY > height && toY > height)) continue;
    lines += 1;
    if (lines > DENSE) return true;
  }
  return false;
}

/**
 * How opaque links are drawn: less, the more of the picture they cover. It depends on the scale, and not on what is in
 * view, so that a move of the view changes nothing.
 *
 * @param scale device pixels for a canvas unit
 */
export function linkOpacity(links: ReadonlyMap<unknown, DrawnLink>, scale: number): number {
  // A sample is enough, and costs the same for every network.
  const every = Math.max(1, Math.floor(links.size / SAMPLE));
  let [length, at, seen] = [0, 0, 0];
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { a, b } of links.values()) {
    at += 1;
    if (at % every !== 0) continue;
    length += Math.hypot(a.x - b.x, a.y - b.y);
    seen += 1;
    left = Math.min(left, a.x, b.x);
    right = Math.max(right, a.x, b.x);
    top = Math.min(top, a.y, b.y);
    bottom = Math.max(bottom, a.y, b.y);
  }
  const area = (right - left) * (bottom - top);
  if (seen === 0 || area <= 0) return 1;
  const ink = ((length / seen) * links.size) / (area * scale);
  return Math.min(Math.max(MAX_INK / ink, MIN_OPACITY), 1);
}
