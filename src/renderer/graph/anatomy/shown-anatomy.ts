import type { PeerId, SearchId } from '../../../shared/network/events';
import type { Anatomy, Step } from '../../../shared/network/search/anatomy-schema';

/** What one search had done at some step, prepared once for the painter. */
export interface ShownAnatomy {
  readonly search: SearchId;
  readonly asker: PeerId;
  /** Each peer that the question reached: from whom first, and how often it had been passed on by then. */
  readonly reached: ReadonlyMap<PeerId, { readonly from: PeerId; readonly hops: number }>;
  /** Questions that came to a peer which had been reached before, for each way that they took. */
  readonly wasted: readonly Wasted[];
  /** Reached peers that did not pass it on, because its hops were used up. */
  readonly ends: ReadonlySet<PeerId>;
  readonly answered: ReadonlySet<PeerId>;
  /** Who has it and has not answered, or not yet. */
  readonly missed: ReadonlySet<PeerId>;
  /** Everybody above: the rest dims. */
  readonly involved: ReadonlySet<PeerId>;
  /** The message that arrives in this very step; null at the beginning and for the whole. */
  readonly current: Step | null;
}

interface Wasted {
  readonly from: PeerId;
  readonly to: PeerId;
  readonly messages: number;
}

/**
 * @param step how many of the steps have been taken; null, or all of them: the whole, with what its steps left out
 */
export function shownAt(anatomy: Anatomy, step: number | null): ShownAnatomy {
  const { steps } = anatomy;
  const whole = step === null || step >= steps.length;
  const past = whole ? wholeOf(anatomy) : pastOf(anatomy, steps.slice(0, step));
  const { search, peer: asker, holders } = anatomy;
  const missed = new Set(holders.map(({ peer }) => peer).filter((peer) => !past.answered.has(peer)));
  const involved = new Set([asker, ...past.reached.keys(), ...past.answered, ...missed]);
  const current = step === null || step === 0 ? null : (steps[step - 1] ?? null);
  return { search, asker, ...past, missed, involved, current };
}

type Past = Pick<ShownAnatomy, 'reached' | 'wasted' | 'ends' | 'answered'>;

function wholeOf({ reached, duplicates, ends, answers }: Anatomy): Past {
  return {
    reached: new Map(reached.map(({ peer, from, hops }) => [peer, { from, hops }])),
    wasted: duplicates,
    ends: new Set(ends),
    answered: new Set(answers.map(({ holder }) => holder)),
  };
}

function pastOf(anatomy: Anatomy, steps: readonly Step[]): Past {
  const whole = wholeOf(anatomy);
  const reached = new Map<PeerId, { from: PeerId; hops: number }>();
  const answered = new Set<PeerId>();
  const wasted = new Map<string, { from: PeerId; to: PeerId; messages: number }>();
  for (const { kind, from, to, hops } of steps) {
    if (kind === 'first') reached.set(to, whole.reached.get(to) ?? { from, hops });
    // Who was asked directly answers even when it has nothing.
    else if (kind === 'answer' && whole.answered.has(from)) answered.add(from);
    else if (kind === 'duplicate') {
      const way = wasted.get(`${from} ${to}`);
      if (way) way.messages += 1;
      else wasted.set(`${from} ${to}`, { from, to, messages: 1 });
    }
  }
  const ends = new Set([...whole.ends].filter((peer) => reached.has(peer)));
  return { reached, wasted: [...wasted.values()], ends, answered };
}
