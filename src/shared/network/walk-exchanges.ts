import type { MessageBody, PeerId, SearchId } from './events';

interface Round {
  readonly search: SearchId;
  readonly round: number;
}

/** One NEIGH and its NEIGHOK, and how far it has been seen to get. */
interface Exchange extends Round {
  readonly at: number;
  stage: number;
}

/** What is seen of an exchange between two hosted peers, in this order; of one with an external peer, the first and the last. */
const STAGES = ['NEIGH sent', 'NEIGH received', 'NEIGHOK sent', 'NEIGHOK received'] as const;
/** Milliseconds after which nothing more comes of an exchange: longer than a request with all its repetitions takes. */
const FORGOTTEN_AFTER = 30_000;

/**
 * Tells which search a NEIGH or NEIGHOK belongs to. Neither names anything, so the one that was asked first between two
 * peers is the one that goes on first; what is said late is not taken for the next search's.
 */
export class WalkExchanges {
  readonly #between = new Map<string, Exchange[]>();

  /** The asker says NEIGH for a search. */
  begin(event: MessageBody & { readonly at: number }, round: Round): void {
    const key = keyOf(event);
    const others = (this.#between.get(key) ?? []).filter(({ at }) => event.at - at < FORGOTTEN_AFTER);
    // Those that began last go last, so that the ones which nothing comes of any longer stand in front.
    this.#between.delete(key);
    this.#between.set(key, [...others, { ...round, at: event.at, stage: 0 }]);
    for (const [oldest, exchanges] of this.#between) {
      const last = exchanges.at(-1);
      if (last && event.at - last.at < FORGOTTEN_AFTER) return;
      this.#between.delete(oldest);
    }
  }

  /** How many pairs of peers are remembered. */
  get size(): number {
    return this.#between.size;
  }

  /** @returns the round that a message belongs to which follows on a NEIGH, if such a one is known of */
  follow(event: MessageBody): Round | undefined {
    const key = keyOf(event);
    const exchanges = this.#between.get(key) ?? [];
    const stage = STAGES.indexOf(
      `${event.verb} ${event.type === 'message:sent' ? 'sent' : 'received'}` as (typeof STAGES)[number],
    );
    const exchange =
      exchanges.find((one) => one.stage === stage - 1) ?? exchanges.find((one) => one.stage < stage);
    if (!exchange) return undefined;
    exchange.stage = stage;
    if (stage === STAGES.length - 1) {
      const rest = exchanges.filter((one) => one !== exchange);
      if (rest.length > 0) this.#between.set(key, rest);
      else this.#between.delete(key);
    }
    return exchange;
  }
}

/** The asker and the peer that it asks, whichever of them speaks. */
function keyOf({ verb, from, to }: MessageBody): `${PeerId} ${PeerId}` {
  return verb === 'NEIGH' ? `${from} ${to}` : `${to} ${from}`;
}
