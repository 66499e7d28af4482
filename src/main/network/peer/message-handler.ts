import type { NetworkEvent } from '../../../shared/network/events';
import { type Address, keyOf } from '../../../shared/protocol/address';
import { CODE, type Message, type MessageOf } from '../../../shared/protocol/message';
import { mayAnswer } from '../../../shared/protocol/verbs';
import type { Settings } from '../../../shared/settings/settings';
import type { ContactWays } from '../external/contact-ways';
import type { InboundFrame } from '../frames/frame-transport';
import { mayForward } from '../node/amplification';
import type { MessageIo } from '../node/message-io';
import type { Requests } from '../node/requests';
import { SenderCheck } from '../node/sender-check';
import { ForwardedQueries } from '../search/forwarded-queries';
import { DuplicateFilter, forwardTo, isValidQuery } from '../search/query-forwarding';
import type { JoinLeave } from './join-leave';
import type { NeighbourTable } from './neighbour-table';
import { RepeatedJoins } from './repeated-joins';

export interface MessageHandlerPeer {
  readonly address: Address;
  readonly messageIo: MessageIo;
  readonly table: NeighbourTable;
  readonly joinLeave: JoinLeave;
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
export class MessageHandler {
  readonly #peer: MessageHandlerPeer;
  readonly #searches = new DuplicateFilter();
  readonly #passedOn: ForwardedQueries;
  readonly #repeatedJoins = new RepeatedJoins();
  readonly #senderCheck: SenderCheck;

  constructor(peer: MessageHandlerPeer) {
    this.#passedOn = new ForwardedQueries(peer.address);
    this.#peer = peer;
    this.#senderCheck = new SenderCheck(peer.requests, peer.messageIo, peer.ways);
  }

  onFrame(inbound: InboundFrame): void {
    const { requests, messageIo } = this.#peer;
    const message = messageIo.receive(inbound, (reply) => requests.requestOf(reply, inbound));
    if (!message) return;
    this.#noteSpeaker(inbound, message);
    switch (message.verb) {
      case 'JOIN':
        return this.#join(inbound, message);
      case 'LEAVE':
        return this.#leave(inbound, message);
      case 'SER':
        return this.#search(inbound, message);
      case 'PING':
        return this.#answer(inbound, { verb: 'PONG' });
      case 'ECHO':
        return this.#answer(inbound, { verb: 'ECHOK', code: CODE.ok });
      case 'NEIGH':
        return this.#answer(inbound, {
          verb: 'NEIGHOK',
          code: CODE.ok,
          neighbours: this.#peer.table.addresses(),
        });
      default:
        if (!mayAnswer(message.verb)) return messageIo.replyError(inbound, message.verb);
        // A reply settles an open request or none. It is never answered, so that two peers cannot continue for ever.
        if (!requests.settle(message, inbound) && message.verb === 'SEROK')
          this.#handOn(message, inbound.from, inbound.event);
    }
  }

  /** Who joins from the machine that it names speaks there; who asks for a file may name anybody. */
  #noteSpeaker({ from }: InboundFrame, message: Message): void {
    const { requests } = this.#peer;
    if (message.verb === 'JOIN' && message.address.ip === from.ip) requests.noteSpeaks(message.address);
    else if (message.verb === 'SER' && keyOf(message.address) === keyOf(from)) requests.noteSpeaks(from);
  }

  #join(inbound: InboundFrame, { address }: MessageOf<'JOIN'>): void {
    const isServer = keyOf(address) === keyOf(this.#peer.bootstrap());
    if (isServer)
      this.#peer.messageIo.recordRefusal(inbound.from, 'JOIN', keyOf(address), 'bootstrap-server');
    const itself = isServer || keyOf(address) === keyOf(this.#peer.address);
    const { joinLeave, messageIo } = this.#peer;
    const verdict = !itself && this.#peer.acceptsNeighbours() ? joinLeave.accept(address) : 'not-now';
    if (verdict === 'table-full') messageIo.recordRefusal(inbound.from, 'JOIN', keyOf(address), verdict);
    const accepted = verdict === 'accepted';
    const reply = { verb: 'JOINOK', code: accepted ? CODE.ok : CODE.failed } as const;
    this.#answer(inbound, reply, address);
    // It sent from another port than it listens on, and repeats itself: it may read what comes to that port alone.
    if (this.#repeatedJoins.isRepeated(inbound, address, this.#peer.messageIo.runtime.now())) {
      const reason = { cause: inbound.event, request: inbound.event };
      this.#peer.requests.notify(address, reply, { reason, ways: ['udp'] });
    }
    if (accepted) this.#peer.gainedNeighbour();
  }

  #leave(inbound: InboundFrame, leave: MessageOf<'LEAVE'>): void {
    const answer = (done: boolean) =>
      this.#answer(inbound, { verb: 'LEAVEOK', code: done ? CODE.ok : CODE.failed }, leave.address);
    this.#senderCheck.authorize(inbound, leave, {
      isListed: this.#peer.table.has(leave.address),
      allow: () => answer(this.#peer.joinLeave.onRemoteLeave(leave.address)),
      refuse: () => answer(false),
    });
  }

  /**
   * Answers a search if there is something to be found here, and passes it on while its hops allow. Whoever asks this
   * peer itself (hops 0) is told in any case, on the way by which it asked; others at their own address.
   */
  #search(inbound: InboundFrame, search: MessageOf<'SER'>): void {
    const { address, messageIo, table, requests, settings } = this.#peer;
    const { hops } = search;
    // Its own search, come round, is no news to it.
    const isNew =
      keyOf(search.address) !== keyOf(address) &&
      isValidQuery(search) &&
      this.#searches.isNew(search, this.#peer.messageIo.runtime.now());
    // A copy that came by another way costs no look at the files.
    if (hops > 0 && !isNew) return;
    const files = isValidQuery(search) ? this.#peer.files.matching(search.query) : [];
    const answer: Message = { verb: 'SEROK', code: CODE.ok, address, hops, files };
    if (hops === 0) this.#answer(inbound, answer, search.address);
    if (!isNew) return;
    if (!mayForward(inbound, table.addresses())) {
      return messageIo.recordRefusal(inbound.from, 'SER', keyOf(search.address), 'not-a-neighbour');
    }
    const source = requests.sourceOf(search.address, inbound.from);
    const reason = { cause: inbound.event };
    if (hops > 0 && files.length > 0) {
      if (requests.mayAnswer(search.address))
        requests.notify(search.address, answer, { reason: { ...reason, request: inbound.event }, source });
      else messageIo.recordRefusal(inbound.from, 'SER', keyOf(search.address), 'unknown-asker');
    }
    if (search.hops >= settings().timeToLive) return;
    for (const neighbour of forwardTo(search, inbound.from, table.addresses())) {
      const forwarded = { ...search, hops: search.hops + 1 };
      this.#passedOn.record(forwarded, neighbour, this.#peer.messageIo.runtime.now());
      const onAnswer = (reply: Message, event: NetworkEvent) => {
        if (reply.verb === 'SEROK') this.#handOn(reply, neighbour, event);
      };
      requests.notify(neighbour, forwarded, { reason, onAnswer, source });
    }
  }

  /** Some programs answer a search to the peer that passed it on: its asker is sent the answer all the same. */
  #handOn(answer: MessageOf<'SEROK'>, from: Address, cause: NetworkEvent | undefined): void {
    const asker = this.#passedOn.originOf(answer, from, this.#peer.messageIo.runtime.now());
    if (asker) this.#peer.requests.notify(asker, answer, { reason: { cause } });
  }

  /** A search of this peer's own was sent: what answers it is for itself. */
  noteOwnSearch(search: MessageOf<'SER'>, to: Address): void {
    this.#passedOn.record(search, to, this.#peer.messageIo.runtime.now());
  }

  #answer(inbound: InboundFrame, message: Message, to?: Address): void {
    this.#peer.messageIo.reply(inbound, message, to);
  }
}
