import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { addPeers, startLab } from '../../../test/support/lab';
import { heldResources, leftOver } from '../../../test/support/leftovers';
import { experimentSchema } from '../../shared/experiment/experiment';
import type { ExperimentState } from '../../shared/experiment/experiment-report';
import type { NetworkEvent } from '../../shared/network/events';
import { Overlay } from '../network/overlay/overlay';
import { Experiments } from './experiments';
import { openLocalFiles } from './own-lab';

const QUERIES = ['Twilight', 'no such thing'];
const SMALL = experimentSchema.parse({ peers: 10, askers: 2, seed: 3, queries: QUERIES });
/** So many that it cannot end before it is cancelled. */
const LONG = { ...SMALL, queries: Array.from({ length: 1_000 }, (_, index) => QUERIES[index % 2] ?? '') };

/** Everything that happens in a network, but the samples of this process. */
function recorded(overlay: Overlay): NetworkEvent[] {
  const events: NetworkEvent[] = [];
  overlay.log.subscribe((event) => {
    if (event.type !== 'process:sampled') events.push(event);
  });
  return events;
}

/** The experiments of a lab, and the networks that they open. */
function experimentsOf(lab: Overlay): { experiments: Experiments; opened: Overlay[] } {
  const opened: Overlay[] = [];
  const experiments = new Experiments({
    settings: () => lab.settings,
    openFiles: openLocalFiles,
    openOverlay: (options) => {
      const overlay = new Overlay(options);
      opened.push(overlay);
      return overlay;
    },
  });
  return { experiments, opened };
}

async function reached(
  experiments: Experiments,
  holds: (state: ExperimentState) => boolean,
): Promise<ExperimentState> {
  for await (const state of experiments.watch()) if (holds(state)) return state;
  throw new Error('the watch ended');
}

const isSocket = (kind: string): boolean => /^(TCP|UDP)/.test(kind);

/** @returns the sockets of this process: an address says nothing, another program may take it once it is free */
function heldSockets(): Record<string, number> {
  return Object.fromEntries(Object.entries(heldResources()).filter(([kind]) => isSocket(kind)));
}

describe('an experiment that a lab is asked for', { timeout: 120_000 }, () => {
  test('runs in a network of its own: nothing happens in the lab', async () => {
    const lab = await startLab();
    const peers = await addPeers(lab, 3);
    const happened = recorded(lab);
    const { experiments, opened } = experimentsOf(lab);
    expect(experiments.run(SMALL).ok).toBe(true);
    const ended = await reached(experiments, ({ state }) => state !== 'running');
    expect(ended).toMatchObject({ state: 'ended', report: { ok: true } });
    expect(happened).toEqual([]);
    expect([...lab.log.state.peers.keys()]).toEqual(peers);
    expect(lab.log.state.bootstrap.registry.size).toBe(3);
    expect(opened).toHaveLength(1);
    expect(opened[0]?.log.state.bootstrap.phase).toBe('stopped');
  });

  test('needs no running bootstrap server, and no port of the lab', async () => {
    const lab = await startLab();
    const { experiments } = experimentsOf(lab);
    await lab.stopBootstrap();
    expect(experiments.run(SMALL).ok).toBe(true);
    expect(experiments.run(SMALL)).toMatchObject({ error: { code: 'not-possible-now' } });
    const ended = await reached(experiments, ({ state }) => state !== 'running');
    expect(ended).toMatchObject({ state: 'ended', report: { ok: true } });
    expect(lab.log.state.bootstrap.phase).toBe('stopped');
  });

  test.each([
    ['is cancelled', (experiments: Experiments) => void experiments.cancel()],
    ['is stopped with its lab', (experiments: Experiments) => void experiments.stop()],
  ])('leaves no socket and no file where it %s', async (_, end) => {
    const lab = await startLab();
    const [own] = await addPeers(lab, 1);
    const { experiments, opened } = experimentsOf(lab);
    expect(experiments.cancel()).toMatchObject({ error: { code: 'not-found' } });
    const before = heldSockets();
    expect(experiments.run(LONG).ok).toBe(true);
    await reached(experiments, (state) => state.state === 'running' && state.progress.step === 'trial');
    const [network] = opened;
    if (!network) throw new Error('no network was opened');
    const { bootstrap, peers } = network.log.state;
    const addresses = [bootstrap.address ?? '', ...peers.keys()];
    expect(addresses).toHaveLength(11);
    expect(addresses).not.toContain('');
    const during = heldSockets();
    for (const kind of ['TCPServerWrap', 'UDPWrap'])
      expect((during[kind] ?? 0) - (before[kind] ?? 0)).toBe(addresses.length);
    expect(existsSync(network.settings.downloadFolder)).toBe(true);

    end(experiments);
    const last = await reached(experiments, ({ state }) => state !== 'running');
    expect(last).toMatchObject({ state: 'failed', problem: { code: 'cancelled' } });
    expect(Object.keys(await leftOver(before)).filter(isSocket)).toEqual([]);
    expect(existsSync(network.settings.downloadFolder)).toBe(false);
    expect([...lab.log.state.peers.keys()]).toEqual([own]);
    expect(lab.log.state.peers.get(own ?? '0.0.0.0:1')?.phase).toBe('joined');
  });

  test('is refused at once where its numbers cannot be', async () => {
    const lab = await startLab();
    const { experiments } = experimentsOf(lab);
    const refused = experiments.run({ ...SMALL, peers: 9, askers: 5 });
    expect(refused).toMatchObject({ ok: false, error: { code: 'bad-input' } });
    expect(experiments.state).toEqual({ state: 'none' });
  });
});
