import type { SearchOutcome } from '../../../../shared/network/events';
import type { RunningSearch, StrategyOf } from '../running-search';

/**
 * Expanding ring: a flood that reaches neighbours only, then one that reaches theirs, and so on until a peer answers
 * (Q. Lv, P. Cao, E. Cohen, K. Li, S. Shenker: "Search and Replication in Unstructured Peer-to-Peer Networks", ICS 2002,
 * section 4.1).
 *
 * Cost: that of the smallest flood that finds a file, plus all smaller ones before it; so much less than a flood for
 * common files, and up to twice as much for rare or missing ones. The rings run one after the other, which takes time.
 * It finds the nearest holders, not all.
 */
export async function expandingRing(
  search: RunningSearch,
  { timeToLive }: StrategyOf<'expanding-ring'>,
): Promise<SearchOutcome> {
  const neighbours = search.neighbours();
  if (neighbours.length === 0) return 'nobody';
  for (let passedOn = 0; passedOn <= timeToLive && !search.signal.aborted; passedOn += 1) {
    if (!search.begin(search.timeToLive - passedOn)) break;
    for (const neighbour of neighbours) search.sendQuery(neighbour);
    await search.settled();
    if (search.answered) return 'found';
  }
  return 'complete';
}
