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
  /** Milliseconds without a byte from any holder after which the download pauses. */
  readonly patience: number;
}

/** Bytes per request where there are several holders: small enough to distribute the work. */
const SHARE_BYTES = 1024 * 1024;
/** Where connections fail repeatedly, requests become smaller, down to this size. */
const MIN_SHARE_BYTES = 16 * 1024;
/** Milliseconds until a failed holder is tried again: twice as long each time. */
const FIRST_RETRY_MS = 100;
const MAX_RETRY_MS = 3_000;
/** Milliseconds for the other holders to answer, once one has: a silent holder must not delay the download. */
const GRACE_MS = 3_000;
/** Milliseconds for one part where other holders could fetch it: a slow holder must not keep it. */
const PART_TIMEOUT_MS = 15_000;
/** Wrong parts of one holder before it is excluded: a bad connection is no bad holder. */
const MAX_WRONG_PARTS = 20;

/** One attempt at a file: selects the holders, and fetches from all of them at once. */
export class Fetch {
  readonly #holders: readonly HttpSource[];
  readonly #holderTrust: HolderTrust;
  readonly #times: FetchTimes;
  readonly #runtime: Runtime;
  #offer: Offer | undefined;
  #chosen: readonly HttpSource[] = [];
  /** The time of the last usable bytes. */
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
   * Requests the metadata of all holders, repeatedly while none answers, and selects those with the same content.
   *
   * @param sha256 the content that is wanted, where that is known; else what most of them have
   */
  async ask(sha256: string | undefined, signal: AbortSignal): Promise<Result<Offer>> {
    const start = this.#runtime.now();
    for (let wait = FIRST_RETRY_MS; ; wait = Math.min(MAX_RETRY_MS, wait * 2)) {
      const trusted = this.#holderTrust.order(this.#holders);
      if (trusted.length === 0) return failed('not-found', 'No holder is left to fetch it from.');
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
   * Fetches the missing ranges.
   *
   * @param came called with bytes as they come and their holder, and with those that have to come again (a negative number)
   * @returns why some stayed; undefined once there are none. @throws DiskError
   */
  async fill(
    missingRanges: MissingRanges,
    file: PartialFile,
    signal: AbortSignal,
    came: (bytes: number, from?: PeerId) => void,
  ): Promise<Problem | 'holder-excluded' | undefined> {
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
    if (this.#holderTrust.order(this.#chosen).length < trusted) return 'holder-excluded';
    return failed('no-answer', this.#lastProblem?.sentence ?? 'No holder sends it any more.').error;
  }

  async #work(
    holder: HttpSource,
    missingRanges: MissingRanges,
    file: PartialFile,
    signal: AbortSignal,
    came: (bytes: number, from?: PeerId) => void,
  ): Promise<void> {
    const { oneByOne } = this.#holderTrust;
    // In one request where there is one holder, and in parts with a digest each where a holder may be wrong.
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
        // An incomplete part is kept, except where a digest had to verify it.
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

/** @returns the answer of each holder; a holder that does not answer in time counts as silent */
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

/** @returns the digest that most holders report; the first of equally frequent ones */
function mostCommon(answers: readonly { readonly offer: Result<Offer> }[]): string | undefined {
  const counts = new Map<string, number>();
  for (const { offer } of answers) {
    if (offer.ok) counts.set(offer.value.sha256, (counts.get(offer.value.sha256) ?? 0) + 1);
  }
  return [...counts].sort(([, one], [, other]) => other - one)[0]?.[0];
}

/** A silent holder may return, so this problem has priority over the others. */
function whyNone(offers: readonly Result<Offer>[]): Problem {
  const problems = offers.flatMap((offer) => (offer.ok ? [] : [offer.error]));
  const [first] = problems;
  const silent = problems.find(({ code }) => code === 'no-answer');
  return (
    silent ??
    first ??
    failed(
      'not-found',
      'No holder has the content any more with which the download began. Cancel it, and download it again.',
    ).error
  );
}
