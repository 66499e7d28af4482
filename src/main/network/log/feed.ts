import type { FeedItem } from '../../../shared/contract';
import type { Flow, MessageBody, NetworkEvent, Observer } from '../../../shared/network/events';
import { type Identities, withIdentities } from '../../../shared/network/state/identity';
import { snapshotOf } from '../../../shared/network/state/snapshot';
import { watchChanges } from '../../runtime/watch-changes';
import type { EventLog } from './event-log';

/** Milliseconds between two batches: twenty a second look continuous and cost little. */
const BATCH_INTERVAL_MS = 50;
/** Milliseconds after which what comes out of the blue is told: long enough for what one command does at once. */
const FIRST_BATCH_MS = 5;
/** Events and flows that may wait for a slow watcher; beyond, it is given a new snapshot instead. */
const MAX_PENDING = 20_000;

/**
 * Follows the log for one watcher: a snapshot first, then batches without a gap. Topology events keep their
 * order and are never dropped; messages are added up for each link and verb. A watcher that falls too far
 * behind gets a new snapshot.
 *
 * @param signal ends the feed
 */
export function watchNetwork(log: EventLog, signal?: AbortSignal): AsyncGenerator<FeedItem, void, void> {
  let pending: Batch | undefined;
  return watchChanges({
    subscribe: (changed) =>
      log.subscribe((event) => {
        pending?.add(event);
        if (!pending?.isEmpty) changed();
      }),
    read: (): FeedItem => {
      const batch = pending;
      pending = new Batch(log.state.seq);
      return batch && !batch.overflowed
        ? batch.close(log.state.identities)
        : { kind: 'snapshot', snapshot: snapshotOf(log.state) };
    },
    pace: { runtime: log.runtime, interval: BATCH_INTERVAL_MS, settle: FIRST_BATCH_MS },
    signal,
  });
}

/** What has happened since the last delivery. Its size follows the changes and the active links, not the messages. */
class Batch {
  readonly #after: number;
  #seq: number;
  #at = 0;
  readonly #events: NetworkEvent[] = [];
  readonly #flows = new Map<string, Flow>();
  /** Whom the messages summed in `#flows` are counted for, or could be. */
  readonly #actorsInFlows = new Set<Observer>();
  #overflowed = false;

  constructor(after: number) {
    this.#after = after;
    this.#seq = after;
  }

  get isEmpty(): boolean {
    return this.#seq === this.#after;
  }

  get overflowed(): boolean {
    return this.#overflowed;
  }

  add(event: NetworkEvent): void {
    // One that the picture holds already: it was folded before, and is only delivered now.
    if (event.seq <= this.#seq) return;
    const before = { seq: this.#seq, at: this.#at };
    this.#seq = event.seq;
    this.#at = event.at;
    // What is about to be sent changes no picture: it is said when it was sent, or could not be.
    if (this.#overflowed || event.type === 'message:attempted') return;
    if (event.type === 'message:sent' || event.type === 'message:received') this.#sum(event);
    else {
      // What a peer said is folded before it goes, or its last words would be counted for nobody; and before it
      // comes again, or they would be counted for its successor.
      const changesPeer = event.type === 'peer:removed' || event.type === 'peer:added';
      if (changesPeer && this.#actorsInFlows.has(event.peer) && this.#flows.size > 0) this.#closeSums(before);
      this.#events.push(event);
    }
    if (this.#events.length + this.#flows.size < MAX_PENDING) return;
    this.#overflowed = true;
    this.#events.length = 0;
    this.#flows.clear();
  }

  /** @param upTo up to where the messages were added up */
  #closeSums(upTo = { seq: this.#seq, at: this.#at }): void {
    // Where nothing was summed and the last events change nothing, it is said all the same how far the picture is.
    if (this.#flows.size === 0 && this.#events.at(-1)?.seq === upTo.seq) return;
    const flows = [...this.#flows.values()];
    this.#flows.clear();
    this.#actorsInFlows.clear();
    this.#events.push({ ...upTo, type: 'traffic:aggregated', flows });
  }

  #sum(event: MessageBody): void {
    const direction = event.type === 'message:sent' ? 'sent' : 'received';
    const key = `${event.observer} ${direction} ${event.from} ${event.to} ${event.verb}`;
    const { observer, from, to, verb, bytes } = event;
    const flow = this.#flows.get(key);
    for (const party of [observer, from, to]) this.#actorsInFlows.add(party);
    this.#flows.set(
      key,
      flow
        ? { ...flow, messages: flow.messages + 1, bytes: flow.bytes + bytes }
        : { observer, direction, from, to, verb, messages: 1, bytes },
    );
  }

  /** @param known who had which address when: each event is delivered with the identities of its time */
  close(known: Identities): FeedItem {
    this.#closeSums();
    const events = this.#events.map((event) => withIdentities(event, known));
    return { kind: 'batch', after: this.#after, seq: this.#seq, events };
  }
}
