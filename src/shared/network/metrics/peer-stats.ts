import type { z } from 'zod';
import type { EventOf, PeerId } from '../events';
import type { Identity } from '../state/identity';
import type { PeerCosts, peerCosts } from './metrics-schema';

type Counted = z.output<typeof peerCosts>;

/** Removed peers that are remembered; the ones removed first go first. */
const KEPT_REMOVED = 2_000;

/** Counts messages for each hosted peer. One that is removed stays under its own name, whoever takes its address. */
export class PeerStats {
  readonly #costs = new Map<PeerId, Counted>();
  readonly #removed: Counted[] = [];

  /** Peers that never sent or received anything count too, with nothing. */
  enter(peer: PeerId, identity: Identity, name: string): void {
    if (this.#costs.has(peer)) return;
    this.#costs.set(peer, {
      peer,
      identity,
      name,
      removed: false,
      in: {},
      out: {},
      messagesIn: 0,
      messagesOut: 0,
      undelivered: 0,
      bytesIn: 0,
      bytesOut: 0,
      answered: 0,
      forwarded: 0,
    });
  }

  rename(peer: PeerId, name: string): void {
    const costs = this.#costs.get(peer);
    if (costs) costs.name = name;
  }

  remove(peer: PeerId): void {
    const costs = this.#costs.get(peer);
    this.#costs.delete(peer);
    if (!costs || costs.messagesIn + costs.messagesOut === 0) return;
    costs.removed = true;
    this.#removed.push(costs);
    if (this.#removed.length > KEPT_REMOVED) this.#removed.shift();
  }

  undelivered({ observer }: EventOf<'message:undelivered'>): void {
    const costs = observer === 'bootstrap' ? undefined : this.#costs.get(observer);
    if (costs) costs.undelivered += 1;
  }

  add(event: EventOf<'message:sent' | 'message:received'>): void {
    const costs = event.observer === 'bootstrap' ? undefined : this.#costs.get(event.observer);
    if (!costs) return;
    const { verb, bytes } = event;
    if (event.type === 'message:received') {
      costs.in[verb] = (costs.in[verb] ?? 0) + 1;
      costs.messagesIn += 1;
      costs.bytesIn += bytes;
      return;
    }
    costs.out[verb] = (costs.out[verb] ?? 0) + 1;
    costs.messagesOut += 1;
    costs.bytesOut += bytes;
    if (verb === 'SER' && !asksForItself(event)) costs.forwarded += 1;
    else if (verb === 'SEROK' && ANSWER_WITH_FILES.test(event.frame)) costs.answered += 1;
  }

  /** @returns copies: those that were removed, then the others in the order of entering */
  all(): PeerCosts[] {
    return [...this.#removed, ...this.#costs.values()].map((costs) => ({
      ...costs,
      in: { ...costs.in },
      out: { ...costs.out },
    }));
  }
}

/** What a hosted peer sends is exact, so that its frames can be told apart without reading them whole. */
function asksForItself({ observer, frame }: EventOf<'message:sent' | 'message:received'>): boolean {
  const colon = observer.lastIndexOf(':');
  return frame.startsWith(`SER ${observer.slice(0, colon)} ${observer.slice(colon + 1)} `, PREFIX_LENGTH);
}

const PREFIX_LENGTH = 5;
/** Not 0, and no error code (9996 and above): no frame holds as many names. */
const ANSWER_WITH_FILES = /^\d{4} SEROK (?!999\d )[1-9]/;
