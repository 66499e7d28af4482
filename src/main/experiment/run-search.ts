import type { PeerId, SearchId } from '../../shared/network/events';
import type { Overlay } from '../network/overlay/overlay';

/**
 * Searches by flooding, as the course does, and resolves once the search has ended.
 *
 * @returns the search, or null where it could not begin; the round then has fewer searches than expected
 */
export async function runSearch(
  { searches, settings }: Overlay,
  peer: PeerId,
  query: string,
  signal: AbortSignal,
): Promise<SearchId | null> {
  const strategy = { kind: 'flood', timeToLive: settings.timeToLive } as const;
  const started = searches.start({ peer, query, strategy });
  if (!started.ok) return null;
  const { id } = started.value;
  const cancel = () => void searches.cancel(id);
  signal.addEventListener('abort', cancel, { once: true });
  await searches.ended(id);
  signal.removeEventListener('abort', cancel);
  signal.throwIfAborted();
  return id;
}
