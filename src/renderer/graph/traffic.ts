import type { FeedItem } from '../../shared/contract';
import type { Flow, PeerId } from '../../shared/network/events';
import type { Step } from '../../shared/network/search/anatomy-schema';
import type { NetworkState } from '../../shared/network/state/state';
import type { Point } from './model/drawn';
import type { GraphModel } from './model/model';
import { bootstrapReach } from './painter/bootstrap';
import type { PlacedPulse } from './painter/pulses';
import { radiusOf, type Scene } from './painter/scene';
import { type Pulse, Pulses } from './pulses';
import { toScreen } from './viewport';

type End = Pulse['from'];

/** The pulses on the canvas: which flows make one, and where it is now. */
export class Traffic {
  readonly #pulses = new Pulses();
  readonly #model: GraphModel;
  readonly #bootstrapAt: () => Point;
  readonly #onFile: () => void;

  /** @param onFile called for each pulse that stands for bytes of a file */
  constructor(model: GraphModel, bootstrapAt: () => Point, onFile: () => void) {
    this.#model = model;
    this.#onFile = onFile;
    this.#bootstrapAt = bootstrapAt;
  }

  get busy(): boolean {
    return this.#pulses.size > 0;
  }

  /** Takes the traffic out of a feed item. @param bootstrapShown whether lines to the bootstrap server are drawn */
  take(item: FeedItem, network: NetworkState, now: number, bootstrapShown: boolean): void {
    if (item.kind === 'snapshot') {
      this.#pulses.clear();
      return;
    }
    for (const event of item.events) {
      if (event.type === 'download:moved' && event.peer !== null) {
        const { from, peer: to } = event;
        if (this.#model.peers.has(from) && this.#model.peers.has(to)) {
          this.#pulses.put({ from, to, verb: 'file' }, now, this.#length(from, to));
          this.#onFile();
        }
      }
      if (event.type !== 'traffic:aggregated') continue;
      this.#pulses.add(
        event.flows,
        now,
        (flow) => this.#endsOf(flow, network, bootstrapShown),
        (from, to) => this.#length(from, to),
      );
    }
  }

  /** Sends one message again, as it went; those of another step are put away. */
  replay({ from, to, verb }: Step, now: number): void {
    this.#pulses.clear();
    this.#pulses.put({ from, to, verb }, now, this.#length(from, to));
  }

  /** Those under way, from rim to rim on the screen; pulses that nobody can see are left out. */
  placed(now: number, scene: Scene): readonly PlacedPulse[] {
    const placed: PlacedPulse[] = [];
    const { view } = scene;
    const rim = (end: End) => {
      const peer = end === 'bootstrap' ? undefined : this.#model.peers.get(end);
      return peer ? radiusOf(peer, view.scale, scene.sizeShowsDegree) : bootstrapReach(view.scale);
    };
    for (const pulse of this.#pulses.at(now)) {
      const [one, other] = [this.#at(pulse.from), this.#at(pulse.to)];
      if (one === null || other === null) continue;
      const [middle, end] = [toScreen(view, one), toScreen(view, other)];
      const [from, to] = [towards(middle, end, rim(pulse.from)), towards(end, middle, rim(pulse.to))];
      if (Math.max(from.x, to.x) < 0 || Math.min(from.x, to.x) > view.width) continue;
      if (Math.max(from.y, to.y) < 0 || Math.min(from.y, to.y) > view.height) continue;
      placed.push({ pulse, from, to });
    }
    return placed;
  }

  #endsOf(
    { observer, to }: Flow,
    network: NetworkState,
    bootstrapShown: boolean,
  ): readonly [End, End] | null {
    const target: End | null = this.#model.peers.has(to as PeerId)
      ? (to as PeerId)
      : to === network.bootstrap.address
        ? 'bootstrap'
        : null;
    if (target === null || target === observer) return null;
    if (observer === 'bootstrap' || target === 'bootstrap') return bootstrapShown ? [observer, target] : null;
    return this.#model.peers.has(observer) ? [observer, target] : null;
  }

  #at(end: End): Point | null {
    return end === 'bootstrap' ? this.#bootstrapAt() : (this.#model.peers.get(end) ?? null);
  }

  #length(from: End, to: End): number {
    const [one, other] = [this.#at(from), this.#at(to)];
    return one && other ? Math.hypot(one.x - other.x, one.y - other.y) : 0;
  }
}

/** The point so far from one towards another, and not beyond the middle between them. */
function towards(from: Point, to: Point, by: number): Point {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const share = length === 0 ? 0 : Math.min(by / length, 0.5);
  return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
}
