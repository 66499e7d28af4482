import { setMaxListeners } from 'node:events';
import type { PeerId } from '../../../shared/network/events';
import { type Address, keyOf } from '../../../shared/protocol/address';
import type { Settings } from '../../../shared/settings/settings';
import type { ContactWays } from '../contact-ways';
import type { SharedFiles } from '../files/shared-files';
import type { Endpoint } from '../transport/transport';
import type { Wire } from '../wire';
import { Answering } from './answering';
import type { Means, Membership } from './membership';
import { checkNeighbours } from './neighbour-checks';
import type { NeighbourTable } from './neighbour-table';
import { Neighbourhood } from './neighbourhood';
import { Requests } from './requests';
import { Searching } from './searching';

/** What lives from listening to crash: sockets, and all that needs them. A restart makes a new one. */
export interface Life extends Means {
  readonly endpoint: Endpoint;
  readonly answering: Answering;
  readonly searching: Searching;
  /** Ends with the life. */
  readonly end: AbortController;
}

/** What outlives a crash, and every new life is given. */
export interface Lasting {
  readonly address: Address;
  readonly wire: Wire;
  readonly table: NeighbourTable;
  readonly files: SharedFiles;
  readonly settings: () => Settings;
  readonly membership: Membership;
  /** What programs have shown to know. */
  readonly ways: ContactWays | undefined;
  /** Whether an external peer is known to have ended. */
  readonly isGone: (peer: PeerId) => boolean;
}

/** Puts together what a peer needs to live on open sockets, and starts what it does by itself from time to time. */
export function startLife(
  endpoint: Endpoint,
  { address, wire, table, files, settings, membership, ways, isGone }: Lasting,
): Life {
  const requests = new Requests(endpoint, wire, settings, (address) => table.has(address));
  table.onRemoved = (address) => endpoint.dropKept?.(address);
  const end = new AbortController();
  setMaxListeners(0, end.signal);
  const neighbourhood = new Neighbourhood(address, requests, table, settings, end.signal);
  const answering = new Answering({
    ...{ address, wire, table, neighbourhood, requests, files, settings, ways },
    bootstrap: () => membership.server,
    acceptsNeighbours: () => membership.phase !== 'leaving' && membership.phase !== 'left',
    gainedNeighbour: () => membership.gainedNeighbour(),
  });
  const searching = new Searching(address, requests, table, end.signal, (search, to) =>
    answering.noteOwnSearch(search, to),
  );
  const life: Life = { endpoint, requests, answering, searching, neighbourhood, end };
  void membership.keepRegistered(life, end.signal);
  void checkNeighbours(
    {
      ...{ table, neighbourhood, requests, settings, isGone, self: keyOf(address), runtime: wire.runtime },
      isLocal: (other) => endpoint.isLocal?.(other) ?? false,
      seeksNeighbours: () => membership.seeksNeighbours,
      findNeighbours: () => membership.findNeighbours(life, end.signal),
    },
    end.signal,
  );
  return life;
}
