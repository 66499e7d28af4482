import type { PeerId } from '../../shared/network/events';
import type { SearchAnswer } from '../../shared/network/state/snapshot-schema';

/** A file at a holder, as a search found it. */
export interface FoundFile {
  readonly name: string;
  readonly holder: PeerId;
  /** Number of the event of its answer. */
  readonly seq: number;
  readonly hops: number;
  readonly latencyMs: number;
  /** Everybody that answered with a file of this name. */
  readonly holders: readonly PeerId[];
  /** The first line of this name: what is done with the file is done there. */
  readonly first: boolean;
}

/** @returns a line for each file of each holder: the names in the order in which they came, those of a name together */
export function foundIn(answers: readonly SearchAnswer[]): FoundFile[] {
  const byName = new Map<string, Map<PeerId, SearchAnswer>>();
  for (const answer of answers) {
    for (const name of answer.files) {
      const holders = byName.get(name) ?? new Map<PeerId, SearchAnswer>();
      if (!holders.has(answer.holder)) holders.set(answer.holder, answer);
      byName.set(name, holders);
    }
  }
  return [...byName].flatMap(([name, found]) => {
    const holders = [...found.keys()];
    return [...found.values()].map(({ seq, holder, hops, latencyMs }, index) => {
      return { name, holder, seq, hops, latencyMs, holders, first: index === 0 };
    });
  });
}
