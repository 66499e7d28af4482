import type { EventOf, MessageBody, NetworkEvent, PeerId } from '../../../shared/network/events';
import type { NetworkState } from '../../../shared/network/state/state';
import type { Runtime, Timer } from '../../runtime/runtime';

/** Idle time in milliseconds after which a search with remote peers counts as complete: its end is not observable. */
const REMOTE_QUIET_MS = 400;
/** The same where a message to a hosted peer has not arrived: UDP may lose it, and a connection may be dropped. */
const LOST_QUIET_MS = 2_000;
/** Milliseconds after which a round ends in any case: a remote peer may repeat its answer without end. */
const MAX_DURATION_MS = 60_000;

/** The event of a message, from the decision to send it to its arrival. */
export type MessageEvent =
  | (MessageBody & NetworkEvent)
  | EventOf<'message:attempted' | 'message:undelivered'>;

/**
 * Determines when a search is complete. Between local peers this is exact: every query and answer has arrived, or could
 * not be sent. Where remote peers take part, or a message is lost, an idle time decides.
 */
export class InFlight {
  readonly #state: NetworkState;
  readonly #runtime: Runtime;
  readonly #toPeer = new Map<PeerId, number>();
  #count = 0;
  /** Messages that wait in a queue or for a connection: each is sent later, or fails. */
  #attempts = 0;
  #hasRemote = false;
  #quiet: Timer | undefined;
  #waiters: (() => void)[] = [];

  constructor(state: NetworkState, runtime: Runtime) {
    this.#state = state;
    this.#runtime = runtime;
  }

  /** Call with each message of the search. */
  onMessage(event: MessageEvent): void {
    if (event.verb !== 'SER' && event.verb !== 'SEROK') return;
    if (event.type === 'message:attempted') this.#attempts += 1;
    else if (event.type === 'message:undelivered') this.#attempts -= 1;
    else if (event.type === 'message:sent') {
      if (event.attempted) this.#attempts -= 1;
      const peer = this.#state.peers.get(event.to);
      if (!peer?.hosted) this.#hasRemote = true;
      else if (peer.phase !== 'crashed') this.#change(event.to, 1);
    } else if (event.observer !== 'bootstrap' && (event.cause ?? null) !== null) {
      this.#change(event.observer, -1);
    }
    this.#update();
  }

  /** A peer crashed or was removed: no message arrives there any more. */
  onPeerGone(peer: PeerId): void {
    this.#change(peer, -(this.#toPeer.get(peer) ?? 0));
    this.#update();
  }

  /** Resolves when no message is in flight, or the signal aborts. */
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
      this.#update();
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
    return this.#count === 0 && this.#attempts === 0 && !this.#hasRemote;
  }

  #update(): void {
    this.#stopTimer();
    if (this.#waiters.length === 0) return;
    if (this.#isQuiet) {
      // A peer receives a query shortly before it forwards it.
      this.#runtime.soon(() => {
        if (this.#isQuiet) this.#resolveAll();
      });
      return;
    }
    const isOwed = this.#count > 0 || this.#attempts > 0;
    this.#quiet = this.#runtime.setTimer(isOwed ? LOST_QUIET_MS : REMOTE_QUIET_MS, () => this.#resolveAll());
  }

  #resolveAll(): void {
    for (const waiter of [...this.#waiters]) waiter();
  }

  #stopTimer(): void {
    this.#quiet?.cancel();
    this.#quiet = undefined;
  }
}
