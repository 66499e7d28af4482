import { watchHistory } from '../history/history';
import { listenToKeys } from '../keys';
import { stayConnected } from '../lab/connection';
import type { Lab } from '../lab/lab';
import { watchNetwork } from '../notices/watch-network';
import { followSearches } from '../search/follow-searches';

/**
 * Opens the source of a lab and starts everything that follows its events or the keyboard for as long as the window lives.
 *
 * @returns a function that ends it all
 */
export function startLab(lab: Lab): () => void {
  const end = new AbortController();
  const stops = [listenToKeys(lab), watchNetwork(lab), watchHistory(lab), followSearches(lab)];
  void stayConnected(lab, end.signal);
  return () => {
    end.abort();
    for (const stop of stops) stop();
  };
}
