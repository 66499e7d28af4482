import { describe, expect, test } from 'vitest';
import { syncpulse } from '../../../../test/support/cli/syncpulse';
import { addPeers, bootstrapPort, startLab } from '../../../../test/support/lab';
import { RawTcp } from '../../../../test/support/raw-sockets';
import { until } from '../../../../test/support/until';

describe('syncpulse peer', { timeout: 60_000 }, () => {
  test('registers, joins, prints every message, and leaves in order on Ctrl-C', async () => {
    const lab = await startLab();
    const [node1] = await addPeers(lab, 1);
    const bootstrap = `127.0.0.1:${bootstrapPort(lab)}`;
    const anna = syncpulse('peer', '--name', 'anna', '--port', '0', '--bootstrap', bootstrap);
    const [id = ''] = await anna.waitForLine(/^anna listens on (\S+), TCP and UDP\. Ctrl-C ends it\.$/);
    await anna.waitForLine(/^Node registered with Bootstrap Server: Neighbors - \[Node1\]$/);
    await anna.waitForLine(/^sent to Node1 \(\S+\) \(TCP, \d+ bytes\): \d{4} JOIN 127\.0\.0\.1 \d+$/);
    await anna.waitForLine(/neighbours: \[Node1\]$/);
    await until(lab.log, ({ peers }) => peers.get(id as `${string}:${number}`)?.phase === 'joined');

    anna.child.kill('SIGINT');
    expect(await anna.ended).toBe(0);
    expect(anna.out().at(-1)).toBe('anna has left');
    const { bootstrap: server, peers } = lab.log.state;
    expect([...server.registry.values()]).toEqual(['Node1']);
    expect([...(peers.get(node1 ?? 'none:0')?.neighbours ?? [])]).toEqual([]);
  });

  test('prints what it refuses, and why', async () => {
    const lab = await startLab();
    const server = bootstrapPort(lab);
    const anna = syncpulse('peer', '--name', 'anna', '--port', '0', '--bootstrap', `127.0.0.1:${server}`);
    const [id = ''] = await anna.waitForLine(/^anna listens on (\S+), TCP and UDP\./);
    const client = await RawTcp.connect(Number(id.split(':')[1]));
    const body = `JOIN 127.0.0.1 ${server}`;
    client.send(`${String(body.length + 5).padStart(4, '0')} ${body}`).end();
    await anna.waitForLine(
      /^refused JOIN from \S+ about .*: the address is that of the bootstrap server, which is no peer$/,
    );
  });

  test('waits for a bootstrap server that is down, and reports it once', async () => {
    const lab = await startLab();
    const port = bootstrapPort(lab);
    await lab.updateSettings({ bootstrapPort: port });
    await lab.stopBootstrap();
    const bert = syncpulse('peer', '--name', 'bert', '--port', '0', '--bootstrap', `127.0.0.1:${port}`);
    await bert.waitForLine(
      /^The bootstrap server at \S+ answers neither by TCP nor by UDP\. bert keeps trying; start the server\.$/,
    );
    await lab.startBootstrap();
    await bert.waitForLine(/^Node registered with Bootstrap Server: Neighbors - \[\]$/);
    expect(bert.out().filter((line) => line.includes('keeps trying'))).toHaveLength(1);
    bert.child.kill('SIGTERM');
    expect(await bert.ended).toBe(0);
    expect(lab.log.state.bootstrap.registry.size).toBe(0);
  });

  test('--json: the first line has the address, then every event is a line', async () => {
    const lab = await startLab();
    await addPeers(lab, 1);
    const bootstrap = `127.0.0.1:${bootstrapPort(lab)}`;
    const carl = syncpulse('peer', '--name', 'carl', '--port', '0', '--bootstrap', bootstrap, '--json');
    await carl.waitForLine(
      new RegExp(`^\\{"ready":true,"peer":"127\\.0\\.0\\.1:\\d+","bootstrap":"${bootstrap}"\\}$`),
    );
    await carl.waitForLine(/"phase":"joined"/);
    carl.child.kill('SIGINT');
    expect(await carl.ended).toBe(0);
    const events = carl.out().map((line) => JSON.parse(line));
    expect(events.at(-1)).toMatchObject({ type: 'peer:phase-changed', phase: 'left' });
    // The identities at the time of the event: its own, and that of the neighbour which it joined.
    const [{ peer: id }, added] = events;
    expect(added).toMatchObject({ type: 'peer:added', identities: { [id]: 'n1' } });
    expect(events.at(-1).identities).toEqual({ [id]: 'n1' });
    const left = events.find(({ type, peer }) => type === 'neighbour:removed' && peer === id);
    expect(left.identities).toEqual({ [id]: 'n1', [left.neighbour]: 'n2' });
  });
});
