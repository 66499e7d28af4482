import { setMaxListeners } from 'node:events';
import type { PeerId } from '../../../shared/network/events';
import { type Address, keyOf } from '../../../shared/protocol/address';
import type { Settings } from '../../../shared/settings/settings';
import type { ContactWays } from '../external/contact-ways';
import type { SharedFiles } from '../files/shared-files';
import type { Endpoint } from '../frames/frame-transport';
import type { MessageIo } from '../node/message-io';
import { Requests } from '../node/requests';
import { JoinLeave } from './join-leave';
import type { Membership, MembershipContext } from './membership';
import { MessageHandler } from './message-handler';
import { checkNeighbours } from './neighbour-checks';
import type { NeighbourTable } from './neighbour-table';
import { SearchClient } from './search-client';

/** What lives from listening to crash: sockets, and all that needs them. A restart makes a new one. */
export interface PeerSession extends MembershipContext {
  readonly endpoint: Endpoint;
  readonly messageHandler: MessageHandler;
  readonly searchClient: SearchClient;
  /** Ends with the life. */
  readonly stop: AbortController;
}

/** What outlives a crash, and every new life is given. */
export interface PeerContext {
  readonly address: Address;
  readonly messageIo: MessageIo;
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
export function startSession(
  endpoint: Endpoint,
  { address, messageIo, table, files, settings, membership, ways, isGone }: PeerContext,
): PeerSession {
  const requests = new Requests(endpoint, messageIo, settings, (address) => table.has(address));
  table.onRemoved = (address) => endpoint.dropKept?.(address);
  const end = new AbortController();
  setMaxListeners(0, end.signal);
  const joinLeave = new JoinLeave(address, requests, table, settings, end.signal);
  const messageHandler = new MessageHandler({
    ...{ address, messageIo: messageIo, table, joinLeave: joinLeave, requests, files, settings, ways },
    bootstrap: () => membership.server,
    acceptsNeighbours: () => membership.phase !== 'leaving' && membership.phase !== 'left',
    gainedNeighbour: () => membership.gainedNeighbour(),
  });
  const searchClient = new SearchClient(address, requests, table, end.signal, (search, to) =>
    messageHandler.noteOwnSearch(search, to),
  );
  const life: PeerSession = {
    endpoint,
    requests,
    messageHandler: messageHandler,
    searchClient: searchClient,
    joinLeave: joinLeave,
    stop: end,
  };
  void membership.keepRegistered(life, end.signal);
  void checkNeighbours(
    {
      ...{
        table,
        joinLeave: joinLeave,
        requests,
        settings,
        isGone,
        self: keyOf(address),
        runtime: messageIo.runtime,
      },
      isLocal: (other) => endpoint.isLocal?.(other) ?? false,
      seeksNeighbours: () => membership.seeksNeighbours,
      findNeighbours: () => membership.findNeighbours(life, end.signal),
    },
    end.signal,
  );
  return life;
}
