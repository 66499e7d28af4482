import type { LogBatch, LogFilter } from '../../../shared/contract';
import type { IdentifiedEvent, NetworkEvent, Observer } from '../../../shared/network/events';
import {
  addressesIn,
  type Identity,
  identityAt,
  nameAt,
  withIdentities,
} from '../../../shared/network/state/identity';
import type { NetworkState } from '../../../shared/network/state/state';
import { failed, ok, type Result } from '../../../shared/problem';
import { watchChanges } from '../../runtime/watch-changes';
import { type EventLog, otherParty } from './event-log';
import { Ring } from './ring';

/** Milliseconds between two batches of a filtered list: as often as an eye can follow. */
const BATCH_INTERVAL_MS = 100;
/** Events of one batch. Of a flood the newest are sent, so that a list ends with what happened last; the rest is counted. */
const MAX_BATCH_EVENTS = 500;
/** Events that may wait for a slow follower; beyond, its stream ends and it asks again with its last `seq`. */
const MAX_WAITING = 100_000;

/**
 * @param since the `seq` of the last event that a reader has; 0: none, it takes whatever is kept
 * @returns why the events after that one cannot be had without a gap
 */
export function checkSince(log: EventLog, since: number | undefined): Result {
  if (since === undefined || since === 0) return ok();
  const { seq } = log.state;
  const remedy = 'Take the picture at `/network`, and follow on from its `seq`.';
  if (since > seq)
    return failed('no-longer-kept', `There is no event ${since} yet: the last one is ${seq}. ${remedy}`);
  return since + 1 < log.oldest
    ? failed(
        'no-longer-kept',
        `The events from ${since + 1} to ${log.oldest - 1} are no longer kept. ${remedy}`,
      )
    : ok();
}

/** Every event after `since`, one by one, for as long as the signal is not given. @param since default: from now on */
export async function* followEvents(
  log: EventLog,
  since: number | undefined,
  signal?: AbortSignal,
): AsyncGenerator<IdentifiedEvent, void, void> {
  let waiting: NetworkEvent[] = since === undefined ? [] : log.since(since).events;
  const batches = watchChanges({
    subscribe: (changed) =>
      log.subscribe((event) => {
        if (waiting.length <= MAX_WAITING) waiting.push(event);
        changed();
      }),
    read: () => {
      const events = waiting;
      waiting = [];
      return events.length > MAX_WAITING ? undefined : events;
    },
    signal,
  });
  for await (const events of batches) {
    for (const event of events) {
      if (signal?.aborted) return;
      yield withIdentities(event, log.state.identities);
    }
  }
}

/** The last events that pass a filter, then those that follow, in batches of at most 500 (see {@link LogBatch}). */
export function watchEvents(
  log: EventLog,
  filter: LogFilter,
  signal?: AbortSignal,
): AsyncGenerator<LogBatch, void, void> {
  const passes = toPredicate(filter, () => log.state);
  let waiting: Ring<NetworkEvent> | undefined;
  let passed = 0;
  const first = () =>
    lastMatching(
      filter.observer && filter.messages === 'only' ? log.messagesOf(filter.observer) : log.since(0).events,
      passes,
      filter.last,
    );
  return watchChanges({
    subscribe: (changed) =>
      log.subscribe((event) => {
        if (!passes(event)) return;
        waiting?.push(event);
        passed += 1;
        changed();
      }),
    read: (): LogBatch => {
      const events = waiting?.slice(0) ?? first();
      const skipped = waiting ? passed - events.length : 0;
      waiting = new Ring(MAX_BATCH_EVENTS);
      passed = 0;
      return { events: events.map((event) => withIdentities(event, log.state.identities)), skipped };
    },
    pace: { runtime: log.runtime, settle: BATCH_INTERVAL_MS },
    signal,
  });
}

/** Looks from the newest back and stops when it has enough, since a text filter costs something for each event. */
function lastMatching(
  events: readonly NetworkEvent[],
  passes: (event: NetworkEvent) => boolean,
  most: number,
): NetworkEvent[] {
  const found: NetworkEvent[] = [];
  for (let index = events.length - 1; index >= 0 && found.length < most; index -= 1) {
    const event = events[index];
    if (event && passes(event)) found.push(event);
  }
  return found.reverse();
}

/** @returns a test for events; a peer is called what it was called when the event happened */
function toPredicate(filter: LogFilter, state: () => NetworkState): (event: NetworkEvent) => boolean {
  const text = filter.text?.toLowerCase();
  const about = filter.about?.trim().toLowerCase();
  const verb = filter.verb?.toUpperCase();
  return (event) => {
    // What is about to be sent is of no interest to a reader: it is said when it was sent, or could not be.
    if (event.type === 'message:attempted') return false;
    const isMessage = event.type === 'message:sent' || event.type === 'message:received';
    if (filter.messages === 'without' && isMessage) return false;
    if (filter.messages === 'only' && !isMessage) return false;
    if (verb && !((isMessage || event.type === 'message:undelivered') && event.verb === verb)) return false;
    if (filter.observer && !concerns(event, filter.observer, state())) return false;
    if (about && !actorsOf(event, state()).some((party) => party.toLowerCase().includes(about))) return false;
    if (filter.identity && !isAbout(event, filter.identity, state())) return false;
    return !text || wordsOf(event).toLowerCase().includes(text);
  };
}

/** @returns whether it is the actor's own, or a message that an external peer had with one of ours */
function concerns(event: NetworkEvent, actor: Observer, { peers }: NetworkState): boolean {
  if (actorOf(event) === actor) return true;
  const isMessage = event.type === 'message:sent' || event.type === 'message:received';
  return (
    isMessage && actor !== 'bootstrap' && otherParty(event) === actor && peers.get(actor)?.hosted === false
  );
}

/** @returns who saw or did it; the registry is the bootstrap server's */
function actorOf(event: NetworkEvent): Observer | undefined {
  if (event.type.startsWith('bootstrap:') || event.type.startsWith('registry:')) return 'bootstrap';
  if ('observer' in event) return event.observer;
  return 'peer' in event ? (event.peer ?? undefined) : undefined;
}

function isAbout(event: NetworkEvent, identity: Identity, { identities }: NetworkState): boolean {
  return addressesIn(event).some((address) => identityAt(identities, address, event.seq) === identity);
}

/** Addresses and names that an event is about. */
function actorsOf(event: NetworkEvent, { identities }: NetworkState): string[] {
  const addresses = addressesIn(event);
  const found: string[] = [...addresses];
  if ('observer' in event && event.observer === 'bootstrap') found.push(event.observer);
  if ('name' in event) found.push(event.name);
  if ('previousName' in event) found.push(event.previousName);
  for (const address of addresses) {
    const name = nameAt(identities, address, event.seq);
    if (name !== undefined) found.push(name);
  }
  return found;
}

/** A frame is searched as it stands on the wire; everything else as it stands in the log. */
function wordsOf(event: NetworkEvent): string {
  return 'frame' in event ? `${event.type} ${event.frame}` : JSON.stringify(event);
}
