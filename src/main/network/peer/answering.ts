import type { NetworkEvent } from '../../../shared/network/events';
import { type Address, keyOf } from '../../../shared/protocol/address';
import { CODE, type Message, type MessageOf } from '../../../shared/protocol/message';
import { mayAnswer } from '../../../shared/protocol/verbs';
import type { Settings } from '../../../shared/settings/settings';
import type { ContactWays } from '../contact-ways';
import { mayBePassedOn } from '../reflection';
import { Speakers } from '../speaker';
import type { Arrival } from '../transport/transport';
import type { Wire } from '../wire';
import type { NeighbourTable } from './neighbour-table';
import type { Neighbourhood } from './neighbourhood';
import { PassedOnSearches } from './passed-on';
import { RepeatedJoins } from './repeated-joins';
import type { Requests } from './requests';
import { canBeFound, forwardTo, SeenSearches } from './search';

export interface AnsweringPeer {
  readonly address: Address;
  readonly wire: Wire;
  readonly table: NeighbourTable;
  readonly neighbourhood: Neighbourhood;
  readonly requests: Requests;
  /** What it shares. */
  readonly files: { matching(query: string): readonly string[] };
  readonly settings: () => Settings;
  /** Where the bootstrap server is: nobody's neighbour. */
  readonly bootstrap: () => Address;
  /** What programs have shown to know; without it, only peers of this process are probed. */
  readonly ways: ContactWays | undefined;
  /** Whether somebody may become a neighbour now. */
  acceptsNeighbours(): boolean;
  /** Called after somebody became a neighbour. */
  gainedNeighbour(): void;
}

/** What a peer answers to each message that reaches it. */
export class Answering {
  readonly #peer: AnsweringPeer;
  readonly #searches = new SeenSearches();
  readonly #passedOn: PassedOnSearches;
  readonly #repeatedJoins = new RepeatedJoins();
  readonly #speakers: Speakers;

  constructor(peer: AnsweringPeer) {
    this.#passedOn = new PassedOnSearches(peer.address);
    this.#peer = peer;
    this.#speakers = new Speakers(peer.requests, peer.wire, peer.ways);
  }

  arrived(arrival: Arrival): void {
    const { requests, wire } = this.#peer;
    const message = wire.hear(arrival, (heard) => requests.requestOf(heard, arrival));
    if (!message) return;
    this.#noteSpeaker(arrival, message);
    switch (message.verb) {
      case 'JOIN':
        return this.#join(arrival, message);
      case 'LEAVE':
        return this.#leave(arrival, message);
      case 'SER':
        return this.#search(arrival, message);
      case 'PING':
        return this.#answer(arrival, { verb: 'PONG' });
      case 'ECHO':
        return this.#answer(arrival, { verb: 'ECHOK', code: CODE.ok });
      case 'NEIGH':
        return this.#answer(arrival, {
          verb: 'NEIGHOK',
          code: CODE.ok,
          neighbours: this.#peer.table.addresses(),
        });
      default:
        if (!mayAnswer(message.verb)) return wire.answerError(arrival, message.verb);
        // A reply settles an open request or none. It is never answered, so that two peers cannot continue for ever.
        if (!requests.settle(message, arrival) && message.verb === 'SEROK')
          this.#handOn(message, arrival.from, arrival.event);
    }
  }

  /** Who joins from the machine that it names speaks there; who asks for a file may name anybody. */
  #noteSpeaker({ from }: Arrival, message: Message): void {
    const { requests } = this.#peer;
    if (message.verb === 'JOIN' && message.address.ip === from.ip) requests.noteSpeaks(message.address);
    else if (message.verb === 'SER' && keyOf(message.address) === keyOf(from)) requests.noteSpeaks(from);
  }

  #join(arrival: Arrival, { address }: MessageOf<'JOIN'>): void {
    const isServer = keyOf(address) === keyOf(this.#peer.bootstrap());
    if (isServer) this.#peer.wire.refused(arrival.from, 'JOIN', keyOf(address), 'bootstrap-server');
    const itself = isServer || keyOf(address) === keyOf(this.#peer.address);
    const { neighbourhood, wire } = this.#peer;
    const verdict = !itself && this.#peer.acceptsNeighbours() ? neighbourhood.accept(address) : 'not-now';
    if (verdict === 'table-full') wire.refused(arrival.from, 'JOIN', keyOf(address), verdict);
    const accepted = verdict === 'accepted';
    const reply = { verb: 'JOINOK', code: accepted ? CODE.ok : CODE.failed } as const;
    this.#answer(arrival, reply, address);
    // It sent from another port than it listens on, and repeats itself: it may read what comes to that port alone.
    if (this.#repeatedJoins.isRepeated(arrival, address, this.#peer.wire.runtime.now())) {
      const reason = { cause: arrival.event, request: arrival.event };
      this.#peer.requests.tell(address, reply, { reason, ways: ['udp'] });
    }
    if (accepted) this.#peer.gainedNeighbour();
  }

  #leave(arrival: Arrival, leave: MessageOf<'LEAVE'>): void {
    const answer = (done: boolean) =>
      this.#answer(arrival, { verb: 'LEAVEOK', code: done ? CODE.ok : CODE.failed }, leave.address);
    this.#speakers.decide(arrival, leave, {
      stands: this.#peer.table.has(leave.address),
      allow: () => answer(this.#peer.neighbourhood.itLeft(leave.address)),
      refuse: () => answer(false),
    });
  }

  /**
   * Answers a search if there is something to be found here, and passes it on while its hops allow. Whoever asks this
   * peer itself (hops 0) is told in any case, on the way by which it asked; others at their own address.
   */
  #search(arrival: Arrival, search: MessageOf<'SER'>): void {
    const { address, wire, table, requests, settings } = this.#peer;
    const { hops } = search;
    // Its own search, come round, is no news to it.
    const isNew =
      keyOf(search.address) !== keyOf(address) &&
      canBeFound(search) &&
      this.#searches.isNew(search, this.#peer.wire.runtime.now());
    // A copy that came by another way costs no look at the files.
    if (hops > 0 && !isNew) return;
    const files = canBeFound(search) ? this.#peer.files.matching(search.query) : [];
    const answer: Message = { verb: 'SEROK', code: CODE.ok, address, hops, files };
    if (hops === 0) this.#answer(arrival, answer, search.address);
    if (!isNew) return;
    if (!mayBePassedOn(arrival, table.addresses())) {
      return wire.refused(arrival.from, 'SER', keyOf(search.address), 'not-a-neighbour');
    }
    const source = requests.sourceOf(search.address, arrival.from);
    const reason = { cause: arrival.event };
    if (hops > 0 && files.length > 0) {
      if (requests.mayAnswer(search.address))
        requests.tell(search.address, answer, { reason: { ...reason, request: arrival.event }, source });
      else wire.refused(arrival.from, 'SER', keyOf(search.address), 'unknown-asker');
    }
    if (search.hops >= settings().timeToLive) return;
    for (const neighbour of forwardTo(search, arrival.from, table.addresses())) {
      const forwarded = { ...search, hops: search.hops + 1 };
      this.#passedOn.note(forwarded, neighbour, this.#peer.wire.runtime.now());
      const onAnswer = (reply: Message, event: NetworkEvent) => {
        if (reply.verb === 'SEROK') this.#handOn(reply, neighbour, event);
      };
      requests.tell(neighbour, forwarded, { reason, onAnswer, source });
    }
  }

  /** Some programs answer a search to the peer that passed it on: its asker is sent the answer all the same. */
  #handOn(answer: MessageOf<'SEROK'>, from: Address, cause: NetworkEvent | undefined): void {
    const asker = this.#passedOn.askerOf(answer, from, this.#peer.wire.runtime.now());
    if (asker) this.#peer.requests.tell(asker, answer, { reason: { cause } });
  }

  /** A search of this peer's own was sent: what answers it is for itself. */
  noteOwnSearch(search: MessageOf<'SER'>, to: Address): void {
    this.#passedOn.note(search, to, this.#peer.wire.runtime.now());
  }

  #answer(arrival: Arrival, message: Message, to?: Address): void {
    this.#peer.wire.answer(arrival, message, to);
  }
}
