import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { addPeers, startLab } from '../support/lab';
import { heldResources, leftOver } from '../support/leftovers';
import { chaos } from './chaos';
import { faultsOf } from './end-state';

const soon = { registrationRenewalS: 1, neighbourCheckS: 1, silenceBeforeProbeS: 1 };

it('a network is whole again after some seconds of chaos, and leaves nothing behind', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'syncpulse-chaos-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const before = heldResources();
  const overlay = await startLab(soon, { downloadFolder: folder });
  const outcome = await chaos(overlay, {
    ...{ seed: 20_261_124, seconds: 6, minPeers: 6, maxPeers: 16, pauseMs: 200 },
    ...{ serverUpS: 2, serverDownS: 1, settleS: 90 },
  });
  expect(outcome.faults).toEqual([]);
  // Everything was done to it that is to be done.
  const undone = Object.entries(outcome.commands).filter(([, count]) => count === 0);
  expect(undone).toEqual([]);
  expect(outcome.serverStops).toBeGreaterThan(0);
  await overlay.stop();
  expect(await leftOver(before)).toEqual({});
}, 150_000);

it('each kind of fault at the end is seen', async () => {
  const overlay = await startLab({ registrationRenewalS: 0, neighbourCheckS: 0, neighboursOffered: 1 });
  const [one, two, three] = await addPeers(overlay, 3);
  if (!one || !two || !three) throw new Error('no peers');
  expect(faultsOf(overlay)).toEqual([]);
  await overlay.act(three, 'crash');
  expect(faultsOf(overlay)).toEqual([
    `1 in the registry though absent: ${three}`,
    expect.stringMatching(/^\d listed on one side only: \S+ → \S+ \(absent\)/),
    ...(faultsOf(overlay).some((fault) => fault.includes('components'))
      ? ['the network is in 2 components']
      : []),
  ]);
  await overlay.act(two, 'unregister');
  await overlay.stopBootstrap();
  await overlay.startBootstrap();
  await overlay.disconnect(one, two);
  const faults = faultsOf(overlay).join('\n');
  expect(faults).toContain(`1 not counted as registered: Node2 ${two}`);
  expect(faults).toContain('2 not in the registry');
  expect(faults).toContain('the network is in 2 components');
});
