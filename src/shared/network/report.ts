import type { Problem } from '../problem';
import type { AddressKey } from '../protocol/address';
import type { Family } from '../protocol/codes';
import type { DeviationNote } from '../protocol/deviation';
import type { Transport } from './events';

/** What the doctor tries. Bootstrap servers and peers are asked different things; some are asked of both. */
export type CheckName =
  | 'ping'
  | 'echo'
  | 'reg-new'
  | 'reg-second'
  | 'reg-same-name'
  | 'reg-same-port'
  | 'reg-again'
  | 'reg-other-name'
  | 'reg-malformed'
  | 'unreg'
  | 'unreg-again'
  | 'join'
  | 'join-again'
  | 'join-malformed'
  | 'search'
  | 'leave'
  | 'leave-again'
  | 'garbage'
  | 'two-frames'
  | 'split-frame'
  | 'alive'
  | 'cleanup';

/**
 * `exact`: as the protocol says. `tolerated`: not so, but understood. `wrong`: beyond reading, or it says
 * something else than is so. The last two tell that nothing came, or that there was no point in asking.
 */
export type Verdict = 'exact' | 'tolerated' | 'wrong' | 'no answer' | 'not tried';

/** Some octets, as they can be shown: printable ASCII as it is, all else as `\n`, `\0` or `\xHH`. */
export interface Octets {
  readonly text: string;
  /** Two lower-case digits for each octet, separated by blanks. */
  readonly hex: string;
  readonly length: number;
}

/** One frame that came back. */
export interface Answer {
  readonly octets: Octets;
  /** The length in its prefix, or null where it has none. */
  readonly declared: number | null;
  /** On the path of the request, from another UDP port, or as a new message at the doctor's own address (family D). */
  readonly via: 'reply' | 'other port' | 'new message';
  /** From the sending of the request. */
  readonly milliseconds: number;
  readonly deviations: readonly DeviationNote[];
  /** The same message in the exact form, where what came is not in it, and the index of the first octet that differs. */
  readonly exact: { readonly octets: Octets; readonly differsAt: number } | null;
}

/** One thing that was tried. Texts that came from the other side are hostile: show them, never interpret them. */
export interface Check {
  readonly name: CheckName;
  readonly transport: Transport;
  /** What was tried, in words. */
  readonly title: string;
  /** What was sent, in order; more than one where a frame was split or several were sent. */
  readonly sent: readonly Octets[];
  /** What the protocol asks for, such as "0012 UNROK 0". */
  readonly expected: string;
  readonly answers: readonly Answer[];
  readonly verdict: Verdict;
  /** Why, and how to repair it: sentences without a capital or a full stop. */
  readonly findings: readonly string[];
}

/** One reason why checks are not exact, listed once however many checks it affects. */
export interface Cause {
  /** The finding of the first check that it affects; lengths quoted in it are those of that check. */
  readonly sentence: string;
  /** The worst verdict among the places. */
  readonly verdict: Verdict;
  readonly places: readonly { readonly name: CheckName; readonly transport: Transport }[];
}

/** The examined program stopped answering during the examination. */
export interface Death {
  readonly transport: Transport;
  /** The last question that was sent before it stopped answering. */
  readonly name: CheckName;
  readonly title: string;
  /** `closed`: nothing listens there any more. `silent`: it no longer answers what it answered before. */
  readonly how: 'closed' | 'silent';
}

/** One step of an examination: the question that is being sent, and how many were sent before it. */
export interface ExamineProgress {
  readonly transport: Transport;
  readonly title: string;
  readonly asked: number;
}

export interface Recognition {
  /**
   * `exact` where nothing deviates, `uncertain` where fewer than two traits of one family were seen, or as many of
   * another.
   */
  readonly family: Family | 'exact' | 'uncertain';
  readonly certainty: 'certain' | 'likely' | 'none';
  readonly why: readonly string[];
}

/** An item of the stream of an examination: steps, then the report. */
export type ExamineItem =
  | { readonly progress: ExamineProgress; readonly report: null }
  | { readonly progress: null; readonly report: Report };

/** What the doctor found; plain JSON. */
export interface Report {
  /** The address asked for, and where it was really looked for when that was a name. */
  readonly address: AddressKey;
  readonly resolved: AddressKey;
  /** Milliseconds since 1970 (UTC), and how long it took. */
  readonly at: number;
  readonly milliseconds: number;
  readonly reachable: boolean;
  /** Why not, where it is not. */
  readonly problem: Problem | null;
  readonly kind: 'bootstrap' | 'peer' | 'unknown';
  readonly recognition: Recognition;
  /** What could be reached by which transport; those not asked for are absent. */
  readonly transports: readonly {
    readonly transport: Transport;
    readonly reachable: boolean;
    readonly words: string;
  }[];
  readonly checks: readonly Check[];
  /** What is not exact, worst first, each reason once. */
  readonly causes: readonly Cause[];
  /** Whether the malformed requests were sent too. */
  readonly thorough: boolean;
  /** At which question the program stopped answering; null where it survived. */
  readonly died: Death | null;
  /** Whether every check that was made is exact. */
  readonly conformant: boolean;
}
