import { resolve } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { addressOf, keyOf } from '../../src/shared/protocol/address';
import { addPeers, bootstrapPort, startLab, stateOfPeer } from '../support/lab';
import { PYTHON, startStarter } from '../support/starter';
import { until } from '../support/until';
import { DIALECTS, type DialectName } from './dialects';
import { ForeignPeer } from './foreign-peer';

const PATIENCE = 60_000;
const STARTER = resolve(import.meta.dirname, '../../resources/starters/peer.py');
const NAMES = Object.keys(DIALECTS) as DialectName[];

const toStop: ForeignPeer[] = [];
afterEach(async () => {
  await Promise.all(toStop.splice(0).map((peer) => peer.stop()));
});

describe('a mixed network', { timeout: PATIENCE }, () => {
  test.skipIf(!PYTHON)(
    'of 20 hosted peers, the Python starter and every family: all join, speak, and leave',
    async () => {
      const lab = await startLab();
      const bootstrap = { ip: '127.0.0.1', port: bootstrapPort(lab) };
      const hosted = await addPeers(lab, 20);
      const [first] = hosted;
      if (!first) throw new Error('no peer');
      const starter = await startStarter(['python3', STARTER], 'python', keyOf(bootstrap));

      const foreign: ForeignPeer[] = [];
      for (const name of NAMES) {
        const peer = await ForeignPeer.open(`peer${foreign.length}`, DIALECTS[name], ['Windows 8']);
        toStop.push(peer);
        foreign.push(peer);
        const offered = await peer.register(bootstrap);
        expect(offered, name).toHaveLength(2);
        // What the families make of each other is theirs to settle (A speaks no TCP, B's lengths hang who trusts them).
        const ours = offered.filter((at) => hosted.includes(keyOf(at)));
        for (const at of ours.length > 0 ? ours : [addressOf(first)])
          expect(await peer.join(at), name).toBe(true);
      }
      const strangers = [starter.id, ...foreign.map(({ id }) => id)];
      const state = await until(
        lab.log,
        ({ peers }) => strangers.every((id) => peers.get(id)?.phase === 'joined'),
        PATIENCE,
      );
      for (const id of strangers)
        expect(state.peers.get(id)).toMatchObject({ hosted: false, registered: true });
      for (const id of hosted) expect(stateOfPeer(lab, id).phase).toBe('joined');

      // Ours speak to each of them by real messages, and each of them to one of ours.
      for (const [index, peer] of foreign.entries()) {
        const name = NAMES[index] ?? '';
        const by = DIALECTS[NAMES[index] ?? 'A'].transport;
        await lab.updateSettings({ transport: by });
        expect(await lab.ping(first, peer.id), name).toMatchObject({ ok: true });
        if (!peer.neighbours.has(first))
          expect(await lab.connect(first, peer.id), name).toEqual({ ok: true });
        expect(peer.neighbours.has(first), name).toBe(true);
        expect(stateOfPeer(lab, first).neighbours.has(peer.id), name).toBe(true);
        expect(await peer.ping(addressOf(first)), name).toBe('PONG');
        // Who counts hops down begins at 3, which may as well be somebody's search passed on: that owes no answer.
        if (name !== 'E on TCP')
          expect(await peer.search(addressOf(first), 'no such file'), name).toContain('SEROK 0');
        expect(await lab.disconnect(first, peer.id), name).toEqual({ ok: true });
        expect(peer.neighbours.has(first), name).toBe(false);
      }
      expect(await lab.ping(first, starter.id)).toMatchObject({ ok: true });

      for (const peer of foreign) {
        const answers = await peer.leave();
        expect(
          answers.every((answer) => answer === 'LEAVEOK 0'),
          `${peer.name}: ${answers}`,
        ).toBe(true);
      }
      starter.child.kill('SIGTERM');
      expect(await starter.ended).toBe(0);
      await until(lab.log, ({ peers }) => strangers.every((id) => !peers.has(id)), PATIENCE);
      expect([...lab.log.state.bootstrap.registry.keys()].sort()).toEqual([...hosted].sort());
      await lab.updateSettings({ transport: 'tcp' });
      for (const id of hosted) expect(await lab.act(id, 'leave')).toEqual({ ok: true });
      expect(lab.log.state.bootstrap.registry.size).toBe(0);
      expect(lab.log.state.totals.rejected).toBe(0);
    },
  );
});
