import type { NetworkEvent } from '../../shared/network/events';
import { withIdentities } from '../../shared/network/identity';
import { ExternalPeers } from '../network/external/external-peers';
import type { EventLog } from '../network/log/event-log';
import { printJson } from './output';

/**
 * Writes each event of a log as one line of JSON: those that are kept, then those that follow. Each has the identities
 * of the peers that its addresses meant when it happened; external peers are given one as in a lab.
 */
export function printEvents(log: EventLog): void {
  const tell = (event: NetworkEvent) => printJson(withIdentities(event, log.state.identities));
  for (const event of log.since(0).events) tell(event);
  log.subscribe(tell);
  new ExternalPeers(log);
}
