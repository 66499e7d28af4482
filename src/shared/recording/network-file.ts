import { hasMcapPrefix, McapStreamReader, McapWriter, TempBuffer } from '@mcap/core';
import { z } from 'zod';
import { failed, ok, type Result } from '../problem';
import { type SavedNetwork, savedNetworkSchema } from './saved-network';

/** How the name of such a file ends. */
export const NETWORK_FILE_SUFFIX = '.syncpulse';

/** Bytes of the largest file that is read. */
export const MAX_NETWORK_FILE_BYTES = 64 * 1024 * 1024;

const PROFILE = 'syncpulse';
/** The version of the form of `network`; a later one that an older program cannot read has another number. */
const TOPIC = 'network/1';

/**
 * A `.syncpulse` file is an MCAP container (mcap.dev/spec): a public format with a schema for each channel, in which
 * later versions can put further channels without a change to this one.
 *
 * @returns the bytes of a file
 */
export async function encodeNetwork(network: SavedNetwork): Promise<Uint8Array> {
  const buffer = new TempBuffer();
  const writer = new McapWriter({ writable: buffer, useChunks: false });
  await writer.start({ profile: PROFILE, library: 'syncPulse' });
  const encoder = new TextEncoder();
  const schemaId = await writer.registerSchema({
    name: 'SavedNetwork',
    encoding: 'jsonschema',
    data: encoder.encode(JSON.stringify(z.toJSONSchema(savedNetworkSchema, { io: 'input' }))),
  });
  const channelId = await writer.registerChannel({
    schemaId,
    topic: TOPIC,
    messageEncoding: 'json',
    metadata: new Map(),
  });
  const time = BigInt(Date.parse(network.savedAt)) * 1_000_000n;
  await writer.addMessage({
    channelId,
    sequence: 0,
    logTime: time,
    publishTime: time,
    data: encoder.encode(JSON.stringify(network)),
  });
  await writer.end();
  return buffer.get();
}

/** @returns what a file holds; `wrong-content` with words where it is none of ours, is cut, or is of a later version */
export function decodeNetwork(bytes: Uint8Array): Result<SavedNetwork> {
  if (bytes.length === 0) return failed('wrong-content', 'The file is empty. Choose a .syncpulse file.');
  if (bytes.length > MAX_NETWORK_FILE_BYTES) {
    return failed(
      'too-large',
      `The file has more than ${MAX_NETWORK_FILE_BYTES / 1024 / 1024} MiB, and is not read.`,
    );
  }
  if (!hasMcapPrefix(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength))) {
    return failed('wrong-content', 'This is not a .syncpulse file: it does not begin like one.');
  }
  const topics: string[] = [];
  try {
    const reader = new McapStreamReader();
    reader.append(bytes);
    let channel: number | null = null;
    for (let record = reader.nextRecord(); record; record = reader.nextRecord()) {
      if (record.type === 'Channel') {
        topics.push(record.topic);
        if (record.topic === TOPIC) channel = record.id;
      }
      if (record.type === 'Message' && record.channelId === channel) return parse(record.data);
    }
  } catch {
    // What follows says it: a file is damaged in the same way for its reader, whatever the library calls it.
    return failed('wrong-content', 'The file is damaged and cannot be read. Choose another copy of it.');
  }
  if (topics.some((topic) => /^network\/\d+$/.test(topic) && topic !== TOPIC)) {
    return failed(
      'wrong-content',
      'A later version of syncPulse saved this file. Update syncPulse to open it.',
    );
  }
  return failed('wrong-content', 'The file ends before its network: it was cut. Choose another copy of it.');
}

function parse(data: Uint8Array): Result<SavedNetwork> {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(data));
  } catch {
    return failed('wrong-content', 'The network in the file cannot be read: it is not JSON.');
  }
  const parsed = savedNetworkSchema.safeParse(value);
  if (parsed.success) return ok(parsed.data);
  const [issue] = parsed.error.issues;
  const where = issue?.path.join('.') ?? '';
  return failed('wrong-content', `The network in the file cannot be used: ${where}: ${issue?.message}.`);
}
