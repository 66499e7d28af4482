import { createORPCClient } from '@orpc/client';
import type { LabClient } from './client';
import { NotConnectedError } from './client';
import { type OpenLink, openLink } from './link';
import type { CommandLink, LabSource } from './source';

/** A running lab: the desktop app's own by a MessagePort, that of the server of this page by a WebSocket. */
export function liveSource(): LabSource {
  let current: OpenLink | null = null;
  // The calls outlive any one socket: each goes over the link that is open when it is made.
  const link: CommandLink = {
    async call(path, input, options) {
      if (current === null) throw new NotConnectedError();
      return current.link.call(path, input, options);
    },
  };
  const client: LabClient = createORPCClient(link);
  return {
    access: 'full',
    link,
    onDesktop: window.syncPulseDesktop !== undefined,
    async open(signal) {
      const opened = await openLink(signal);
      current = opened;
      const closed = opened.closed.then(() => {
        if (current === opened) current = null;
      });
      return {
        feed: (end) => client.network.watch(undefined, { signal: end }),
        layout: (end) => client.layout.watch(undefined, { signal: end }),
        closed,
        close: opened.close,
      };
    },
  };
}
