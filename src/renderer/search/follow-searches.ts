import type { SearchId } from '../../shared/network/events';
import type { Anatomy, Step } from '../../shared/network/search/anatomy-schema';
import { followStream } from '../lab/follow-stream';
import type { Lab } from '../lab/lab';
import { searchPanel } from './search-panel';

/**
 * Keeps the anatomies of the searches that are looked at, while they are.
 *
 * @returns a function that ends it
 */
export function followSearches(lab: Lab): () => void {
  const followed = new Map<SearchId, AbortController>();
  const look = () => {
    const { chosen, compared } = searchPanel(lab).getState();
    const wanted = new Set([chosen, compared].filter((id) => id !== null));
    for (const [id, end] of followed) {
      if (wanted.has(id)) continue;
      end.abort();
      followed.delete(id);
      take(lab, id, null);
    }
    for (const id of wanted) {
      if (followed.has(id)) continue;
      const end = new AbortController();
      followed.set(id, end);
      void follow(lab, id, end.signal);
    }
  };
  // A new snapshot may be that of a lab which was started anew, and counts its searches from the first again.
  const unfollowFeed = lab.onFeed((item, { searches }) => {
    if (item.kind !== 'snapshot') return;
    for (const end of followed.values()) end.abort();
    followed.clear();
    const { chosen, compared, onCanvas } = searchPanel(lab).getState();
    const known = (id: SearchId | null) => (id !== null && searches.has(id) ? id : null);
    searchPanel(lab).setState({
      ...{ chosen: known(chosen), compared: known(compared), onCanvas: known(onCanvas) },
      ...{ anatomies: new Map(), forgotten: new Set() },
    });
    look();
  });
  const unsubscribe = searchPanel(lab).subscribe((now, before) => {
    if (now.chosen !== before.chosen || now.compared !== before.compared) look();
  });
  look();
  return () => {
    unsubscribe();
    unfollowFeed();
    for (const end of followed.values()) end.abort();
  };
}

/** Follows one search to its end, over as many streams as it takes. */
function follow(lab: Lab, id: SearchId, signal: AbortSignal): Promise<void> {
  let steps: readonly Step[] = [];
  return followStream(
    lab,
    {
      open: () => lab.client.search.watch({ id }, { signal }),
      onOpen: () => {
        steps = [];
      },
      take: ({ search, anatomy }) => {
        // Each item has the steps that came since the one before.
        if (anatomy.steps.length > 0) steps = [...steps, ...anatomy.steps];
        take(lab, id, { ...anatomy, steps });
        return search.outcome !== null;
      },
      onEnd: (problem) => {
        if (problem?.code !== 'not-found') return false;
        const { forgotten } = searchPanel(lab).getState();
        searchPanel(lab).setState({ forgotten: new Set([...forgotten, id]) });
        return true;
      },
    },
    signal,
  );
}

function take(lab: Lab, id: SearchId, anatomy: Anatomy | null): void {
  const anatomies = new Map(searchPanel(lab).getState().anatomies);
  if (anatomy) anatomies.set(id, anatomy);
  else if (!anatomies.delete(id)) return;
  searchPanel(lab).setState({ anatomies });
}
