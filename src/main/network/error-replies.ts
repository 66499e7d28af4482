import type { Transport } from '../../shared/network/events';
import { type Address, keyOf } from '../../shared/protocol/address';

/** Milliseconds in which one source is answered once about input of one kind. */
const SAME_KIND_MS = 2_000;
/** Errors that one source is sent before it is ignored. */
const MAX_REPLIES = 8;
/** Milliseconds without unreadable input after which a source is answered again. */
const QUIET_MS = 60_000;
/** Sources remembered; beyond, the one that has been quiet for longest is forgotten. */
const MAX_SOURCES = 1_000;

interface Source {
  /** When it was last answered about each kind. */
  readonly answered: Map<string, number>;
  replies: number;
  last: number;
  ignored: boolean;
}

/**
 * - `answer`: report the error to it.
 * - `silent`: do not; it was answered about the same a moment ago, or is known to be ignored.
 * - `ignore`: do not, and record that it is ignored from now on.
 */
type ErrorDecision = 'answer' | 'silent' | 'ignore';

/**
 * Decides whether unreadable input is answered with an error. Programs exist that answer ERROR with an error of
 * their own, and two that do so send datagrams to each other without end. So one source (address and transport) is
 * answered once for each kind of input in a window, and a few times in all.
 */
export class ErrorReplies {
  readonly #sources = new Map<string, Source>();

  /**
   * @param kind what is wrong with the input, from a small set of codes
   * @param isReport whether the input looks like an error report itself, which is never answered
   * @param now milliseconds on any steady clock
   */
  decide(from: Address, transport: Transport, kind: string, isReport: boolean, now: number): ErrorDecision {
    const source = this.#touch(`${transport} ${keyOf(from)}`, now);
    if (source.ignored) return 'silent';
    if (isReport || source.replies >= MAX_REPLIES) {
      source.ignored = true;
      return 'ignore';
    }
    if (now - (source.answered.get(kind) ?? Number.NEGATIVE_INFINITY) < SAME_KIND_MS) return 'silent';
    source.answered.set(kind, now);
    source.replies += 1;
    return 'answer';
  }

  #touch(key: string, now: number): Source {
    const known = this.#sources.get(key);
    const source =
      known && now - known.last < QUIET_MS
        ? known
        : { answered: new Map<string, number>(), replies: 0, last: now, ignored: false };
    source.last = now;
    // A Map keeps the order of insertion, so the source that was quiet for longest is first.
    this.#sources.delete(key);
    this.#sources.set(key, source);
    const [oldest] = this.#sources.keys();
    if (oldest !== undefined && this.#sources.size > MAX_SOURCES) this.#sources.delete(oldest);
    return source;
  }
}
