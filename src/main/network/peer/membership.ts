import type { PeerId, Phase } from '../../../shared/network/events';
import { failed, ok, type Problem, type Result } from '../../../shared/problem';
import { type Address, keyOf } from '../../../shared/protocol/address';
import type { Settings } from '../../../shared/settings/settings';
import type { Random } from '../../runtime/random';
import { type Runtime, sleep } from '../../runtime/runtime';
import { ServerDialect } from '../bootstrap/server-dialect';
import type { EventSink } from '../log/event-log';
import { KeyedMutex } from '../node/keyed-mutex';
import type { Requests } from '../node/requests';
import type { JoinLeave } from './join-leave';
import { register, renew, unregister } from './registration';

/** Milliseconds between two tries at a silent bootstrap server: the first, and the longest. */
const FIRST_RETRY_MS = 300;
const MAX_RETRY_MS = 3_000;
/** Milliseconds between two looks at the settings while they ask for no renewal. */
const LOOK_AGAIN_MS = 5_000;
/** Renewals in a row that a server answered like new registrations, after which it is taken to do so always. */
const MAX_ACCEPTED_RENEWALS = 2;
/** How often a peer asks for other neighbours when none of those offered accepts it. */
const OFFER_ROUNDS = 2;

export interface Member {
  readonly id: PeerId;
  readonly name: string;
  readonly address: Address;
}

/** What a procedure speaks through; it ends with the sockets. */
export interface MembershipContext {
  readonly requests: Requests;
  readonly joinLeave: JoinLeave;
}

export interface MembershipOptions {
  readonly emit: EventSink;
  readonly runtime: Runtime;
  /** Where the bootstrap server is, running or not. */
  readonly bootstrap: () => Address;
  /** What is known of that server; default: that it is exact. */
  readonly dialect?: ServerDialect;
  readonly settings: () => Pick<Settings, 'registrationRenewalS'>;
  /** Its links were asked for one by one: nobody but the user adds others. Default: no. */
  readonly fixedWiring?: boolean;
}

/**
 * Where a peer stands between listening and joined, and the procedures that move it: registering, with patience
 * for a server that is down, and joining what was offered. Each procedure ends early when its signal is given.
 */
export class Membership {
  readonly #self: Member;
  readonly #emit: EventSink;
  readonly #bootstrap: () => Address;
  readonly #dialect: ServerDialect;
  readonly #settings: MembershipOptions['settings'];
  readonly #fixedWiring: boolean;
  readonly #runtime: Runtime;
  readonly #random: Random;
  /** REG and UNREG of one peer never cross: the last one said is the last one answered. */
  readonly #turns = new KeyedMutex<'registry'>();
  #phase: Phase = 'listening';
  #registered = false;
  /** A REG or UNREG was given up half-way: the registry may have this peer, or not. */
  #registrationUncertain = false;
  /** It is to be registered and is not, since the server refused it or was silent: each renewal tries again. */
  #lost = false;
  #acceptedInARow = 0;
  /** An entry may have stayed in the registry when the peer crashed, or left while the server was silent. */
  #leftEntry = false;
  /** It has asked to join: it wants neighbours, though nobody may have accepted it yet. */
  #seeks = false;
  /** It has taken its place in the overlay, be it with nobody in its table yet (the first peer). */
  #joined = false;
  /** Neighbours offered at the last REG; null once they have been asked. */
  #offers: readonly Address[] | null = null;

  constructor(
    self: Member,
    {
      emit,
      bootstrap,
      settings,
      runtime,
      dialect = new ServerDialect(() => true),
      fixedWiring = false,
    }: MembershipOptions,
  ) {
    this.#self = self;
    this.#emit = emit;
    this.#bootstrap = bootstrap;
    this.#dialect = dialect;
    this.#settings = settings;
    this.#runtime = runtime;
    this.#random = runtime.random.fork(`membership of ${keyOf(self.address)}`);
    this.#fixedWiring = fixedWiring;
  }

  /** Where the bootstrap server is, running or not. */
  get server(): Address {
    return this.#bootstrap();
  }

  get phase(): Phase {
    return this.#phase;
  }

  /** Whether it may JOIN others by itself where it has few neighbours. */
  get seeksNeighbours(): boolean {
    const settled = this.#phase === 'joined' || this.#phase === 'registered';
    return settled && this.#registered && this.#seeks && !this.#fixedWiring;
  }

  get registered(): boolean {
    return this.#registered;
  }

  /** Whether there may be something to UNREG. */
  get mayBeRegistered(): boolean {
    return this.#registered || this.#registrationUncertain;
  }

  /** Whether the registry may list this peer, though the peer does not count itself as registered. */
  get mayBeListed(): boolean {
    return this.mayBeRegistered || this.#leftEntry;
  }

  /** It was asked to join: from now on it looks for neighbours by itself where it has few. */
  seek(): void {
    this.#seeks = true;
  }

  /** REG, unless it is registered; then `afterwards`, be it now or when a silent server is back. */
  async registerThen(
    means: MembershipContext,
    signal: AbortSignal,
    afterwards: () => Promise<Result>,
  ): Promise<Result> {
    if (this.#registered && !this.#registrationUncertain) return afterwards();
    const registered = await this.#registerOnce(means, signal);
    if (registered.ok) return afterwards();
    if (registered.error.code === 'bootstrap-silent') void this.#keepTrying(means, signal, afterwards);
    return registered;
  }

  async #keepTrying(
    means: MembershipContext,
    signal: AbortSignal,
    afterwards: () => Promise<Result>,
  ): Promise<void> {
    for (let wait = FIRST_RETRY_MS; !signal.aborted; wait = Math.min(wait * 2, MAX_RETRY_MS)) {
      // Spread out, so that a thousand waiting peers do not all call in the same instant.
      await sleep(this.#runtime, wait * (0.5 + this.#random() / 2), signal);
      if (signal.aborted) return;
      const registered = await this.#registerOnce(means, signal);
      if (registered.ok) await afterwards();
      if (registered.ok || registered.error.code !== 'bootstrap-silent') return;
    }
  }

  #registerOnce(means: MembershipContext, signal: AbortSignal): Promise<Result> {
    return this.#turns.run('registry', () => this.#register(means, signal));
  }

  async #register(means: MembershipContext, signal: AbortSignal): Promise<Result> {
    if (signal.aborted) return this.cancelled();
    if (!this.#joined && this.#phase !== 'registering') this.enter('registering');
    this.#registrationUncertain = true;
    const registered = await register(means.requests, this.#bootstrap(), this.#self, this.#dialect, signal);
    if (signal.aborted) return this.cancelled();
    this.#registrationUncertain = false;
    if (registered.ok) {
      this.#registered = true;
      this.#lost = false;
      this.#leftEntry = false;
      this.#offers = registered.value;
      this.enterIdlePhase();
      return ok();
    }
    this.#lost = true;
    if (!isSilence(registered.error)) {
      this.enterIdlePhase();
      return this.fail(registered.error);
    }
    const server = keyOf(this.#bootstrap());
    const ways = means.requests.waysToServer(this.#bootstrap()).map((way) => `by ${way.toUpperCase()}`);
    const unanswered = ways.length > 1 ? `answers neither ${ways.join(' nor ')}` : 'does not answer';
    const what = registered.error.code === 'no-answer' ? unanswered : 'closes connections unanswered';
    return this.fail({
      code: 'bootstrap-silent',
      sentence: `The bootstrap server at ${server} ${what}. ${this.#self.name} keeps trying; start the server.`,
    });
  }

  /**
   * Sends REG from time to time while the peer is registered, so that it notices a server that has lost it: then it
   * is registered again, and JOINs what it is offered, which ties together again what grew apart meanwhile.
   *
   * @param end given when the sockets go; until then it does not return
   */
  async keepRegistered(means: MembershipContext, end: AbortSignal): Promise<void> {
    while (!end.aborted) {
      const { registrationRenewalS: seconds } = this.#settings();
      await sleep(
        this.#runtime,
        seconds === 0 ? LOOK_AGAIN_MS : seconds * 1_000 * (0.5 + this.#random() / 2),
        end,
      );
      if ((seconds === 0 && !this.#lost) || end.aborted) continue;
      const offers = await this.#turns.run('registry', () => this.#renew(means, end));
      if (this.#joined && !this.#fixedWiring) await this.#joinAlso(offers, means, end);
    }
  }

  /** Registers once more to be offered other neighbours, and JOINs them. */
  async findNeighbours(means: MembershipContext, end: AbortSignal): Promise<void> {
    const offers = await this.#turns.run('registry', () => this.#offersOf(means, end));
    // Those that it was offered before are gone, and nobody else is registered: it is the first of the network.
    if (offers?.length === 0 && !this.#joined && this.#phase === 'registered') return this.becomeJoined();
    await this.#joinAlso(offers ?? [], means, end);
  }

  async #joinAlso(offers: readonly Address[], means: MembershipContext, end: AbortSignal): Promise<void> {
    // One that leaves is to gain no neighbour after it has left those that it had.
    if (offers.length === 0 || end.aborted || this.#phase === 'leaving' || this.#phase === 'left') return;
    this.#offers = null;
    const { accepted } = await means.joinLeave.joinAll(offers);
    if (accepted > 0 && !end.aborted) this.becomeJoined();
  }

  /**
   * UNREG and REG in one turn: only those that are not registered are offered neighbours.
   *
   * @returns null where the server offered nothing, not even nobody
   */
  async #offersOf(means: MembershipContext, end: AbortSignal): Promise<readonly Address[] | null> {
    if (!this.seeksNeighbours || this.#registrationUncertain) return null;
    const server = this.#bootstrap();
    this.#registrationUncertain = true;
    const removed = await unregister(means.requests, server, this.#self, end);
    const again = removed.ok
      ? await register(means.requests, server, this.#self, this.#dialect, end)
      : removed;
    if (end.aborted) return null;
    this.#registrationUncertain = false;
    if (again.ok) return again.value;
    if (!removed.ok) return null;
    // The next renewal registers it again.
    this.#registered = false;
    this.#lost = true;
    if (this.#phase === 'registered' || this.#phase === 'joined') this.enterIdlePhase();
    this.fail(again.error);
    return null;
  }

  /** Sends REG once more now. @returns why the server no longer lists the peer, where it does not */
  async renewNow(means: MembershipContext, end: AbortSignal): Promise<Result> {
    await this.#turns.run('registry', () => this.#renew(means, end));
    if (this.#registered) return ok();
    return failed('refused', 'The bootstrap server no longer lists it, and refused to register it again.');
  }

  /** @returns the neighbours offered, where the server did not have the peer any longer */
  async #renew(means: MembershipContext, end: AbortSignal): Promise<readonly Address[]> {
    if ((!this.#registered && !this.#lost) || this.#registrationUncertain) return [];
    // A procedure is in progress, which sees to that by itself.
    if (this.#phase === 'leaving' || this.#phase === 'registering') return [];
    const takeOutFirst = !this.#dialect.tellsRegistered && this.#acceptedInARow >= MAX_ACCEPTED_RENEWALS;
    const server = this.#bootstrap();
    // Where it may become registered by this, a leave that begins meanwhile has something to UNREG.
    this.#registrationUncertain = this.#lost;
    const renewed = await renew(means.requests, server, this.#self, this.#dialect, takeOutFirst, end);
    if (end.aborted) return [];
    this.#registrationUncertain = false;
    if (!renewed.ok) {
      // A server that is silent may still have it, and is asked again at the next renewal.
      if (renewed.error.code !== 'refused' && renewed.error.code !== 'address-taken') return [];
      this.#registered = false;
      this.#lost = true;
      if (this.#phase === 'registered' || this.#phase === 'joined') this.enterIdlePhase();
      this.fail(renewed.error);
      return [];
    }
    if (this.#lost) {
      this.#registered = true;
      this.#lost = false;
      if (this.#phase === 'listening' || this.#phase === 'joined') this.enterIdlePhase();
    }
    if (renewed.value === null) {
      this.#acceptedInARow = takeOutFirst ? MAX_ACCEPTED_RENEWALS : 0;
      return [];
    }
    this.#acceptedInARow += 1;
    this.#offers = renewed.value;
    return renewed.value;
  }

  /** UNREG alone. @returns `no-answer` when the server says nothing; the peer then still counts as registered */
  unregister(means: MembershipContext, signal: AbortSignal): Promise<Result> {
    return this.#turns.run('registry', () => this.#unregister(means, signal));
  }

  async #unregister(means: MembershipContext, signal: AbortSignal): Promise<Result> {
    if (signal.aborted) return this.cancelled();
    this.#registrationUncertain = true;
    const removed = await unregister(means.requests, this.#bootstrap(), this.#self, signal);
    if (signal.aborted) {
      this.#registered = false;
      return this.cancelled();
    }
    this.#registrationUncertain = false;
    if (!removed.ok) return removed;
    this.#registered = false;
    this.#lost = false;
    this.#leftEntry = false;
    this.#offers = null;
    return ok();
  }

  /**
   * Gives the peer another name. A registry entry cannot be changed: where there may be one, UNREG takes it out under the
   * old name first, and REG makes one under the new name.
   *
   * @param change puts the new name in force; not called where the old entry could not be taken out
   * @param end given when the sockets go
   */
  rename(means: MembershipContext, change: () => void, end: AbortSignal): Promise<Result> {
    return this.#turns.run('registry', async () => {
      if (end.aborted) return this.cancelled();
      if (!this.mayBeListed) {
        change();
        return ok();
      }
      const server = this.#bootstrap();
      const wasRegistered = this.#registered;
      this.#registrationUncertain = true;
      const removed = await unregister(means.requests, server, this.#self, end);
      if (end.aborted) return this.cancelled();
      this.#registrationUncertain = wasRegistered && removed.ok;
      if (!removed.ok) return this.fail(removed.error);
      this.#leftEntry = false;
      change();
      if (!wasRegistered) return ok();
      const again = await register(means.requests, server, this.#self, this.#dialect, end);
      if (end.aborted) return ok();
      this.#registrationUncertain = false;
      if (again.ok) {
        this.#offers = again.value;
        return ok();
      }
      // The name is in force, and the next renewal registers it.
      this.#registered = false;
      this.#lost = true;
      if (this.#phase === 'registered' || this.#phase === 'joined') this.enterIdlePhase();
      this.fail(again.error);
      return ok();
    });
  }

  /** Only those who register anew are offered others. */
  async #registerAnew(means: MembershipContext, signal: AbortSignal): Promise<Result> {
    const removed = await this.unregister(means, signal);
    return removed.ok ? this.#registerOnce(means, signal) : removed;
  }

  /** JOINs everybody offered. One acceptance makes it joined, and so does an offer of nobody: it is the first. */
  async joinOffered(means: MembershipContext, signal: AbortSignal): Promise<Result> {
    for (let round = 1; ; round += 1) {
      if (this.#offers === null) {
        const again = await this.#registerAnew(means, signal);
        // It may have crashed meanwhile, which is the phase that it is in.
        if (signal.aborted) return this.cancelled();
        if (!again.ok) {
          this.enterIdlePhase();
          return this.fail(again.error);
        }
      }
      const offers = this.#offers ?? [];
      this.#offers = null;
      if (!this.#joined) this.enter('joining');
      const { accepted, problems } = await means.joinLeave.joinAll(offers);
      if (signal.aborted) return this.cancelled();
      const joined = accepted > 0 || offers.length === 0;
      if (joined) this.becomeJoined();
      else if (round < OFFER_ROUNDS) continue;
      else this.enterIdlePhase();
      for (const problem of problems) this.fail(problem);
      return joined
        ? ok()
        : failed(
            'refused',
            `None of the neighbours offered to ${this.#self.name} accepted it. Join again for others.`,
          );
    }
  }

  /** Somebody JOINed it. That is news only to one who was not joined: a hub would tell it again for each of thousands. */
  gainedNeighbour(): void {
    if (!this.#joined) this.becomeJoined();
  }

  becomeJoined(): void {
    // Its last JOIN was answered while it leaves: that one is left as well, and nobody may come in meanwhile.
    if (this.#phase === 'leaving') return;
    this.#joined = true;
    this.enterIdlePhase();
  }

  /** Calls off a leave that is under way, so that others may become neighbours again. */
  cancelLeave(): void {
    if (this.#phase === 'leaving') this.enterIdlePhase();
  }

  /** Enters the phase that a peer is in when no procedure is under way. */
  enterIdlePhase(): void {
    this.enter(this.#joined ? 'joined' : this.#registered ? 'registered' : 'listening');
  }

  /** Nothing holds any longer; the phase says why. */
  reset(phase: Phase): void {
    this.#leftEntry ||= this.mayBeRegistered;
    this.#registered = false;
    this.#lost = false;
    this.#registrationUncertain = false;
    this.#joined = false;
    this.#seeks = false;
    this.#offers = null;
    this.enter(phase);
  }

  enter(phase: Phase): void {
    this.#phase = phase;
    this.#emit({ type: 'peer:phase-changed', peer: this.#self.id, phase, registered: this.#registered });
  }

  cancelled(): { ok: false; error: Problem } {
    return failed('cancelled', `${this.#self.name} was given something else to do.`);
  }

  /** Tells what went wrong; the peer lives on. */
  fail(error: Problem): { ok: false; error: Problem } {
    if (error.code !== 'cancelled') this.#emit({ type: 'peer:problem', peer: this.#self.id, problem: error });
    return { ok: false, error };
  }
}

/** Nothing came from a server; be it that a connection to it was closed without an answer. */
function isSilence({ code }: Problem): boolean {
  return code === 'no-answer' || code === 'connection-closed';
}
