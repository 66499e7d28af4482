import type { Transport } from '../../../shared/network/events';
import { type Address, type AddressKey, keyOf } from '../../../shared/protocol/address';
import type { Settings } from '../../../shared/settings/settings';
import { plainIp } from '../frames/datagram-rate-limiter';

/** Sources, hosts and names that are remembered; beyond, the one that was idle longest is removed. */
const MAX_REMEMBERED = 1_000;
/** First period, in milliseconds, in which an IP address is sent no errors; each further one is twice as long. */
const FIRST_REST_MS = 10_000;

type Bounds = Pick<
  Settings,
  'errorReplyIntervalS' | 'errorReplies' | 'errorReplyRestS' | 'errorRepliesPerHost'
>;

/** Unreadable input. */
export interface BadInput {
  readonly from: Address;
  readonly transport: Transport;
  /** What is wrong with it, from a small set of codes. */
  readonly kind: string;
  /** Whether it looks like an error report itself, which is never answered. */
  readonly isReport: boolean;
}

interface Source {
  /** When it was last answered about each kind. */
  readonly answered: Map<string, number>;
  replies: number;
  ignored: boolean;
}

/** All connections and ports of one IP address that cannot be distinguished. */
interface Host {
  replies: number;
  /** Time until which it is sent no errors. */
  restsUntil: number;
  /** Length of its next period without errors, in milliseconds. */
  nextRest: number;
}

/**
 * - `answer`: report the error to it.
 * - `silent`: do not; the same error was reported to it recently, or it is already ignored.
 * - `ignore`: do not, and record that it is ignored from now on.
 * - `ignore-host`: the same for all programs of its IP address that are not known.
 */
export type ErrorDecision = 'answer' | 'silent' | 'ignore' | 'ignore-host';

/**
 * Decides whether unreadable input is answered with an error. Programs exist that answer ERROR with another
 * error, and two that do so send messages to each other without end. So one source is answered once for each kind
 * of input in a window, and a few times in all.
 *
 * A source is the program at an advertised address, where a message on the same connection has named one that is known
 * here (registered, or a neighbour). Else it is a UDP address or a TCP connection. A program can use another of those
 * for each message, so all that come from one IP address are also bounded together, for each kind of input. The
 * period without errors is short, is not extended by further input, and applies neither to other kinds of input nor to
 * known programs: other programs on the same machine are soon answered again.
 */
export class ErrorReplies {
  readonly #bounds: () => Bounds;
  readonly #isKnown: (address: Address) => boolean;
  readonly #sources = new Recent<Source>();
  readonly #hosts = new Recent<Host>();
  /** The address that the program on a connection, or at a port, has named as its own. */
  readonly #names = new Recent<Address>();

  /** @param isKnown whether an address is registered or a neighbour: one program cannot have many that are */
  constructor(bounds: () => Bounds, isKnown: (address: Address) => boolean) {
    this.#bounds = bounds;
    this.#isKnown = isKnown;
  }

  /** Records the sender that a message from here named. An address of another machine is ignored: it proves nothing. */
  noteName(from: Address, transport: Transport, name: Address, now: number): void {
    if (plainIp(name.ip) !== plainIp(from.ip) || name.port === from.port) return;
    this.#names.set(`${transport} ${keyOf(from)}`, name, now);
  }

  /** @returns the program's address where known, else the source address, and the decision. @param now milliseconds on any steady clock */
  decide(input: BadInput, now: number): { readonly program: AddressKey; readonly decision: ErrorDecision } {
    const { from, transport } = input;
    const path = `${transport} ${keyOf(from)}`;
    const name = this.#names.get(path, now, this.#quietMs) ?? from;
    const known = this.#isKnown(name);
    const program = known ? keyOf(name) : keyOf(from);
    return { program, decision: this.#decide(input, `${transport} ${program}`, known, now) };
  }

  #decide(
    { from, transport, kind, isReport }: BadInput,
    key: string,
    known: boolean,
    now: number,
  ): ErrorDecision {
    const { errorReplies, errorReplyIntervalS } = this.#bounds();
    const source = this.#sources.get(key, now, this.#quietMs) ?? {
      answered: new Map<string, number>(),
      replies: 0,
      ignored: false,
    };
    this.#sources.set(key, source, now);
    if (source.ignored) return 'silent';
    const host = `${transport} ${from.ip}`;
    if (isReport) {
      source.ignored = true;
      // Each report may come on a new connection: they are recorded once per interval.
      const isRecorded = transport === 'udp' || known || this.#admit(`${host} report`, 1, now) === true;
      return isRecorded ? 'ignore' : 'silent';
    }
    if (source.replies >= errorReplies) {
      source.ignored = true;
      return 'ignore';
    }
    const last = source.answered.get(kind) ?? Number.NEGATIVE_INFINITY;
    if (now - last < errorReplyIntervalS * 1_000) return 'silent';
    const admitted = known || this.#admit(`${host} ${kind}`, this.#bounds().errorRepliesPerHost, now);
    if (admitted !== true) return admitted === 'first' ? 'ignore-host' : 'silent';
    source.answered.set(kind, now);
    source.replies += 1;
    return 'answer';
  }

  /** @returns whether a host has been sent fewer errors of a kind than it may; `first` where its period without errors begins now */
  #admit(key: string, most: number, now: number): boolean | 'first' {
    const host = this.#hosts.get(key, now, this.#quietMs) ?? {
      replies: 0,
      restsUntil: 0,
      nextRest: FIRST_REST_MS,
    };
    this.#hosts.set(key, host, now);
    if (now < host.restsUntil) return false;
    if (host.replies < most) {
      host.replies += 1;
      return true;
    }
    host.replies = 0;
    host.restsUntil = now + Math.min(host.nextRest, this.#quietMs);
    host.nextRest *= 2;
    return 'first';
  }

  get #quietMs(): number {
    return this.#bounds().errorReplyRestS * 1_000;
  }
}

/** Recently used values by key, up to a bound. */
class Recent<T> {
  /**
   * A Map keeps the order of insertion, so the first one was idle longest. Allocated on first use: every peer
   * has some of these, and few peers ever receive unreadable input.
   */
  #entries: Map<string, { readonly value: T; readonly at: number }> | undefined;

  get(key: string, now: number, quietMs: number): T | undefined {
    const entry = this.#entries?.get(key);
    return entry && now - entry.at < quietMs ? entry.value : undefined;
  }

  set(key: string, value: T, now: number): void {
    this.#entries ??= new Map();
    this.#entries.delete(key);
    this.#entries.set(key, { value, at: now });
    const [oldest] = this.#entries.keys();
    if (oldest !== undefined && this.#entries.size > MAX_REMEMBERED) this.#entries.delete(oldest);
  }
}
