import { describe, expect, test } from 'vitest';
import { DIALECTS } from '../../../../test/families/dialects';
import { ForeignPeer } from '../../../../test/families/foreign-peer';
import { syncpulse } from '../../../../test/support/cli/syncpulse';
import { RawTcp } from '../../../../test/support/raw-sockets';
import { addressOf } from '../../../shared/protocol/address';
import { encodeFrame } from '../../../shared/protocol/frame/encode-frame';

describe('syncpulse bootstrap', { timeout: 60_000 }, () => {
  test('prints a line for each event, and ends on Ctrl-C', async () => {
    const server = syncpulse('bootstrap', '--port', '0');
    const [at = ''] = await server.waitForLine(
      /^The bootstrap server listens on (\S+), TCP and UDP\. Ctrl-C ends it\.$/,
    );
    const peers = [await ForeignPeer.open('Node1', DIALECTS.C), await ForeignPeer.open('Node2', DIALECTS.A)];
    try {
      for (const peer of peers) await peer.register(addressOf(at as `${string}:${number}`));
      await server.waitForLine(/^Node1 registered: neighbours offered \[\]$/);
      await server.waitForLine(/^Node2 registered: neighbours offered \[Node1\]$/);
      await peers[0]?.unregister();
      await server.waitForLine(/^Node1 unregistered$/);
      await peers[0]?.unregister();
      await server.waitForLine(/not unregistered: no such entry, or a malformed request \(9999\)$/);
      const raw = await RawTcp.connect(addressOf(at as `${string}:${number}`).port);
      raw.send('0010 HELL\u001b');
      await server.waitForLine(/^unreadable, from 127\.0\.0\.1:\d+ \(TCP, 10 bytes\); .*: 0010 HELL␛$/);
    } finally {
      for (const peer of peers) await peer.stop();
    }
    server.child.kill('SIGINT');
    expect(await server.ended).toBe(0);
    expect(server.out().at(-1)).toBe('The bootstrap server has stopped.');
    expect(server.err()).toEqual([]);
  });

  test('--json: the first line has the address, then every event is a line', async () => {
    const server = syncpulse('bootstrap', '--port', '0', '--json');
    await server.waitForLine(/^\{"ready":true,"bootstrap":"127\.0\.0\.1:\d+"\}$/);
    await server.waitForLine(/"type":"bootstrap:started"/);
    const [, port = ''] = /:(\d+)"\}$/.exec(server.out()[0] ?? '') ?? [];
    const raw = await RawTcp.connect(Number(port));
    raw.send(encodeFrame('REG 127.0.0.1 5001 evil\u202e\u2066\u200f'));
    await server.waitForLine(/"type":"registry:added"/);
    raw.send(encodeFrame('UNREG 127.0.0.1 5001 evil\u202e\u2066\u200f'));
    await server.waitForLine(/"type":"registry:removed"/);
    server.child.kill('SIGTERM');
    expect(await server.ended).toBe(0);
    const types = server.out().map((line) => JSON.parse(line).type);
    expect(types).toEqual(
      expect.arrayContaining(['bootstrap:started', 'registry:added', 'bootstrap:stopped']),
    );
    expect(types.slice(0, 2)).toEqual([undefined, 'bootstrap:started']);
    const events = server.out().map((line) => JSON.parse(line));
    const identitiesOf = (name: string) => events.find(({ type }) => type === name)?.identities;
    expect(identitiesOf('registry:removed')).toEqual({ '127.0.0.1:5001': 'n1' });
    // The name is complete in the data, and its control characters have no effect on a terminal.
    const added = server.out().find((line) => line.includes('"type":"registry:added"')) ?? '';
    expect(JSON.parse(added).name).toBe('evil\u202e\u2066\u200f');
    expect(server.out().join('')).not.toMatch(/[^ -~]/);
  });

  test('a port in use is reported with a free one, and the exit code is 1', async () => {
    const first = syncpulse('bootstrap', '--port', '0');
    const [port = ''] = await first.waitForLine(/listens on \S+:(\d+),/);
    const second = syncpulse('bootstrap', '--port', port);
    await second.waitForLine(new RegExp(`Port ${port} is in use\\..* Port \\d+ is free: --port \\d+$`));
    expect(await second.ended).toBe(1);
    expect(second.out()).toEqual([]);
  });
});
