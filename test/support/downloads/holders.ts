import { once } from 'node:events';
import { mkdtemp, readdir, realpath, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import {
  type DownloadRequest,
  Downloads,
  type DownloadsOptions,
} from '../../../src/main/network/downloads/downloads';
import { FileServer } from '../../../src/main/network/files/file-server';
import type { FileSource } from '../../../src/main/network/files/file-source';
import type { Endpoint } from '../../../src/main/network/frames/frame-transport';
import { socketTransport } from '../../../src/main/network/frames/frames';
import { EventLog } from '../../../src/main/network/log/event-log';
import { systemRuntime } from '../../../src/main/runtime/system';
import { sockets } from '../../../src/main/transport/sockets/sockets';
import type { PeerId, TransferId } from '../../../src/shared/network/events';
import type { Transfer } from '../../../src/shared/network/state/snapshot-schema';
import { keyOf } from '../../../src/shared/protocol/address';
import { DEFAULT_SETTINGS } from '../../../src/shared/settings/settings';
import { until } from '../until';

/** A folder of its own, gone when the test ends; as `realpath` has it. */
export async function newFolder(): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'syncpulse-')));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A TCP port that serves files as a peer's does, and knows nothing else. */
export async function startHolder(files: readonly FileSource[], port = 0): Promise<Endpoint> {
  const server = new FileServer(systemRuntime, {
    list: () => files,
    find: (name) => files.find((file) => file.name === name),
  });
  const opened = await socketTransport().open(
    { ip: '127.0.0.1', port },
    {
      onFrame: () => undefined,
      onDropped: () => undefined,
      onHttp: (connection) => server.serve(connection),
    },
  );
  if (!opened.ok) throw new Error(opened.error.sentence);
  onTestFinished(() => opened.value.close());
  return opened.value;
}

export function idOf({ bound }: Endpoint): PeerId {
  return keyOf(bound);
}

/** Downloads into a folder of their own, and what a test asks of them. */
export interface TestDownloads {
  readonly log: EventLog;
  readonly folder: string;
  readonly downloads: Downloads;
  begin(request: DownloadRequest): TransferId;
  /** Waits until it is whole, has failed, or rests. */
  outcome(id: TransferId): Promise<Transfer>;
  /** What a person sees in the folder, and what lies hidden there. */
  visible(): Promise<string[]>;
  hidden(): Promise<string[]>;
}

export async function startDownloads(
  means: DownloadsOptions['means'] = {},
  into?: string,
): Promise<TestDownloads> {
  const log = new EventLog();
  log.emit({ type: 'settings:changed', settings: DEFAULT_SETTINGS });
  // The state forgets old transfers, of which a test may still want to know how they ended.
  const last = new Map<TransferId, Transfer>();
  log.subscribe((event) => {
    const transfer = 'transfer' in event ? log.state.transfers.get(event.transfer) : undefined;
    if (transfer) last.set(transfer.id, transfer);
  });
  const folder = into ?? (await newFolder());
  const downloads = new Downloads({
    emit: log.emit,
    runtime: log.runtime,
    connect: (_peer, to) => sockets.connect(to),
    folder: () => folder,
    holdersOf: () => [],
    means: { stall: 300, patience: 2_000, ...means },
  });
  log.subscribe((event) => downloads.notice(event));
  onTestFinished(() => downloads.stop());
  const entries = async () => readdir(folder, { recursive: true });
  return {
    log,
    folder,
    downloads,
    begin(request) {
      const begun = downloads.start(request);
      if (!begun.ok) throw new Error(begun.error.sentence);
      return begun.value;
    },
    async outcome(id) {
      await downloads.settled(id);
      await until(log, () => last.get(id)?.phase !== 'running');
      const transfer = last.get(id);
      if (!transfer) throw new Error(`no transfer ${id}`);
      return transfer;
    },
    visible: async () => (await entries()).filter((entry) => !entry.startsWith('.')),
    hidden: async () => (await entries()).filter((entry) => entry.startsWith('.')),
  };
}

/** Somebody who answers HTTP as the test says. */
export async function startLiar(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<PeerId> {
  const server = createServer(answer);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return keyOf({ ip: '127.0.0.1', port: typeof address === 'object' && address ? address.port : 0 });
}
