import {
  forceLink,
  forceManyBody,
  forceSimulation,
  forceX,
  forceY,
  type SimulationLinkDatum,
  type SimulationNodeDatum,
} from 'd3-force';
import type { FromLayout, LayoutLink, LayoutPeer, ToLayout } from './protocol';

interface Body extends SimulationNodeDatum {
  readonly slot: number;
  x: number;
  y: number;
  vx: number;
  vy: number;
  /** How freely it moves: 1 for what has just changed, next to nothing far away from it. */
  heat: number;
  readonly neighbours: Set<Body>;
}

interface Spring extends SimulationLinkDatum<Body> {
  readonly source: Body;
  readonly target: Body;
}

const LINK_LENGTH = 54;
const REPULSION = -190;
/** Heat of peers that nothing happened to, and the share of it that each hop away from a change keeps. */
const COLD = 0.012;
const HEAT_PER_HOP = 0.5;
const WARM_HOPS = 5;
/** Below this the picture stands. */
const STILL = 0.006;
/** A change to more than this share of the peers lays out everything. */
const LARGE_SHARE = 0.2;
/** Links longer than this pull the smaller of two islands along, unless more than a few are made at once. */
const FAR = 4 * LINK_LENGTH;
const FEW = 8;

/**
 * Where peers go: springs along links, repulsion between all, a weak pull to the middle that keeps islands together
 * in view. Deterministic: the same messages and the same number of ticks give the same positions. Every change
 * warms what is near it and the rest stays cold, so that a newcomer finds its place while the rest hardly moves;
 * then all of it cools until it stands.
 */
export class Layout {
  readonly #bodies = new Map<number, Body>();
  readonly #springs = new Map<string, Spring>();
  readonly #charge = forceManyBody<Body>().strength(REPULSION).theta(0.9).distanceMax(900);
  readonly #spring = forceLink<Body, Spring>([]).distance(LINK_LENGTH);
  readonly #simulation = forceSimulation<Body>([])
    .stop()
    .velocityDecay(0.45)
    .alphaMin(STILL)
    .alphaDecay(0.034)
    .force('charge', this.#charge)
    .force('link', this.#spring)
    // Wide pictures suit wide windows.
    .force('x', forceX<Body>(0).strength(0.014))
    .force('y', forceY<Body>(0).strength(0.04))
    .force('heat', () => this.#applyHeat())
    .alpha(0);
  #revision = 0;
  #slots = 0;
  #frozen = false;

  /** Whether further ticks would move anything. */
  get settled(): boolean {
    return this.#frozen || this.#bodies.size === 0 || this.#simulation.alpha() < STILL;
  }

  get peers(): number {
    return this.#bodies.size;
  }

  receive(message: Exclude<ToLayout, { type: 'still' }>): void {
    switch (message.type) {
      case 'change': {
        const touched = new Set<Body>();
        for (const slot of message.removed) this.#remove(slot, touched);
        for (const peer of message.added) this.#add(peer, touched);
        for (const link of message.unlinked) this.#unlink(link, touched);
        const known = new Set(message.added.filter((peer) => peer.known).map((peer) => peer.slot));
        for (const link of message.linked) {
          // Links between peers that have their position from before pull nobody anywhere.
          const pulls = !(known.has(link[0]) && known.has(link[1]));
          this.#link(link, pulls ? touched : null);
        }
        this.#simulation.nodes([...this.#bodies.values()]);
        this.#spring.links([...this.#springs.values()]);
        this.#revision = message.revision;
        for (const body of this.#move(message.moved, false)) touched.add(body);
        if (message.linked.length <= FEW) for (const link of message.linked) this.#follow(link, touched);
        this.#warm(touched, message.added.length > 0 || message.linked.length > 0 ? 0.4 : 0.12);
        return;
      }
      case 'place': {
        const touched = this.#move(message.places, false);
        for (const { slot, x, y, pinned } of message.places) {
          const body = this.#bodies.get(slot);
          if (body) [body.fx, body.fy] = pinned ? [x, y] : [null, null];
        }
        this.#revision = message.revision;
        if (message.disturbs) this.#warm(touched, 0.14, 0.3);
        return;
      }
      case 'pin': {
        const touched = this.#move(message.pins, true);
        this.#warm(touched, 0.14, 0.3);
        return;
      }
      case 'unpin': {
        const touched = new Set<Body>();
        for (const slot of message.slots) {
          const body = this.#bodies.get(slot);
          if (!body) continue;
          body.fx = null;
          body.fy = null;
          touched.add(body);
        }
        this.#warm(touched, 0.3);
        return;
      }
      case 'freeze':
        this.#frozen = message.frozen;
        return;
      case 'tidy':
        this.#warmAll(1);
        return;
    }
  }

  tick(): void {
    this.#simulation.tick();
  }

  /** The picture now; the array is the receiver's to keep. */
  positions(): FromLayout {
    const positions = new Float32Array(this.#slots * 2).fill(Number.NaN);
    for (const { slot, x, y } of this.#bodies.values()) {
      positions[slot * 2] = x;
      positions[slot * 2 + 1] = y;
    }
    return { type: 'positions', revision: this.#revision, positions, settled: this.settled };
  }

  #add({ slot, x, y, pinned, known }: LayoutPeer, touched: Set<Body>): void {
    const body: Body = { slot, x, y, vx: 0, vy: 0, heat: COLD, neighbours: new Set() };
    if (pinned) [body.fx, body.fy] = [x, y];
    this.#bodies.set(slot, body);
    this.#slots = Math.max(this.#slots, slot + 1);
    if (!known) touched.add(body);
  }

  #remove(slot: number, touched: Set<Body>): void {
    const body = this.#bodies.get(slot);
    if (!body) return;
    for (const other of body.neighbours) {
      other.neighbours.delete(body);
      this.#springs.delete(springKey(slot, other.slot));
      touched.add(other);
    }
    touched.delete(body);
    this.#bodies.delete(slot);
  }

  #link([one, other]: LayoutLink, touched: Set<Body> | null): void {
    const [source, target] = [this.#bodies.get(one), this.#bodies.get(other)];
    if (!source || !target) return;
    source.neighbours.add(target);
    target.neighbours.add(source);
    this.#springs.set(springKey(one, other), { source, target });
    touched?.add(source).add(target);
  }

  #unlink([one, other]: LayoutLink, touched: Set<Body>): void {
    const spring = this.#springs.get(springKey(one, other));
    if (!spring) return;
    this.#springs.delete(springKey(one, other));
    spring.source.neighbours.delete(spring.target);
    spring.target.neighbours.delete(spring.source);
    touched.add(spring.source).add(spring.target);
  }

  #move(moves: readonly { slot: number; x: number; y: number }[], pin: boolean): Set<Body> {
    const touched = new Set<Body>();
    for (const { slot, x, y } of moves) {
      const body = this.#bodies.get(slot);
      if (!body) continue;
      if (pin) [body.fx, body.fy] = [x, y];
      [body.x, body.y, body.vx, body.vy] = [x, y, 0, 0];
      touched.add(body);
    }
    return touched;
  }

  /** A link that joins two islands brings the smaller one along whole, rather than stretching it. */
  #follow([one, other]: LayoutLink, touched: Set<Body>): void {
    const [source, target] = [this.#bodies.get(one), this.#bodies.get(other)];
    if (!source || !target || Math.hypot(source.x - target.x, source.y - target.y) < FAR) return;
    const [mine, theirs] = [islandWithout(source, target), islandWithout(target, source)];
    if (mine.has(target)) return;
    for (const body of mine.size < theirs.size ? mine : theirs) touched.add(body);
  }

  /** Warms the touched, and what is near them, each hop less. */
  #warm(touched: ReadonlySet<Body>, alpha: number, heat = 1): void {
    if (touched.size === 0) return;
    if (touched.size > this.#bodies.size * LARGE_SHARE && touched.size > 3) {
      this.#warmAll(Math.max(alpha, 0.8 * heat));
      return;
    }
    if (this.#simulation.alpha() < STILL) for (const body of this.#bodies.values()) body.heat = COLD;
    let ring: Iterable<Body> = touched;
    const seen = new Set(touched);
    let warmth = heat;
    for (let hop = 0; hop <= WARM_HOPS; hop++) {
      const next: Body[] = [];
      for (const body of ring) {
        body.heat = Math.max(body.heat, warmth);
        for (const other of body.neighbours) {
          if (seen.has(other)) continue;
          seen.add(other);
          next.push(other);
        }
      }
      ring = next;
      warmth *= HEAT_PER_HOP;
    }
    this.#simulation.alpha(Math.max(this.#simulation.alpha(), alpha));
  }

  #warmAll(alpha: number): void {
    for (const body of this.#bodies.values()) body.heat = 1;
    this.#simulation.alpha(Math.max(this.#simulation.alpha(), alpha));
  }

  #applyHeat(): void {
    for (const body of this.#bodies.values()) {
      body.vx *= body.heat;
      body.vy *= body.heat;
    }
  }
}

/** Everything that can be reached from one end of a link without crossing it. */
function islandWithout(end: Body, other: Body): Set<Body> {
  const island = new Set([end]);
  for (const body of island) {
    for (const next of body.neighbours) if (!(body === end && next === other)) island.add(next);
  }
  return island;
}

function springKey(one: number, other: number): string {
  return one < other ? `${one} ${other}` : `${other} ${one}`;
}
