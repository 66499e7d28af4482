import type { EventOf, MessageBody, NetworkEvent, PeerId } from '../../../shared/network/events';
import type { NetworkState } from '../../../shared/network/state/state';
import type { Runtime, Timer } from '../../runtime/runtime';

/** Milliseconds of silence after which what went to peers elsewhere is taken to be over: nobody tells of its end. */
const REMOTE_QUIET_MS = 400;
/** The same where a message to a hosted peer has not arrived: UDP may lose one, and a connection may be cut. */
const LOST_QUIET_MS = 2_000;
/** Milliseconds after which a round is over, whatever still comes: a peer elsewhere may repeat its answer for ever. */
const MAX_DURATION_MS = 60_000;

/** The event of a message, from the decision to send it to its arrival. */
export type MessageEvent =
  | (MessageBody & NetworkEvent)
  | EventOf<'message:attempted' | 'message:undelivered'>;

/**
 * Tells when a search is over. Between peers of this process that is known exactly: every question and answer was sent and
 * has arrived, or could not be sent. Where peers elsewhere take part, or a message is lost, silence has to do.
 */
export class InFlight {
  readonly #state: NetworkState;
  readonly #runtime: Runtime;
  readonly #toPeer = new Map<PeerId, number>();
  #count = 0;
  /** Messages that wait for their turn or their connection: each is sent, or is not. */
  #attempts = 0;
  #elsewhere = false;
  #quiet: Timer | undefined;
  #waiters: (() => void)[] = [];

  constructor(state: NetworkState, runtime: Runtime) {
    this.#state = state;
    this.#runtime = runtime;
  }

  /** To be given each message of the search. */
  message(event: MessageEvent): void {
    if (event.verb !== 'SER' && event.verb !== 'SEROK') return;
    if (event.type === 'message:attempted') this.#attempts += 1;
    else if (event.type === 'message:undelivered') this.#attempts -= 1;
    else if (event.type === 'message:sent') {
      if (event.attempted) this.#attempts -= 1;
      const peer = this.#state.peers.get(event.to);
      if (!peer?.hosted) this.#elsewhere = true;
      else if (peer.phase !== 'crashed') this.#change(event.to, 1);
    } else if (event.observer !== 'bootstrap' && (event.cause ?? null) !== null) {
      this.#change(event.observer, -1);
    }
    this.#look();
  }

  /** A peer crashed or went: nothing arrives there any more. */
  gone(peer: PeerId): void {
    this.#change(peer, -(this.#toPeer.get(peer) ?? 0));
    this.#look();
  }

  /** Resolves when nothing is under way any more, or the signal is given. */
  settled(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const done = () => {
        longest.cancel();
        signal.removeEventListener('abort', done);
        this.#waiters = this.#waiters.filter((waiter) => waiter !== done);
        if (this.#waiters.length === 0) this.#stopTimer();
        resolve();
      };
      const longest = this.#runtime.setTimer(MAX_DURATION_MS, done);
      this.#waiters.push(done);
      signal.addEventListener('abort', done);
      this.#look();
    });
  }

  #change(peer: PeerId, by: number): void {
    const before = this.#toPeer.get(peer) ?? 0;
    const after = Math.max(0, before + by);
    this.#count += after - before;
    if (after === 0) this.#toPeer.delete(peer);
    else this.#toPeer.set(peer, after);
  }

  get #isQuiet(): boolean {
    return this.#count === 0 && this.#attempts === 0 && !this.#elsewhere;
  }

  #look(): void {
    this.#stopTimer();
    if (this.#waiters.length === 0) return;
    if (this.#isQuiet) {
      // A peer hears a question a moment before it passes it on.
      this.#runtime.soon(() => {
        if (this.#isQuiet) this.#release();
      });
      return;
    }
    const isOwed = this.#count > 0 || this.#attempts > 0;
    this.#quiet = this.#runtime.setTimer(isOwed ? LOST_QUIET_MS : REMOTE_QUIET_MS, () => this.#release());
  }

  #release(): void {
    for (const waiter of [...this.#waiters]) waiter();
  }

  #stopTimer(): void {
    this.#quiet?.cancel();
    this.#quiet = undefined;
  }
}
