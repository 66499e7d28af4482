import { z } from 'zod';
import {
  addressKey,
  count,
  identity,
  type Output,
  peerId,
  problemSchema,
  searchId,
  time,
  transferId,
  verb,
} from '../../contract/parts';
import { settingsSchema } from '../../settings/settings';
import { strategySchema } from '../../strategy';
import {
  defaultedSetting,
  file,
  foundFiles,
  outcome,
  phase,
  place,
  processSample,
  silentSince,
  undelivered,
} from '../events';

/** The state of the network as plain JSON: the schema from which the types of `state.ts` are inferred, too. */

const byVerb = z.partialRecord(verb, count);

export const trafficSchema = z
  .object({
    in: byVerb,
    out: byVerb,
    messagesIn: count,
    messagesOut: count,
    undelivered: count.describe('Messages that could not be sent; they are in no other count.'),
    bytesIn: count,
    bytesOut: count,
    fileBytesIn: count.describe('Bytes of files that it downloaded.'),
    fileBytesOut: count.describe('Bytes of files that were downloaded from it.'),
    rejected: count.describe('Frames beyond reading.'),
    cut: count.describe('Connections cut off.'),
    refused: count.describe('Requests refused to protect others.'),
    ignored: count.describe('Senders that errors are no longer sent to.'),
  })
  .describe('Messages and bytes, counted where they were seen.');

export const peerSchema = z.object({
  id: peerId,
  identity,
  name: z.string(),
  host: z.string(),
  port: z.int(),
  hosted: z.boolean().describe('It runs in this lab; an external peer is known by what it says.'),
  phase,
  since: time,
  registered: z.boolean().describe('The bootstrap server has it.'),
  silentSince: silentSince.exactOptional(),
  transport: z
    .enum(['tcp', 'udp'])
    .exactOptional()
    .describe('By which transport an external peer sent its last message.'),
  neighbours: z
    .array(z.object({ id: peerId, since: time }))
    .describe(
      'Its neighbour table. Of an external peer: what JOIN and JOINOK tell of it until LEAVE; what does not stand here is not known.',
    ),
  files: z.array(file).describe('What it shares; of external peers nobody knows.'),
  traffic: trafficSchema,
  problem: problemSchema.nullable(),
  place: place.nullable(),
  examined: z
    .object({ at: z.number(), conformant: z.boolean(), deviations: z.int().min(0) })
    .nullable()
    .describe('What the last examination of its conformance found.'),
});
export type PeerSnapshot = Output<typeof peerSchema>;

const seq = count;
export const searchAnswer = foundFiles.extend({ seq: seq.describe('Number of its event.') });
export type SearchAnswer = Output<typeof searchAnswer>;

/** A search in short; its anatomy has the messages. */
export const searchSchema = z.object({
  id: searchId,
  seq: seq.describe('Number of the event by which it began.'),
  peer: peerId,
  query: z.string(),
  strategy: strategySchema,
  timeToLive: count.describe("The network's, when it began."),
  at: time,
  endedAt: time.nullable(),
  rounds: count,
  answers: z.array(searchAnswer),
  outcome: outcome.nullable().describe('Null while it goes on.'),
  undelivered: undelivered.exactOptional(),
});
export type Search = Output<typeof searchSchema>;

/** A download in short. */
export const transferSchema = z.object({
  id: transferId,
  peer: peerId.nullable(),
  name: z.string(),
  phase: z.enum(['running', 'paused', 'done', 'failed']),
  waiting: z.boolean().describe('Paused since no holder answers; it continues by itself once one does.'),
  bytes: count.describe('Bytes that are here.'),
  total: count.nullable().describe('Bytes in all, once known.'),
  holders: z.array(peerId),
  problem: problemSchema.nullable(),
  at: time,
  changedAt: time,
  seq: seq.describe('Number of the event by which it began.'),
  changedSeq: seq.describe('Number of the event by which it last changed.'),
});
export type Transfer = Output<typeof transferSchema>;

const occupant = z.object({
  identity,
  address: peerId,
  hosted: z.boolean(),
  from: seq.describe('Number of the event from which on its address means this peer.'),
  until: seq.nullable().describe('Number of the event by which it was removed.'),
  names: z
    .array(z.object({ from: seq, name: z.string() }))
    .describe('What it was called, from which event on.'),
});
export type Occupant = Output<typeof occupant>;

export const networkSchema = z.object({
  seq: count.describe('Number of the last event in this picture; follow on with `/events?since=`.'),
  at: time,
  settings: settingsSchema,
  defaultedSettings: z
    .array(defaultedSetting)
    .describe('Fields of the settings file that cannot be used: each has its default until it is saved.'),
  process: processSample,
  totals: trafficSchema,
  bootstrap: z.object({
    phase: z
      .enum(['stopped', 'running', 'failed', 'elsewhere'])
      .describe('`elsewhere`: peers use one that this process does not run; `address` is where.'),
    address: addressKey.nullable(),
    registry: z.array(z.object({ peer: peerId, name: z.string() })),
    problem: problemSchema.nullable(),
    traffic: trafficSchema,
  }),
  peers: z.array(peerSchema),
  identities: z
    .object({ given: count.describe('How many peers there were so far.'), occupants: z.array(occupant) })
    .describe(
      'Who had which address when: the peers, and those that were removed as far as events are kept.',
    ),
  additions: z
    .array(z.object({ id: z.string(), count, added: count, settled: count }))
    .describe('Additions of many peers that are going on.'),
  searches: z.array(searchSchema).describe('The last 100.'),
  transfers: z.array(transferSchema).describe('The last 100 downloads.'),
});
export type NetworkSnapshot = Output<typeof networkSchema>;
export type Addition = NetworkSnapshot['additions'][number];
