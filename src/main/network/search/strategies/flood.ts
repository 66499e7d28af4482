import type { SearchOutcome } from '../../../../shared/network/events';
import type { RunningSearch, StrategyOf } from '../running-search';

/**
 * Flooding: the query is sent to every neighbour, and each forwards it to all of its own except the sender, until the
 * time-to-live is reached, as in Gnutella (T. Klingberg, R. Manfredi: "Gnutella 0.6", RFC draft, June 2002, section
 * 2.2), from which this protocol takes its SER.
 *
 * Cost: two messages for each link within reach, less the links on which it arrived first (with E links and N peers in reach
 * 2E − N or so), whether the file is common or rare; in a graph with cycles most are duplicates. Benefit: it is the
 * fastest, and finds every holder within reach.
 */
export async function flood(
  search: RunningSearch,
  { timeToLive }: StrategyOf<'flood'>,
): Promise<SearchOutcome> {
  const neighbours = search.neighbours();
  // Peers stop at the network's time-to-live; for fewer forwards, the query starts with more hops.
  if (neighbours.length === 0 || !search.begin(search.timeToLive - timeToLive)) return 'nobody';
  for (const neighbour of neighbours) search.sendQuery(neighbour);
  await search.settled();
  return 'complete';
}
