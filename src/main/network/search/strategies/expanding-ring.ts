import type { SearchOutcome } from '../../../../shared/network/events';
import type { RunningSearch, StrategyOf } from '../running-search';

/**
 * Expanding ring: a flood that reaches neighbours only, then one that reaches theirs, and so on until somebody answers
 * (Q. Lv, P. Cao, E. Cohen, K. Li, S. Shenker: "Search and Replication in Unstructured Peer-to-Peer Networks", ICS 2002,
 * section 4.1).
 *
 * Cost: that of the smallest flood which finds something, and once more all smaller ones before it; so much less than a
 * flood for what is common, and up to twice as much for what is rare or not there. Rings wait for each other, which
 * costs time. It finds the nearest, not all.
 */
export async function expandingRing(
  search: RunningSearch,
  { timeToLive }: StrategyOf<'expanding-ring'>,
): Promise<SearchOutcome> {
  const neighbours = search.neighbours();
  if (neighbours.length === 0) return 'nobody';
  for (let passedOn = 0; passedOn <= timeToLive && !search.signal.aborted; passedOn += 1) {
    if (!search.begin(search.timeToLive - passedOn)) break;
    for (const neighbour of neighbours) search.ask(neighbour);
    await search.settled();
    if (search.answered) return 'found';
  }
  return 'complete';
}
