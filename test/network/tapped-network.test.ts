import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { framesOn } from '../../src/main/network/frames/frames';
import { EventLog } from '../../src/main/network/log/event-log';
import { Overlay } from '../../src/main/network/overlay/overlay';
import { VirtualRuntime } from '../../src/main/runtime/virtual';
import { SimulatedNetwork } from '../../src/main/transport/simulated/network';
import type { NetworkEvent } from '../../src/shared/network/events';
import { DEFAULT_SETTINGS, type Settings } from '../../src/shared/settings/settings';
import { type Tap, tapped } from '../support/tapped';

const HOUR = 3_600_000;

async function startLab(tap: Tap, change: Partial<Settings> = {}) {
  const runtime = new VirtualRuntime(1);
  const log = new EventLog(runtime);
  const events: NetworkEvent[] = [];
  log.subscribe((event) => events.push(event));
  const downloadFolder = await mkdtemp(join(tmpdir(), 'syncpulse-'));
  const transport = framesOn(tapped(new SimulatedNetwork(runtime).transport, tap), { runtime });
  const settings = { ...DEFAULT_SETTINGS, ...change };
  const overlay = new Overlay({ runtime, log, transport, downloadFolder, settings });
  onTestFinished(async () => {
    await runtime.run(overlay.stop(), HOUR);
    await rm(downloadFolder, { recursive: true, force: true });
  });
  const run = <T>(work: Promise<T>): Promise<T> => runtime.run(work, HOUR);
  await run(overlay.start());
  return { overlay, events, run };
}

test.each(['tcp', 'udp'] as const)(
  'every message by %s goes through a decorator of its directed link',
  async (transport) => {
    const carried = new Map<string, string>();
    const { overlay, events, run } = await startLab(
      (from, to, bytes) => {
        const link = `${from} ${to}`;
        carried.set(link, (carried.get(link) ?? '') + Buffer.from(bytes).toString());
        return bytes;
      },
      { transport },
    );
    await run(overlay.addPeers({ count: 4, wiring: 'ring' }));
    const search = overlay.searches.start({ peer: '127.0.0.1:5001', query: 'a' });
    if (search.ok) await run(overlay.searches.ended(search.value.id));
    const sent = events.flatMap((event) => (event.type === 'message:sent' ? [event] : []));
    expect(sent.length).toBeGreaterThan(10);
    for (const { from, to, frame } of sent) expect(carried.get(`${from} ${to}`)).toContain(frame);
  },
);

test('a decorator changes what arrives', async () => {
  const { overlay, run } = await startLab((_from, _to, bytes) =>
    Buffer.from(Buffer.from(bytes).toString('latin1').replace('JOINOK 0', 'JOINOK 9'), 'latin1'),
  );
  await run(overlay.addPeers({ count: 2, wiring: 'offered' }));
  const [first, second] = [...overlay.log.state.peers.values()];
  expect(second?.problem?.code).toBe('refused');
  expect(second?.neighbours.size).toBe(0);
  expect(first?.neighbours.size).toBe(1);
});

test('a file goes through it, too, in the name of the peer that fetches it', async () => {
  const carried = new Map<string, number>();
  const { overlay, run } = await startLab((from, to, bytes) => {
    const link = `${from} ${to}`;
    carried.set(link, (carried.get(link) ?? 0) + bytes.length);
    return bytes;
  });
  await run(overlay.addPeers({ count: 2, wiring: 'line' }));
  const [fetcher, holder] = [...overlay.log.state.peers.values()];
  const [file] = holder?.files.keys() ?? [];
  if (!fetcher || !holder || !file) throw new Error('nobody shares a file');
  const started = overlay.downloads.start({ peer: fetcher.id, name: file, holders: [holder.id] });
  if (!started.ok) throw new Error(started.error.sentence);
  await run(overlay.downloads.settled(started.value));
  expect(overlay.log.state.transfers.get(started.value)?.phase).toBe('done');
  expect(carried.get(`${holder.id} ${fetcher.id}`)).toBeGreaterThan(holder.files.get(file) ?? 0);
});
