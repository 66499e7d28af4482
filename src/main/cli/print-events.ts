import type { NetworkEvent } from '../../shared/network/events';
import { withIdentities } from '../../shared/network/state/identity';
import { ExternalPeers } from '../network/external/external-peers';
import type { EventLog } from '../network/log/event-log';
import { printJson } from './output';

/**
 * Writes each event of a log as one line of JSON: the stored events, then the following ones. Each has the identities
 * of the peers that its addresses denoted when it happened; external peers have identities as in a lab.
 */
export function printEvents(log: EventLog): void {
  const printEvent = (event: NetworkEvent) => printJson(withIdentities(event, log.state.identities));
  for (const event of log.since(0).events) printEvent(event);
  log.subscribe(printEvent);
  new ExternalPeers(log);
}
