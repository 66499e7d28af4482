import type { SearchOutcome } from '../../../../shared/network/events';
import type { RunningSearch, StrategyOf } from '../running-search';

/**
 * Flooding: the question goes to every neighbour, and each passes it on to all of its own but the one that it came from,
 * until its hops are used up. So did Gnutella (T. Klingberg, R. Manfredi: "Gnutella 0.6", RFC draft, June 2002, section
 * 2.2), from which this protocol has its SER.
 *
 * Cost: two messages for each link within reach, less those to whom it came first (with E links and N peers in reach
 * 2E − N or so), whether the file is common or rare; most are duplicates as soon as links close circles. Gain: it is the
 * fastest, and finds everything within reach.
 */
export async function flood(
  search: RunningSearch,
  { timeToLive }: StrategyOf<'flood'>,
): Promise<SearchOutcome> {
  const neighbours = search.neighbours();
  // Peers stop at the network's time-to-live; to be passed on less often, the question begins with more hops.
  if (neighbours.length === 0 || !search.begin(search.timeToLive - timeToLive)) return 'nobody';
  for (const neighbour of neighbours) search.ask(neighbour);
  await search.settled();
  return 'complete';
}
