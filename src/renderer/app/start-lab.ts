import { watchHistory } from '../history/history';
import { stayConnected } from '../lab/connection';
import type { Lab } from '../lab/lab';
import { watchNetwork } from '../notices/watch-network';
import { followSearches } from '../search/follow-searches';

/**
 * Opens the source of a lab and starts everything that follows its events.
 *
 * @returns a function that ends it all
 */
export function startLab(lab: Lab): () => void {
  const end = new AbortController();
  const stops = [watchNetwork(lab), watchHistory(lab), followSearches(lab)];
  void stayConnected(lab, end.signal);
  return () => {
    end.abort();
    for (const stop of stops) stop();
  };
}
