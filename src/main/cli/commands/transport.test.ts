import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { openNeighbour, openServer, type Recorder } from '../../../../test/support/cli/recorder';
import { syncpulse } from '../../../../test/support/cli/syncpulse';
import type { Running } from '../../../../test/support/running';
import type { Transport } from '../../../shared/network/events';

const BOTH: readonly Transport[] = ['tcp', 'udp'];

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'syncpulse-home-'));
  vi.stubEnv('SYNCPULSE_HOME', home);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(home, { recursive: true });
});

/** The start of each program with one peer and a bootstrap server in another process. */
const COMMANDS = {
  peer: ['peer', '--name', 'anna', '--port', '0'],
  serve: ['serve', '--api-port', '0', '--peer-port', '0', '--peers', '1'],
} as const satisfies Record<string, readonly string[]>;

/** Starts a program, waits until it has sent JOIN to the neighbour, and ends it in order. */
async function runOnce(program: Running, neighbour: Recorder): Promise<void> {
  const joins = () => neighbour.requests.some((request) => request.endsWith(' JOIN'));
  await expect.poll(joins, { timeout: 30_000 }).toBe(true);
  program.child.kill('SIGTERM');
  expect(await program.ended).toBe(0);
}

/** Requests without those that were repeated since the machine was slow. */
const distinct = ({ requests }: Recorder) => [...new Set(requests)];

describe.each(['peer', 'serve'] as const)('syncpulse %s', { timeout: 60_000 }, (command) => {
  const start = (server: Recorder, ...options: string[]) =>
    syncpulse(...COMMANDS[command], '--bootstrap', server.id, ...options);

  test.each(BOTH)(
    '--transport %s: every request goes by it, to the server and to the neighbour',
    async (chosen) => {
      const neighbour = await openNeighbour(BOTH);
      const server = await openServer(BOTH, neighbour.at);
      await runOnce(start(server, '--transport', chosen), neighbour);
      expect(distinct(server)).toEqual([`${chosen} REG`, `${chosen} UNREG`]);
      expect(distinct(neighbour)).toEqual([`${chosen} JOIN`, `${chosen} LEAVE`]);
    },
  );

  test.each([
    ['--transport auto', ['--transport', 'auto']],
    ['without --transport', []],
  ])(
    '%s: TCP where the other program listens on both, UDP where it listens on UDP alone',
    async (_name, options) => {
      const neighbour = await openNeighbour(['udp']);
      const server = await openServer(BOTH, neighbour.at);
      await runOnce(start(server, ...options), neighbour);
      expect(distinct(server)).toEqual(['tcp REG', 'tcp UNREG']);
      expect(distinct(neighbour)).toEqual(['udp JOIN', 'udp LEAVE']);
    },
  );

  test('--transport auto: a bootstrap server that listens on UDP alone is found', async () => {
    const neighbour = await openNeighbour(BOTH);
    const server = await openServer(['udp'], neighbour.at);
    await runOnce(start(server, '--transport', 'auto'), neighbour);
    expect(distinct(server)).toEqual(['udp REG', 'udp UNREG']);
    expect(distinct(neighbour)).toEqual(['tcp JOIN', 'tcp LEAVE']);
  });
});

test('peer --transport tcp sends no datagram to a bootstrap server that listens on UDP alone', {
  timeout: 60_000,
}, async () => {
  const neighbour = await openNeighbour(BOTH);
  const server = await openServer(['udp'], neighbour.at);
  const peer = syncpulse(...COMMANDS.peer, '--bootstrap', server.id, '--transport', 'tcp');
  await peer.waitForLine(
    /^The bootstrap server at \S+ does not answer\. anna keeps trying; start the server\.$/,
  );
  expect(server.requests).toEqual([]);
});
