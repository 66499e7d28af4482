import type { identity, Output } from '../../contract/parts';
import type { AddressKey } from '../../protocol/address';
import type { EventOf, IdentifiedEvent, NetworkEvent } from '../events';
import type { NetworkSnapshot, Occupant } from './snapshot-schema';
import { writable } from './writable';

export type Identity = Output<typeof identity>;

/** Who had which address when, as far back as events are kept. A fold over events. */
export interface Identities {
  /** How many were given so far. */
  given: number;
  /** Those that had an address, one after the other. */
  readonly at: ReadonlyMap<AddressKey, readonly Occupant[]>;
  /** Those that were removed, in that order. */
  readonly former: ReadonlyMap<Identity, Occupant>;
}

/** Events kept for late readers: the last 50,000, about 15 MB of a busy network. */
export const KEPT_EVENTS = 50_000;
/** Removed peers that are remembered when none of the kept events is about them: past searches and downloads may be. */
export const KEPT_FORMER = 2_000;
/** How many events before an external peer was added may be about it: what made it known came just before. */
const FIRST_WORDS_WITHIN = 8;

export function noIdentities(): Identities {
  return { given: 0, at: new Map(), former: new Map() };
}

/** Folds the one event into the identities, in place. Costs the same however many peers there are. */
export function identified(identities: Identities, event: NetworkEvent): void {
  switch (event.type) {
    case 'peer:added':
      return enter(identities, event);
    case 'peer:renamed':
      return name(identities, event.peer, event.name, event.seq);
    case 'peer:removed':
      return end(identities, event.peer, event.seq);
    default:
      return;
  }
}

/** @returns who had the address when the event with this `seq` happened; after a removal still the removed one, until the next */
function occupantAt(
  { at }: Identities,
  address: AddressKey | 'bootstrap',
  seq: number,
): Occupant | undefined {
  if (address === 'bootstrap') return undefined;
  const occupants = at.get(address) ?? [];
  let [low, high] = [0, occupants.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((occupants[middle]?.from ?? 0) <= seq) low = middle + 1;
    else high = middle;
  }
  return occupants[low - 1];
}

/** @returns the identity of who had the address at that event; undefined where it was no known peer */
export function identityAt(
  identities: Identities,
  address: AddressKey | 'bootstrap',
  seq: number,
): Identity | undefined {
  return occupantAt(identities, address, seq)?.identity;
}

/** @returns what who had the address at that event was called then; undefined where it was no known peer */
export function nameAt(
  identities: Identities,
  address: AddressKey | 'bootstrap',
  seq: number,
): string | undefined {
  const names = occupantAt(identities, address, seq)?.names;
  return (names?.findLast(({ from }) => from <= seq) ?? names?.[0])?.name;
}

export function identitiesSnapshot({ given, at, former }: Identities): NetworkSnapshot['identities'] {
  const living = [...at.values()].flatMap((occupants) => occupants.slice(-1)).filter(isThere);
  return { given, occupants: [...former.values(), ...living] };
}

/** @returns the fold behind a snapshot */
export function identitiesOf({ given, occupants }: NetworkSnapshot['identities']): Identities {
  const identities: Identities = { ...noIdentities(), given };
  for (const occupant of occupants) {
    append(identities, occupant);
    if (!isThere(occupant)) writable(identities.former).set(occupant.identity, occupant);
  }
  return identities;
}

/** @returns every address that the fields of an event speak of, some of them more than once */
export function addressesIn(event: NetworkEvent): AddressKey[] {
  const found: AddressKey[] = [];
  if ('peer' in event && event.peer) found.push(event.peer);
  if ('holder' in event) found.push(event.holder);
  if ('neighbour' in event) found.push(event.neighbour);
  if ('observer' in event && event.observer !== 'bootstrap') found.push(event.observer);
  if ('from' in event) found.push(event.from);
  if ('to' in event) found.push(event.to);
  if ('about' in event) found.push(event.about);
  if ('offered' in event) found.push(...event.offered);
  if ('holders' in event) found.push(...event.holders);
  if ('flows' in event) {
    for (const { observer, from, to } of event.flows) {
      if (observer !== 'bootstrap') found.push(observer);
      found.push(from, to);
    }
  }
  return found;
}

/** @returns the event, or a copy of it with the identities where it speaks of known peers */
export function withIdentities(event: NetworkEvent, known: Identities): IdentifiedEvent {
  const identities: Record<AddressKey, Identity> = {};
  let any = false;
  for (const address of addressesIn(event)) {
    if (address in identities) continue;
    const identity = identityAt(known, address, event.seq);
    if (identity === undefined) continue;
    identities[address] = identity;
    any = true;
  }
  return any ? { ...event, identities } : event;
}

function enter(identities: Identities, event: EventOf<'peer:added'>): void {
  const { peer: address, hosted, seq } = event;
  const last = identities.at.get(address)?.at(-1);
  // An external peer that is added again is the same one, of which another name became known.
  if (last && isThere(last) && !last.hosted && !hosted) return name(identities, address, event.name, seq);
  if (last && isThere(last)) end(identities, address, seq);
  identities.given += 1;
  // An external peer becomes known by what it said before; of who had its address before it, that was said while it did.
  const earliest = last ? Math.max(seq - FIRST_WORDS_WITHIN, (last.until ?? seq - 1) + 1) : seq - KEPT_EVENTS;
  const from = hosted ? seq : Math.min(seq, Math.max(0, earliest));
  append(identities, {
    identity: `n${identities.given}`,
    ...{ address, hosted, from, until: null },
    names: [{ from, name: event.name }],
  });
}

function name(identities: Identities, address: AddressKey, called: string, seq: number): void {
  const occupants = identities.at.get(address);
  const last = occupants?.at(-1);
  if (!occupants || !last || !isThere(last) || last.names.at(-1)?.name === called) return;
  const first = last.names[0];
  // Its address stood for a name that was not known yet.
  const unnamed = last.names.length === 1 && first?.name === address;
  const names = unnamed ? [{ from: first.from, name: called }] : [...last.names, { from: seq, name: called }];
  const stillOfUse = names.findLastIndex(({ from }) => from <= seq - KEPT_EVENTS);
  replaceLast(identities, { ...last, names: stillOfUse > 0 ? names.slice(stillOfUse) : names });
}

function end(identities: Identities, address: AddressKey, seq: number): void {
  const last = identities.at.get(address)?.at(-1);
  if (!last || !isThere(last)) return;
  const gone = { ...last, until: seq };
  replaceLast(identities, gone);
  writable(identities.former).set(gone.identity, gone);
  for (const [identity, oldest] of identities.former) {
    const mayBeAsked = oldest.until === null || oldest.until > seq - KEPT_EVENTS;
    if (mayBeAsked || identities.former.size <= KEPT_FORMER) return;
    writable(identities.former).delete(identity);
    forgetFirst(identities, oldest.address);
  }
}

function append({ at }: Identities, occupant: Occupant): void {
  const occupants = at.get(occupant.address);
  if (occupants) (occupants as Occupant[]).push(occupant);
  else writable(at).set(occupant.address, [occupant]);
}

function replaceLast({ at }: Identities, occupant: Occupant): void {
  const occupants = at.get(occupant.address) as Occupant[] | undefined;
  occupants?.splice(-1, 1, occupant);
}

/** Those at one address went in the order in which they came. */
function forgetFirst({ at }: Identities, address: AddressKey): void {
  const occupants = at.get(address) as Occupant[] | undefined;
  occupants?.shift();
  if (occupants?.length === 0) writable(at).delete(address);
}

function isThere({ until }: Occupant): boolean {
  return until === null;
}
