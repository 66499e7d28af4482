/** One side of a transfer, in a process of its own; tells its parent where it listens, or how long it took. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { Overlay } from '../src/main/network/overlay/overlay';
import type { PeerId } from '../src/shared/network/events';
import { DEFAULT_SETTINGS } from '../src/shared/settings/settings';

const [role = '', ...args] = process.argv.slice(2);
const say = (what: unknown) => process.send?.(what);
const settings = { ...DEFAULT_SETTINGS, bootstrapPort: 0, firstPeerPort: 0 };

let before = 0;
let peak = 0;
const look = () => {
  peak = Math.max(peak, process.memoryUsage.rss());
};
function watchMemory(): void {
  globalThis.gc?.();
  before = process.memoryUsage.rss();
  setInterval(look, 20).unref();
}
const grown = () => {
  look();
  return peak - before;
};
process.on('message', () => say({ grown: grown() }));

async function onlyFile(folder: string): Promise<string> {
  const [name] = await readdir(folder);
  if (name === undefined) throw new Error('there is no file');
  return name;
}

const roles: Readonly<Record<string, () => Promise<void>>> = {
  'bare-sender': async () => {
    const [folder = ''] = args;
    const path = join(folder, await onlyFile(folder));
    const server = createServer((_request, response) => void createReadStream(path).pipe(response));
    server.listen(0, '127.0.0.1', () => {
      watchMemory();
      say({ address: `127.0.0.1:${(server.address() as AddressInfo).port}` });
    });
  },
  'bare-receiver': async () => {
    const [address = ''] = args;
    watchMemory();
    const start = performance.now();
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      get(`http://${address}/`, resolve).on('error', reject);
    });
    const hash = createHash('sha256');
    for await (const chunk of response) hash.update(chunk);
    hash.digest('hex');
    say({ milliseconds: performance.now() - start, grown: grown() });
    process.exit(0);
  },
  'peer-sender': async () => {
    const [folder = ''] = args;
    const overlay = new Overlay({ settings: { ...settings, sharedFolder: folder } });
    await overlay.start();
    const added = await overlay.addPeers({ count: 1, wiring: 'offered' });
    if (!added.ok) throw new Error(added.error.sentence);
    // The digest of a file is computed once, whoever asks first; what is measured here is the sending.
    const file = await overlay.sharedFile(await onlyFile(folder))?.open();
    await file?.digest();
    await file?.close();
    watchMemory();
    say({ address: added.value.peers[0] });
  },
  'peer-receiver': async () => {
    const [address = '', folder = ''] = args;
    const into = await mkdtemp(join(dirname(folder), 'downloads-'));
    const overlay = new Overlay({ settings, downloadFolder: into });
    await overlay.start();
    watchMemory();
    const start = performance.now();
    const begun = overlay.downloads.start({ name: await onlyFile(folder), holders: [address as PeerId] });
    if (!begun.ok) throw new Error(begun.error.sentence);
    await overlay.downloads.settled(begun.value);
    const milliseconds = performance.now() - start;
    const { problem, phase } = overlay.log.state.transfers.get(begun.value) ?? {};
    if (phase !== 'done') throw new Error(problem?.sentence ?? `the download is ${phase}`);
    await rm(into, { recursive: true });
    say({ milliseconds, grown: grown() });
    process.exit(0);
  },
};
await roles[role]?.();
