import { createORPCClient } from '@orpc/client';
import type { ContractRouterClient } from '@orpc/contract';
import type { Contract } from '../../shared/contract';
import type { DesktopContract } from '../../shared/contract/desktop';
import type { CommandLink, LabSource } from './source';

export type LabClient = ContractRouterClient<Contract>;
type DesktopClient = ContractRouterClient<DesktopContract>;

/** Thrown by every call that is made while there is no link to the lab. */
export class NotConnectedError extends Error {
  override readonly name = 'NotConnectedError';
  readonly code = 'not-connected';
  constructor() {
    super('The connection to the lab is lost. Try again once it is back.');
  }
}

/** Thrown by every command that would change a lab that can only be read. */
export class ReadOnlyError extends Error {
  override readonly name = 'ReadOnlyError';
  readonly code = 'read-only';
  constructor() {
    super('This is a recording: nothing in it can be changed.');
  }
}

export interface LabClients {
  /** Every command and every stream of the contract. Failed commands throw an `ORPCError` whose data is a `Problem`. */
  readonly client: LabClient;
  /** What acts on the desktop of the machine that runs the lab. Null in a browser, which may run on another one. */
  readonly desktop: DesktopClient | null;
}

export function clientsOf({ access, link, onDesktop }: LabSource): LabClients {
  const allowed = access === 'full' ? link : withoutChanges(link);
  const desktop: { readonly desktop: DesktopClient } = createORPCClient(allowed);
  return { client: createORPCClient(allowed), desktop: onDesktop ? desktop.desktop : null };
}

/** The procedures of the contract that change nothing: those that HTTP serves by GET. */
export const READS: ReadonlySet<string> = new Set([
  'network.get',
  'networkFile.save',
  'network.watch',
  'network.invitation',
  'networkFile.save',
  'event.follow',
  'event.watch',
  'peer.messages',
  'peer.files',
  'layout.watch',
  'download.list',
  'download.watch',
  'search.list',
  'search.watch',
  'metrics.get',
  'metrics.watch',
  'experiment.watch',
  'settings.get',
]);

function withoutChanges(link: CommandLink): CommandLink {
  return {
    async call(path, input, options) {
      if (!READS.has(path.join('.'))) throw new ReadOnlyError();
      return link.call(path, input, options);
    },
  };
}
