import pMap from 'p-map';
import type { Removal, Restored } from '../../../shared/contract/peer';
import type { PeerId } from '../../../shared/network/events';
import type { Identity } from '../../../shared/network/state/identity';
import { failed, ok, type Problem, type Result } from '../../../shared/problem';
import { type Address, addressOf, keyOf } from '../../../shared/protocol/address';
import type { OpenedNetwork, SavedPeer } from '../../../shared/recording/saved-network';
import type { PictureLayout } from '../layout/picture-layout';
import type { EventLog } from '../log/event-log';
import type { Peer } from '../peer/peer';
import type { HostedPeers } from './hosted-peers';
import { type FormerPeer, fromSaved, type Neighbour, toSaved } from './saved-peers';

/** Removed peers that can be restored; beyond these, the ones removed first are forgotten. */
const MAX_FORMER_PEERS = 10_000;
/** Problems that one restoration reports each by itself. */
const MAX_PROBLEMS = 100;
/** Peers that are opened and registered, and JOINs that are sent, at once. */
const MAX_CONCURRENT = 32;
/** Milliseconds between two reports of progress. */
const REPORT_INTERVAL_MS = 100;

/** The restored peers, by the identities that they had. */
type Successors = Map<Identity, { readonly id: PeerId; readonly identity: Identity }>;

interface FormerPeersOptions {
  readonly log: EventLog;
  readonly peers: HostedPeers;
  readonly layout: PictureLayout;
}

/** Remembers the peers that were removed, and adds them again by real messages: REG, and JOIN to each former neighbour. */
export class FormerPeers {
  readonly #options: FormerPeersOptions;
  readonly #kept = new Map<Removal, FormerPeer>();
  readonly #successors: Successors = new Map();
  #removals = 0;

  constructor(options: FormerPeersOptions) {
    this.#options = options;
  }

  /**
   * Describes a peer that is about to be removed.
   *
   * @param listedBy those that have it in their tables
   * @returns a function that keeps the description, once the peer is removed
   */
  describe(peer: Peer, listedBy: readonly Address[]): () => Removal {
    const former = this.#descriptionOf(peer, listedBy);
    return () => {
      this.#removals += 1;
      const removal: Removal = `r${this.#removals}`;
      this.#kept.set(removal, former);
      const [oldest] = this.#kept.keys();
      if (this.#kept.size > MAX_FORMER_PEERS && oldest) this.#kept.delete(oldest);
      return removal;
    };
  }

  /** @param listedBy those that have it in their tables @returns a peer as a file keeps it */
  save(peer: Peer, listedBy: readonly Address[]): SavedPeer {
    return toSaved(this.#descriptionOf(peer, listedBy));
  }

  /**
   * Adds the peers of a file, as {@link restore} adds removed ones.
   *
   * @param addition under which its progress is reported
   * @param signal ends it; what exists by then stays
   */
  async open(
    saved: readonly SavedPeer[],
    addition: string,
    signal: AbortSignal,
  ): Promise<Result<OpenedNetwork>> {
    const restoration = new Restoration(this.#options, new Map(), addition, signal);
    const former = fromSaved(saved);
    for (const { name, unsavedFiles } of saved) {
      if (unsavedFiles === 0) continue;
      const sentence = `${unsavedFiles} files that ${name} shared of a folder or had downloaded are not in the file. Choose them again.`;
      restoration.report({ code: 'not-found', sentence });
    }
    await restoration.run(former);
    const peers = former.flatMap((one) => {
      const peer = restoration.idOf(one);
      return peer === undefined ? [] : [{ was: one.id, peer }];
    });
    return ok({ peers, problems: restoration.problems() });
  }

  #descriptionOf(peer: Peer, listedBy: readonly Address[]): FormerPeer {
    const { log, layout } = this.#options;
    const { id, name, phase, fixedWiring } = peer;
    const crashed = phase === 'crashed';
    const joined = phase === 'joined' || phase === 'joining';
    const drawn = layout.placeOf(id);
    const at = drawn && { x: drawn.x, y: drawn.y };
    const { peers } = log.state;
    const asked = peers.get(id)?.place;
    const { shared } = peer.files;
    return {
      ...{ id, name, crashed, joined, fixedWiring },
      identity: identityIn(log, id),
      shared,
      filesOfFolder: (peers.get(id)?.files.size ?? 0) - shared.names.length - shared.fetched.size,
      neighbours: (crashed ? listedBy.map(keyOf) : peer.neighbours()).map((neighbour) => {
        const { identity, hosted = false, name: called = neighbour } = peers.get(neighbour) ?? {};
        return { id: neighbour, identity, hosted, name: called };
      }),
      registered: peer.mayBeListed || phase === 'registering',
      place: drawn?.by === 'hand' ? at : asked?.wired ? asked : undefined,
      restedAt: drawn?.by === 'force' ? at : undefined,
    };
  }

  /**
   * Adds removed peers again: under their names, on their ports where those are free, with what they shared. Each
   * registers where it was registered, and JOINs its former neighbours; one that had crashed crashes again.
   *
   * @param addition under which its progress is reported
   * @param signal ends it; what exists by then stays
   * @returns `not-found` where none of the removals is known any longer
   */
  async restore(
    removals: readonly Removal[],
    addition: string,
    signal: AbortSignal,
  ): Promise<Result<Restored>> {
    const restoration = new Restoration(this.#options, this.#successors, addition, signal);
    const wanted: [Removal, FormerPeer][] = [];
    for (const removal of new Set(removals)) {
      const former = this.#kept.get(removal);
      // One at a time: a second command must not add the same peer once more.
      if (former && this.#kept.delete(removal)) wanted.push([removal, former]);
      else restoration.report({ code: 'not-found', sentence: NOT_KEPT(removal) });
    }
    if (wanted.length === 0) return failed('not-found', NOT_KEPT(removals.join(', ')));
    await restoration.run(wanted.map(([, former]) => former));
    const peers: Restored['peers'][number][] = [];
    for (const [removal, former] of wanted) {
      const id = restoration.idOf(former);
      if (id === undefined) this.#kept.set(removal, former);
      else {
        const identity = this.#successors.get(former.identity)?.identity ?? identityIn(this.#options.log, id);
        peers.push({ removal, was: former.id, peer: id, identity });
      }
    }
    for (const [oldest] of this.#successors) {
      if (this.#successors.size <= MAX_FORMER_PEERS) break;
      this.#successors.delete(oldest);
    }
    return ok({ peers, problems: restoration.problems() });
  }
}

const NOT_KEPT = (removal: string) =>
  `The lab does not remember the removal ${removal}: it was undone already, or is too long ago.`;

function identityIn({ state }: EventLog, id: PeerId): Identity {
  return state.peers.get(id)?.identity ?? 'n0';
}

/** One restoration: all peers are there before the first JOIN is sent, since they may have been neighbours of each other. */
class Restoration {
  readonly #options: FormerPeersOptions;
  readonly #addition: string;
  readonly #signal: AbortSignal;
  readonly #successors: Successors;
  readonly #restored = new Map<FormerPeer, Peer>();
  readonly #problems: Problem[] = [];
  #unreported = 0;
  #settled = 0;
  #reportedAt = 0;

  constructor(options: FormerPeersOptions, successors: Successors, addition: string, signal: AbortSignal) {
    this.#options = options;
    this.#successors = successors;
    this.#addition = addition;
    this.#signal = signal;
  }

  idOf(former: FormerPeer): PeerId | undefined {
    return this.#restored.get(former)?.id;
  }

  report(problem: Problem): void {
    if (problem.code === 'cancelled') return;
    if (this.#problems.length < MAX_PROBLEMS) this.#problems.push(problem);
    else this.#unreported += 1;
  }

  problems(): readonly Problem[] {
    if (this.#unreported === 0) return this.#problems;
    const more: Problem = { code: 'refused', sentence: `There were ${this.#unreported} more problems.` };
    return [...this.#problems, more];
  }

  async run(former: readonly FormerPeer[]): Promise<void> {
    const { emit } = this.#options.log;
    emit({ type: 'spawn:started', addition: this.#addition, count: former.length });
    const displaced: FormerPeer[] = [];
    await this.#each(former, async (one) => {
      if (!(await this.#open(one, addressOf(one.id).port))) displaced.push(one);
    });
    // Only once each has its own port where that is free: another one's must not be taken.
    await this.#each(displaced, async (one) => void (await this.#open(one)));
    await this.#each(former, (one) => this.#register(one));
    await this.#each(this.#links(former), ([from, to]) => this.#join(from, to));
    await this.#each(former, async (one) => {
      const peer = this.#restored.get(one);
      if (one.joined) peer?.takePlace();
      if (one.crashed) await peer?.crash();
    });
    emit({ type: 'spawn:ended', addition: this.#addition, added: this.#restored.size });
  }

  async #each<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
    await pMap(items, async (item) => this.#signal.aborted || work(item), { concurrency: MAX_CONCURRENT });
  }

  /** @param port its former one; without it, any free one @returns false where the port is in use */
  async #open(former: FormerPeer, port?: number): Promise<boolean> {
    const { log, peers, layout } = this.#options;
    const { id, identity, name, shared, place, restedAt, fixedWiring, neighbours } = former;
    // A crashed peer keeps its address: it may be restarted.
    if (port !== undefined && peers.get(id)) return false;
    const opened = await peers.open({ port, place, fixedWiring }, name, {});
    if (!opened.ok) {
      if (port !== undefined && opened.error.code === 'port-in-use') return false;
      this.report({
        ...opened.error,
        sentence: `${name} could not be added again. ${opened.error.sentence}`,
      });
      return true;
    }
    const peer = opened.value;
    this.#restored.set(former, peer);
    this.#successors.set(identity, { id: peer.id, identity: identityIn(log, peer.id) });
    this.#progress();
    peer.makeRoom(neighbours.length);
    if (restedAt) layout.rest(peer.id, restedAt);
    if (port === undefined) {
      const sentence = `Port ${addressOf(id).port} is in use by now; ${name} listens on ${peer.id} in place of it.`;
      this.report({ code: 'port-in-use', sentence });
    }
    for (const problem of await peer.files.shareAgain(shared)) {
      this.report({ ...problem, sentence: `${name} does not share all that it did. ${problem.sentence}` });
    }
    return true;
  }

  async #register(former: FormerPeer): Promise<void> {
    const { name, registered } = former;
    const peer = registered ? this.#restored.get(former) : undefined;
    const done = await peer?.register();
    this.#settled += 1;
    this.#progress();
    if (done && !done.ok) {
      this.report({ ...done.error, sentence: `${name} is not registered. ${done.error.sentence}` });
    }
  }

  #progress(): void {
    const now = this.#options.log.runtime.now();
    if (now - this.#reportedAt < REPORT_INTERVAL_MS) return;
    this.#reportedAt = now;
    const [added, settled] = [this.#restored.size, this.#settled];
    this.#options.log.emit({ type: 'spawn:progressed', addition: this.#addition, added, settled });
  }

  /** @returns which peer sends JOIN to which address, each link once */
  #links(former: readonly FormerPeer[]): [Peer, Address][] {
    const made = new Set<string>();
    return former.flatMap((one) => {
      const peer = this.#restored.get(one);
      return one.neighbours.flatMap((neighbour): [Peer, Address][] => {
        if (!peer) return [];
        const id = this.#addressOf(neighbour);
        if (id === null) {
          const sentence = `${peer.name} is not a neighbour of ${neighbour.name} again. ${neighbour.name} is gone.`;
          this.report({ code: 'not-found', sentence });
          return [];
        }
        if (made.has(`${id} ${peer.id}`)) return [];
        made.add(`${peer.id} ${id}`);
        return [[peer, addressOf(id)]];
      });
    });
  }

  /** @returns where a former neighbour is now; null where it was removed, whichever peer has its address */
  #addressOf(neighbour: Neighbour): PeerId | null {
    if (neighbour.identity === undefined) return neighbour.id;
    let { id, identity } = neighbour;
    for (let next = this.#successors.get(identity); next; next = this.#successors.get(identity)) {
      ({ id, identity } = next);
    }
    const now = this.#options.log.state.peers.get(id);
    // An external program is known by its address alone.
    const isSame = now !== undefined && (now.identity === identity || !(now.hosted || neighbour.hosted));
    return isSame ? id : null;
  }

  async #join(peer: Peer, to: Address): Promise<void> {
    const joined = await peer.connect(to);
    if (joined.ok) return;
    const other = this.#options.log.state.peers.get(keyOf(to))?.name ?? keyOf(to);
    this.report({
      ...joined.error,
      sentence: `${peer.name} is not a neighbour of ${other} again. ${joined.error.sentence}`,
    });
  }
}
