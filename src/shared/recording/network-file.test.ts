import { fc, test as property } from '@fast-check/vitest';
import { McapWriter, TempBuffer } from '@mcap/core';
import { describe, expect, test } from 'vitest';
import { decodeNetwork, encodeNetwork } from './network-file';
import type { SavedNetwork } from './saved-network';

const NETWORK: SavedNetwork = {
  savedAt: '2026-11-24T12:00:00.000Z',
  arrangement: 'wired',
  peers: [
    {
      address: '127.0.0.1:5001',
      name: 'Node1',
      phase: 'joined',
      registered: true,
      wired: false,
      neighbours: [{ address: '127.0.0.1:5002', name: 'Node2', hosted: true }],
      files: ['Hobbit Movie'],
      unsavedFiles: 2,
      place: { x: 1.5, y: -20 },
      pinned: 'hand',
    },
  ],
};

/** A file with one channel. */
async function fileWith(topic: string, text: string): Promise<Uint8Array> {
  const buffer = new TempBuffer();
  const writer = new McapWriter({ writable: buffer, useChunks: false });
  await writer.start({ profile: 'syncpulse', library: 'test' });
  const channelId = await writer.registerChannel({
    ...{ schemaId: 0, topic, messageEncoding: 'json', metadata: new Map() },
  });
  const data = new TextEncoder().encode(text);
  await writer.addMessage({ channelId, sequence: 0, logTime: 0n, publishTime: 0n, data });
  await writer.end();
  return buffer.get();
}

const with1 = (change: object) =>
  fileWith('network/1', JSON.stringify({ ...NETWORK, peers: [{ ...NETWORK.peers[0], ...change }] }));

describe('a .syncpulse file', () => {
  test('holds the network that was saved', async () => {
    expect(decodeNetwork(await encodeNetwork(NETWORK))).toEqual({ ok: true, value: NETWORK });
  });

  test.each([
    ['is empty', async () => new Uint8Array(), /is empty/],
    ['is not ours', async () => new TextEncoder().encode('PNG and so on'), /not a \.syncpulse file/],
    ['is of a later version', () => fileWith('network/2', '{}'), /later version/],
    ['has another content', () => fileWith('camera', '{}'), /was cut/],
    ['has no JSON', () => fileWith('network/1', '{"peers":'), /not JSON/],
    ['lacks a field', () => fileWith('network/1', '{"peers":[]}'), /savedAt/],
    ['has a name with a control character', () => with1({ name: 'No\u0007de' }), /peers\.0\.name/],
    ['has a shared name that is a quote', () => with1({ files: ['a"b'] }), /peers\.0\.files\.0/],
    ['names a folder of this machine', () => with1({ folder: '/etc' }), /peers\.0/],
  ])('is refused in words where it %s', async (_, make, words) => {
    const read = decodeNetwork(await make());
    expect(read).toMatchObject({ ok: false, error: { code: 'wrong-content' } });
    expect(read.ok || read.error.sentence).toMatch(words);
  });

  property.prop([fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true })])(
    'is either read as it was saved or refused, wherever it is cut',
    async (share) => {
      const bytes = await encodeNetwork(NETWORK);
      const read = decodeNetwork(bytes.subarray(0, Math.floor(bytes.length * share)));
      if (read.ok) expect(read.value).toEqual(NETWORK);
      else expect(read.error.code).toBe('wrong-content');
    },
  );

  property.prop([fc.uint8Array({ maxLength: 300 })])(
    'never throws, whatever follows its first bytes',
    async (tail) => {
      const bytes = await encodeNetwork(NETWORK);
      const spoiled = new Uint8Array([...bytes.subarray(0, 40), ...tail]);
      expect(typeof decodeNetwork(spoiled).ok).toBe('boolean');
    },
  );
});
