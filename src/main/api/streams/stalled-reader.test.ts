import { once } from 'node:events';
import { MessageChannel } from 'node:worker_threads';
import { createORPCClient } from '@orpc/client';
import { RPCLink as PortLink } from '@orpc/client/message-port';
import { RPCLink as SocketLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import { expect, onTestFinished, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { startTestLab, type TestLab } from '../../../../test/support/api-lab';
import type { Contract, FeedItem } from '../../../shared/contract';
import { TAKEN } from '../../../shared/port-link';
import type { EventLog } from '../../network/log/event-log';
import { watchNetwork } from '../../network/log/feed';
import { servePort } from './port-link';

interface Reader {
  readonly client: ContractRouterClient<Contract>;
  stall(): void;
  goOn(): void;
  /** Messages that were sent to it. */
  sent(): number;
}

/** Many more changes than a feed keeps for one window, in lumps; each goes on once a window that reads has been given the last one. */
async function change(log: EventLog, rounds: number): Promise<void> {
  const ending = new AbortController();
  const reading = watchNetwork(log, ending.signal);
  await reading.next();
  for (let round = 0; round < rounds; round += 1) {
    for (let index = 0; index < 19_000; index += 1) {
      log.emit({ type: 'registry:removed', peer: '127.0.0.1:1', name: 'n'.repeat(200) });
    }
    await reading.next();
  }
  ending.abort();
  await reading.return();
}

function byPort({ overlay }: TestLab): Reader {
  const { port1, port2 } = new MessageChannel();
  onTestFinished(() => port1.close());
  let sent = 0;
  servePort(
    {
      on: (event: string, listener: (event: { data: unknown }) => void) =>
        port1.on(event, (data: unknown) => listener({ data })),
      postMessage: (data) => {
        sent += 1;
        port1.postMessage(data);
      },
    },
    { overlay },
  );
  const stalled: (() => void)[] = [];
  let isStalled = false;
  // A page whose loop stands still neither reads nor says that it did.
  const deliver = (listener: (event: { data: unknown }) => void) => (data: unknown) => {
    const take = () => {
      listener({ data });
      port2.postMessage(TAKEN);
    };
    if (isStalled) stalled.push(take);
    else take();
  };
  const link = new PortLink({
    port: {
      on: (event: string, listener: (event?: { data: unknown }) => void) => {
        if (event === 'message') port2.on('message', deliver(listener));
        else port2.on('close', () => listener());
      },
      postMessage: (data: unknown) => port2.postMessage(data),
    },
  });
  return {
    client: createORPCClient(link),
    stall: () => {
      isStalled = true;
    },
    goOn: () => {
      isStalled = false;
      for (const take of stalled.splice(0)) take();
    },
    sent: () => sent,
  };
}

async function bySocket({ api, token }: TestLab): Promise<Reader> {
  const socket = new WebSocket(`ws://127.0.0.1:${api.port}/rpc`, {
    headers: { authorization: `Bearer ${token}` },
  });
  onTestFinished(() => socket.terminate());
  await once(socket, 'open');
  // What the server hands to the socket: a reader that is paused counts nothing that it was sent. It sends nothing itself.
  const sends = vi.spyOn(WebSocket.prototype, 'send');
  onTestFinished(() => sends.mockRestore());
  return {
    client: createORPCClient(new SocketLink({ websocket: socket as unknown as globalThis.WebSocket })),
    stall: () => socket.pause(),
    goOn: () => socket.resume(),
    sent: () => sends.mock.calls.length,
  };
}

test.each([
  ['MessagePort', byPort],
  ['WebSocket', bySocket],
])('a window that stalls at a %s is sent a few batches, and then a new picture', async (_what, open) => {
  const lab = await startTestLab();
  const reader = await open(lab);
  const feed = await reader.client.network.watch();
  expect((await feed.next()).value).toMatchObject({ kind: 'snapshot' });
  const before = reader.sent();
  expect(before).toBeGreaterThan(0);
  reader.stall();
  await change(lab.overlay.log, 12);
  const { seq } = lab.overlay.log.state;
  const sentMeanwhile = reader.sent() - before;
  reader.goOn();
  const kinds: string[] = [];
  for await (const item of feed as AsyncIterable<FeedItem>) {
    kinds.push(item.kind);
    if ((item.kind === 'snapshot' ? item.snapshot.seq : item.seq) >= seq) break;
  }
  expect(kinds).toContain('snapshot');
  expect(sentMeanwhile).toBeLessThanOrEqual(4);
});
