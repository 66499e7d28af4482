import { type ClientLink, createORPCClient } from '@orpc/client';
import type { ContractRouterClient } from '@orpc/contract';
import type { Contract } from '../shared/contract';
import type { DesktopContract } from '../shared/contract/desktop';
import { type OpenLink, openLink } from './link';

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

let current: OpenLink | null = null;

/** The calls outlive any one socket: each goes over the link that is open when it is made. */
const whicheverIsOpen: ClientLink<Record<never, never>> = {
  async call(path, input, options) {
    if (current === null) throw new NotConnectedError();
    return current.link.call(path, input, options);
  },
};

/** Every command and every stream of the contract. Failed commands throw an `ORPCError` whose data is a `Problem`. */
export const client: LabClient = createORPCClient(whicheverIsOpen);

const atTheDesktop: { readonly desktop: DesktopClient } = createORPCClient(whicheverIsOpen);

/** What acts on the desktop of the machine that runs the lab. Null in a browser, which may run on another one. */
export function desktopClient(): DesktopClient | null {
  return window.syncPulseDesktop === undefined ? null : atTheDesktop.desktop;
}

/**
 * Opens a link and makes {@link client} use it until it closes or the signal is given.
 *
 * @returns a promise for its end; rejects when no link could be opened
 */
export async function connect(signal: AbortSignal): Promise<{ closed: Promise<void>; close(): void }> {
  const opened = await openLink(signal);
  current = opened;
  const closed = opened.closed.then(() => {
    if (current === opened) current = null;
  });
  return { closed, close: opened.close };
}
