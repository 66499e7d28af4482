import { setMaxListeners } from 'node:events';
import { anySignal } from 'any-signal';
import type { PeerId } from '../../../shared/network/events';
import { failed, ok, type Problem, type Result } from '../../../shared/problem';
import { type Runtime, sleep, type Timer, timeLimit } from '../../runtime/runtime';
import { LARGEST_DIGESTED_PART } from '../files/send-file';
import type { HolderTrust } from './holder-trust';
import type { HttpSource, Offer, SourceContext } from './http-source';
import type { MissingRanges } from './missing-ranges';
import type { PartialFile } from './storage/partial-file';

export interface FetchTimes extends SourceContext {
  /** Milliseconds without an byte from anybody after which the download rests. */
  readonly patience: number;
}

/** Bytes that a holder is asked for at once where there are several: small enough to share the work. */
const SHARE_BYTES = 1024 * 1024;
/** Where connections break again and again, less is asked for at once, down to this. */
const MIN_SHARE_BYTES = 16 * 1024;
/** Milliseconds until a holder that failed is asked again: twice as long each time. */
const FIRST_RETRY_MS = 100;
const MAX_RETRY_MS = 3_000;
/** Milliseconds that the other holders still have to answer, once one has: somebody silent must not hold all of them up. */
const GRACE_MS = 3_000;
/** Milliseconds for one part where others could take it over: who drips is not to keep it. */
const PART_TIMEOUT_MS = 15_000;
/** Parts that may come wrong from one holder before it is out: a bad line is no bad holder. */
const MAX_WRONG_PARTS = 20;

/** One attempt at a file: whom to fetch it from, and the fetching, from all of them at once. */
export class Fetch {
  readonly #holders: readonly HttpSource[];
  readonly #holderTrust: HolderTrust;
  readonly #times: FetchTimes;
  readonly #runtime: Runtime;
  #offer: Offer | undefined;
  #chosen: readonly HttpSource[] = [];
  /** When something last came that could be kept. */
  #lastGain: number;
  #lastProblem: Problem | undefined;

  constructor(holders: readonly HttpSource[], holderTrust: HolderTrust, times: FetchTimes) {
    this.#holders = holders;
    this.#holderTrust = holderTrust;
    this.#times = times;
    this.#runtime = times.runtime;
    this.#lastGain = this.#runtime.now();
  }

  /**
   * Asks all holders what they have, again and again while none answers, and chooses those that have the same.
   *
   * @param sha256 the content that is wanted, where that is known; else what most of them have
   */
  async ask(sha256: string | undefined, signal: AbortSignal): Promise<Result<Offer>> {
    const start = this.#runtime.now();
    for (let wait = FIRST_RETRY_MS; ; wait = Math.min(MAX_RETRY_MS, wait * 2)) {
      const trusted = this.#holderTrust.order(this.#holders);
      if (trusted.length === 0) return failed('not-found', 'There is nobody left to fetch it from.');
      const answers = await askAll(this.#runtime, trusted, signal);
      const wanted = sha256 ?? mostCommon(answers);
      const same = answers.flatMap(({ holder, offer }) =>
        offer.ok && offer.value.sha256 === wanted ? [{ holder, offer: offer.value }] : [],
      );
      const [first] = same;
      if (first) {
        const { bytes } = first.offer;
        this.#offer = first.offer;
        this.#chosen = same.filter(({ offer }) => offer.bytes === bytes).map(({ holder }) => holder);
        return ok(first.offer);
      }
      const problem = whyNone(answers.map(({ offer }) => offer));
      if (signal.aborted || problem.code !== 'no-answer') return { ok: false, error: problem };
      if (this.#runtime.now() - start + wait > this.#times.patience) return { ok: false, error: problem };
      await sleep(this.#runtime, wait, signal);
    }
  }

  /**
   * Fills the gaps.
   *
   * @param came called with bytes as they come and their holder, and with those that have to come again (a negative number)
   * @returns why some stayed; undefined once there are none. @throws DiskError
   */
  async fill(
    missingRanges: MissingRanges,
    file: PartialFile,
    signal: AbortSignal,
    came: (bytes: number, from?: PeerId) => void,
  ): Promise<Problem | 'somebody-left-out' | undefined> {
    this.#lastGain = this.#runtime.now();
    const trusted = this.#holderTrust.order(this.#chosen).length;
    const ending = new AbortController();
    const stop = anySignal([signal, ending.signal]);
    setMaxListeners(0, stop);
    const work = (holder: HttpSource) => this.#work(holder, missingRanges, file, stop, came);
    try {
      if (this.#holderTrust.oneByOne) {
        for (const holder of this.#chosen) if (!missingRanges.filled) await work(holder);
      } else await Promise.all(this.#chosen.map(work));
    } finally {
      // The disk fails for all of them at once.
      ending.abort();
      stop.clear();
    }
    if (missingRanges.filled) return undefined;
    if (signal.aborted) return failed('cancelled', 'The download was stopped.').error;
    if (this.#holderTrust.order(this.#chosen).length < trusted) return 'somebody-left-out';
    return failed('no-answer', this.#lastProblem?.sentence ?? 'Nobody sends it any more.').error;
  }

  async #work(
    holder: HttpSource,
    missingRanges: MissingRanges,
    file: PartialFile,
    signal: AbortSignal,
    came: (bytes: number, from?: PeerId) => void,
  ): Promise<void> {
    const { oneByOne } = this.#holderTrust;
    // In one go where nobody shares the work, and in parts that have a digest each where somebody may be wrong.
    const inOneGo = !oneByOne && this.#chosen.length === 1;
    const largest = inOneGo ? Number.MAX_SAFE_INTEGER : oneByOne ? LARGEST_DIGESTED_PART : SHARE_BYTES;
    let most = largest;
    let wait = FIRST_RETRY_MS;
    let wrongParts = 0;
    for (;;) {
      const span = await missingRanges.take(most, signal);
      if (!span || !this.#offer) return;
      let received = 0;
      let kept = span.start;
      const writer = file.writer(span.start);
      const take = (bytes: Buffer) => {
        received += bytes.length;
        came(bytes.length, holder.id);
        const held = writer.take(bytes);
        if (inOneGo) missingRanges.advance(span, writer.written);
        return held;
      };
      const limit = inOneGo ? null : timeLimit(this.#runtime, PART_TIMEOUT_MS);
      const within = anySignal([signal, limit?.signal]);
      try {
        const fetched = await holder.fetch({ span, offer: this.#offer, signal: within, take });
        await writer.flush();
        const wrong = !fetched.ok && fetched.error.code === 'wrong-content';
        // What broke off in the middle is kept, but not where a digest was to say whether it is right.
        if (fetched.ok) kept = span.end;
        else if (inOneGo && !wrong) kept = span.start + received;
        if (kept > span.start) {
          this.#holderTrust.contributed(holder.id);
          this.#lastGain = this.#runtime.now();
          wait = FIRST_RETRY_MS;
        }
        if (fetched.ok) {
          most = Math.min(largest, most * 2);
          continue;
        }
        this.#lastProblem = fetched.error;
        if (wrong) wrongParts += 1;
        if (fetched.final || wrongParts > MAX_WRONG_PARTS) return this.#holderTrust.exclude(holder.id);
      } finally {
        within.clear();
        limit?.cancel();
        came(kept - span.start - received);
        missingRanges.settle(span, kept);
      }
      if (this.#runtime.now() - this.#lastGain > this.#times.patience) return;
      if (!inOneGo) most = Math.max(MIN_SHARE_BYTES, Math.ceil(most / 2));
      await sleep(this.#runtime, wait, signal);
      wait = Math.min(MAX_RETRY_MS, wait * 2);
    }
  }
}

/** @returns what each holder answers; who does not, while another has, is taken for silent */
async function askAll(
  runtime: Runtime,
  holders: readonly HttpSource[],
  signal: AbortSignal,
): Promise<{ readonly holder: HttpSource; readonly offer: Result<Offer> }[]> {
  const late = new AbortController();
  const within = anySignal([signal, late.signal]);
  // Every holder listens to it.
  setMaxListeners(0, within);
  let grace: Timer | undefined;
  const answers = await Promise.all(
    holders.map(async (holder) => {
      const offer = await holder.ask(within);
      if (offer.ok) grace ??= runtime.setTimer(GRACE_MS, () => late.abort());
      const isLate = !offer.ok && late.signal.aborted && !signal.aborted;
      return { holder, offer: isLate ? failed('no-answer', `${holder.id} does not answer in time.`) : offer };
    }),
  );
  grace?.cancel();
  within.clear();
  return answers;
}

/** @returns the digest that most holders say; the first of those said equally often */
function mostCommon(answers: readonly { readonly offer: Result<Offer> }[]): string | undefined {
  const counts = new Map<string, number>();
  for (const { offer } of answers) {
    if (offer.ok) counts.set(offer.value.sha256, (counts.get(offer.value.sha256) ?? 0) + 1);
  }
  return [...counts].sort(([, one], [, other]) => other - one)[0]?.[0];
}

/** Silence may end, so it counts before whatever else was said. */
function whyNone(offers: readonly Result<Offer>[]): Problem {
  const problems = offers.flatMap((offer) => (offer.ok ? [] : [offer.error]));
  const [first] = problems;
  const silent = problems.find(({ code }) => code === 'no-answer');
  return (
    silent ??
    first ??
    failed('not-found', 'Nobody has the content any more that was begun with. Cancel, and download it anew.')
      .error
  );
}
