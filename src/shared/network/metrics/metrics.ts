import type { AddressKey } from '../../protocol/address';
import { thinned } from '../../statistics/statistics';
import type { EventOf, NetworkEvent, Phase } from '../events';
import { isFirstSight } from '../search/attribution';
import {
  type Identities,
  identified,
  identitiesOf,
  identitiesSnapshot,
  identityAt,
  nameAt,
} from '../state/identity';
import type { NetworkState } from '../state/state';
import { FileIndex } from './file-index';
import type { MetricsDetail, MetricsReport, PeerCosts, SearchChoice, SearchCosts } from './metrics-schema';
import { PeerStats } from './peer-stats';
import { curvesOf, type Measured, samplesBesideAnswers, tableOf } from './samples';
import { groupsOf, isChosen, SearchStats } from './search-stats';
import { TrafficRate } from './traffic-rate';

/** Seconds of traffic in a report. */
export const SHOWN_SECONDS = 120;
const SHOWN_STEPS = 100;

const GONE: ReadonlySet<Phase | undefined> = new Set<Phase | undefined>(['crashed', 'left', undefined]);

/**
 * Measures searches and peers: a fold over the event log that costs the same for every event. It counts from where
 * it begins; what stood before (who is there, who holds what) is taken from the state at that point.
 */
export class Metrics {
  readonly #searches: SearchStats;
  readonly #peers = new PeerStats();
  readonly #rate = new TrafficRate();
  readonly #holdings: FileIndex;
  readonly #hosted = new Set<AddressKey>();
  readonly #identities: Identities;
  #bootstrap: AddressKey | null;
  #since: number | null = null;
  #undelivered = 0;

  /**
   * @param before the state up to which nothing is counted
   * @param searches how many are remembered; the oldest go first. Default: 2,000
   */
  constructor(before: NetworkState, searches?: number) {
    this.#searches = new SearchStats(searches);
    this.#bootstrap = before.bootstrap.address;
    this.#holdings = new FileIndex(before);
    this.#identities = identitiesOf(identitiesSnapshot(before.identities));
    for (const peer of before.peers.values()) {
      if (!peer.hosted) continue;
      this.#hosted.add(peer.id);
      this.#peers.enter(peer.id, peer.identity, peer.name);
    }
  }

  add(event: NetworkEvent): void {
    this.#since ??= event.at;
    this.#holdings.add(event);
    identified(this.#identities, event);
    switch (event.type) {
      case 'message:sent':
      case 'message:received': {
        const sent = event.type === 'message:sent';
        const counted = isFirstSight(event, this.#isHere);
        if (counted) this.#rate.add(event);
        this.#peers.add(event);
        // An external peer tells nobody of what reaches it; TCP and loopback lose nothing.
        const arrived = !sent || !this.#isHere(event.to);
        this.#searches.add(event, { counted, arrived });
        return;
      }
      case 'message:undelivered':
        this.#undelivered += 1;
        this.#peers.undelivered(event);
        return;
      case 'bootstrap:started':
        this.#bootstrap = event.address;
        return;
      case 'peer:added':
        if (!event.hosted) return;
        this.#hosted.add(event.peer);
        this.#enter(event);
        return;
      case 'peer:renamed':
        this.#peers.rename(event.peer, event.name);
        return;
      case 'peer:removed':
        this.#hosted.delete(event.peer);
        this.#peers.remove(event.peer);
        return;
      case 'search:started':
        this.#searches.start(event, this.#holdings.holdersOf(event.query, event.peer), this.#askerOf(event));
        return;
      case 'search:hit':
        this.#searches.answered(event);
        return;
      case 'search:ended':
        this.#searches.end(event);
        return;
      default:
        return;
    }
  }

  /**
   * @param state the network now, for who has how many neighbours
   * @param choice which searches; default: all. What peers cost is counted whatever it was for
   */
  measured(state: NetworkState, choice: SearchChoice = {}): Measured {
    const live = [...state.peers.values()].filter(({ hosted, phase }) => hosted && !GONE.has(phase));
    return {
      searches: this.#searches.all().filter((search) => isChosen(search, choice)),
      peers: this.#takingPart(state),
      degrees: live.map(({ neighbours }) => neighbours.size),
    };
  }

  report(state: NetworkState, choice: SearchChoice = {}): MetricsReport {
    const measured = this.measured(state, choice);
    const { searches, peers } = measured;
    // Over every answer, of which there may be millions, figures are kept; over searches and peers, they are worked out.
    const { hops, latency } = this.#searches.answersTo(choice);
    const rest = samplesBesideAnswers(measured, (search) => this.#searches.firstAnswerTo(search));
    const samples = { ...rest, hops: [], latency: [] };
    return {
      at: state.at,
      since: this.#since ?? state.at,
      searches: {
        made: searches.length,
        running: searches.filter(({ outcome }) => outcome === null).length,
        answered: searches.filter(({ answers }) => answers.length > 0).length,
      },
      groups: groupsOf(this.#searches.all()),
      choice,
      peers: peers.length,
      undelivered: this.#undelivered,
      figures: { ...tableOf(samples), hops: hops.statistics, latency: latency.statistics },
      curves: {
        ...curvesOf(samples, (steps) => thinned(steps, SHOWN_STEPS)),
        hops: hops.steps(SHOWN_STEPS),
        latency: latency.steps(SHOWN_STEPS),
      },
      traffic: this.#rate.since(Math.floor(state.at / 1_000) - SHOWN_SECONDS - 1),
    };
  }

  detail(state: NetworkState, choice: SearchChoice = {}): MetricsDetail {
    const degreeOf = ({ peer, removed }: PeerCosts) =>
      removed ? 0 : (state.peers.get(peer)?.neighbours.size ?? 0);
    const { searches, peers } = this.measured(state, choice);
    return {
      report: this.report(state, choice),
      searches: searches.map((search) => ({ ...search, answers: [...search.answers] })),
      peers: peers.map((costs) => ({ ...costs, degree: degreeOf(costs) })),
    };
  }

  /** Who had gone before anything was counted, and said nothing since, takes no part in the averages. */
  #takingPart({ peers }: NetworkState): PeerCosts[] {
    return this.#peers
      .all()
      .filter((costs) => costs.messagesIn + costs.messagesOut > 0 || !GONE.has(peers.get(costs.peer)?.phase));
  }

  #enter({ peer, name, seq }: EventOf<'peer:added'>): void {
    const identity = identityAt(this.#identities, peer, seq);
    if (identity !== undefined) this.#peers.enter(peer, identity, name);
  }

  #askerOf({ peer, seq }: EventOf<'search:started'>): SearchCosts['asker'] {
    const identity = identityAt(this.#identities, peer, seq);
    const name = nameAt(this.#identities, peer, seq);
    return identity === undefined || name === undefined ? null : { identity, name };
  }

  readonly #isHere = (address: AddressKey): boolean =>
    address === this.#bootstrap || this.#hosted.has(address);
}
