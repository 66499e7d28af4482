import { setMaxListeners } from 'node:events';
import pMap from 'p-map';
import type { Address } from '../../../shared/protocol/address';
import type { Settings } from '../../../shared/settings/settings';
import { timeLimit } from '../../runtime/runtime';
import type { TransportLayer } from '../frames/frame-transport';
import type { MessageIo } from '../node/message-io';
import { Requests } from '../node/requests';
import { unregister } from './registration';

/** LEAVEs sent at once. */
const MAX_CONCURRENT_LEAVES = 64;
/** Milliseconds that a removal waits for those that do not answer. */
const TIME_LIMIT_MS = 3_000;

export interface Withdrawal {
  readonly self: { readonly address: Address; readonly name: string };
  /** Where the peer was bound. */
  readonly bound: Address;
  readonly transport: TransportLayer;
  readonly messageIo: MessageIo;
  readonly settings: () => Settings;
  /** Those that still have it in their tables. */
  readonly believers: readonly Address[];
  /** The bootstrap server whose registry may list it; null where none does. */
  readonly server: Address | null;
}

/**
 * Says LEAVE and UNREG for a peer that has crashed, from its own address, since nobody may say them for another
 * machine's peer. Where the port is in use by now, nothing is said: it belongs to another program.
 */
export async function withdraw(what: Withdrawal): Promise<void> {
  const { self, messageIo, believers, server } = what;
  let requests: Requests | undefined;
  const opened = await what.transport.open(
    what.bound,
    {
      onFrame: (inbound) => {
        const message = messageIo.receive(inbound, (reply) => requests?.requestOf(reply, inbound));
        if (message) requests?.settle(message, inbound);
      },
      onDropped: (from, reason, count) => messageIo.recordDrop(from, reason, count),
    },
    () => self.address,
  );
  if (!opened.ok) return;
  requests = new Requests(opened.value, messageIo, what.settings);
  const asking = requests;
  const time = timeLimit(messageIo.runtime, TIME_LIMIT_MS);
  const limit = time.signal;
  setMaxListeners(0, limit);
  const leaving = pMap(
    believers,
    async (believer) =>
      limit.aborted || asking.ask(believer, { verb: 'LEAVE', address: self.address }, limit),
    { concurrency: MAX_CONCURRENT_LEAVES },
  );
  if (server) await unregister(asking, server, self, limit);
  await leaving;
  time.cancel();
  asking.stop();
  await opened.value.close();
}
