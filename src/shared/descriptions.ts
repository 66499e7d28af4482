import { z } from 'zod';
import {
  addressKey,
  count,
  identity,
  observer,
  peerId,
  phase,
  place,
  problemDescription,
  text,
  time,
  transport,
  verb,
} from './description-parts';
import type { Invitation } from './invitation';
import type { EventBody, EventType, SearchId, SearchOutcome, TransferId } from './network/events';
import type { IdentifiedEvent, Occupant } from './network/identity';
import type { NetworkSnapshot, PeerSnapshot } from './network/snapshot';
import type { Search, Traffic, Transfer } from './network/state';
import type { Deviation, DeviationNote } from './protocol/deviation';
import type { Verb } from './protocol/message';
import { settingsSchema } from './settings';
import { strategySchema } from './strategy';

/** What the API answers with, in words and examples for whoever writes a program against it. Nothing is checked by these. */

const byVerb = z.record(verb, count) as unknown as z.ZodType<Partial<Record<Verb, number>>>;
const traffic: z.ZodType<Traffic> = z
  .object({
    in: byVerb,
    out: byVerb,
    messagesIn: count,
    messagesOut: count,
    undelivered: count.describe('Messages that could not be sent; they are in no other count.'),
    octetsIn: count,
    octetsOut: count,
    fileOctetsIn: count.describe('Bytes of files that it downloaded.'),
    fileOctetsOut: count.describe('Bytes of files that were downloaded from it.'),
    rejected: count.describe('Frames beyond reading.'),
    cut: count.describe('Connections cut off.'),
    refused: count.describe('Requests refused to protect others.'),
    ignored: count.describe('Senders that errors are no longer sent to.'),
  })
  .describe('Messages and octets, counted where they were seen.');

const file = z.object({ name: z.string(), bytes: count.describe('Octets.') });

const silentSince = time.describe(
  'When an external peer sent something last, where that was long ago and whether it lives cannot be told.',
);

export const peerDescription: z.ZodType<PeerSnapshot> = z.object({
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
    .describe('By which transport an external peer sent its last message.')
    .exactOptional(),
  neighbours: z
    .array(z.object({ id: peerId, since: time }))
    .describe(
      'Its neighbour table. Of an external peer: what JOIN and JOINOK tell of it until LEAVE; what does not stand here is not known.',
    ),
  files: z.array(file).describe('What it shares; of external peers nobody knows.'),
  traffic,
  problem: problemDescription.nullable(),
  place: place.nullable(),
  examined: z
    .object({ at: z.number(), conformant: z.boolean(), deviations: z.int().min(0) })
    .nullable()
    .describe('What the last examination of its conformance found.'),
});

const seq = count;
const searchId = text<SearchId>('A search, such as s1.');
const undelivered = count.describe('Questions and answers that could not be sent.');
const outcome: z.ZodType<SearchOutcome> = z.enum(['complete', 'found', 'cancelled', 'nobody']);
const latencyMs = z.number().describe('Milliseconds from the start of the search.');
const hops = count.describe('How often the question was passed on before it reached the holder.');
const foundFiles = z.object({ holder: peerId, files: z.array(z.string()), hops, latencyMs });
export const searchAnswer = foundFiles.extend({ seq: seq.describe('Number of its event.') });

export const searchDescription: z.ZodType<Search> = z.object({
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

const transferId = text<TransferId>('A download, such as t1.');

export const transferDescription: z.ZodType<Transfer> = z.object({
  id: transferId,
  peer: peerId.nullable(),
  name: z.string(),
  phase: z.enum(['running', 'paused', 'done', 'failed']),
  waiting: z.boolean().describe('Paused since no holder answers; it continues by itself once one does.'),
  octets: count.describe('Octets that are here.'),
  total: count.nullable().describe('Octets in all, once known.'),
  holders: z.array(peerId),
  problem: problemDescription.nullable(),
  at: time,
  changedAt: time,
  seq: seq.describe('Number of the event by which it began.'),
  changedSeq: seq.describe('Number of the event by which it last changed.'),
});

const occupant: z.ZodType<Occupant> = z.object({
  identity,
  address: peerId,
  hosted: z.boolean(),
  from: seq.describe('Number of the event from which on its address means this peer.'),
  until: seq.nullable().describe('Number of the event by which it was removed.'),
  names: z
    .array(z.object({ from: seq, name: z.string() }))
    .describe('What it was called, from which event on.'),
});

const defaultedSetting = z.object({
  field: settingsSchema.keyof(),
  why: z.string().describe('Why the value in the settings file cannot be used.'),
});

export const networkDescription: z.ZodType<NetworkSnapshot> = z.object({
  seq: count.describe('Number of the last event in this picture; follow on with `/events?since=`.'),
  at: time,
  settings: settingsSchema,
  defaultedSettings: z
    .array(defaultedSetting)
    .describe('Fields of the settings file that cannot be used: each has its default until it is saved.'),
  process: z.object({
    loopDelayMs: z.number(),
    loopDelayP99Ms: z.number(),
    memory: count,
    messagesPerSecond: z.number(),
  }),
  totals: traffic,
  bootstrap: z.object({
    phase: z.enum(['stopped', 'running', 'failed', 'elsewhere']),
    address: addressKey.nullable(),
    registry: z.array(z.object({ peer: peerId, name: z.string() })),
    problem: problemDescription.nullable(),
    traffic,
  }),
  peers: z.array(peerDescription),
  identities: z
    .object({ given: count.describe('How many peers there were so far.'), occupants: z.array(occupant) })
    .describe(
      'Who had which address when: the peers, and those that were removed as far as events are kept.',
    ),
  additions: z
    .array(z.object({ id: z.string(), count, added: count, settled: count }))
    .describe('Additions of many peers that are going on.'),
  searches: z.array(searchDescription).describe('The last 100.'),
  transfers: z.array(transferDescription).describe('The last 100 downloads.'),
});

const deviation: z.ZodType<DeviationNote> = z
  .object({
    name: text<Deviation>('A leniency that was used to read it, such as `length-off-by-one`.'),
    detail: z.object({ declared: z.number(), actual: z.number() }).exactOptional(),
  })
  .describe('What was not in the exact form.');

const links = z.object({
  cause: seq
    .nullable()
    .exactOptional()
    .describe(
      'Number of the event that led to it: the sending of a message that arrived, or what was being handled when one was sent. Null where no event did.',
    ),
  request: seq.exactOptional().describe('Of an answer: number of the event of its request.'),
  search: searchId.exactOptional().describe('The search that it belongs to.'),
  round: count.exactOptional().describe('Which round of that search.'),
  hops: count.exactOptional().describe('Of SER and SEROK of a search: the hops in the message.'),
  holder: peerId.exactOptional().describe('Of SEROK of a search: the peer that answers.'),
});
const message = links.extend({
  observer,
  from: addressKey,
  to: addressKey,
  transport,
  verb,
  octets: count.describe('Length on the wire.'),
  frame: z.string().describe('The whole frame as it crossed the wire.'),
  deviations: z.array(deviation),
  attempted: z
    .literal(true)
    .exactOptional()
    .describe('Of a sent message: `message:attempted` came before, when the peer decided to send it.'),
});
const flow = z.object({
  observer,
  direction: z.enum(['sent', 'received']),
  from: addressKey,
  to: addressKey,
  verb,
  messages: count,
  octets: count,
});
const sample = z.object({
  loopDelayMs: z.number(),
  loopDelayP99Ms: z.number(),
  memory: count.describe('Resident, in octets.'),
  messagesPerSecond: z.number(),
});

const transfer = z.object({
  transfer: transferId,
  peer: peerId.nullable(),
  name: z.string(),
  octets: count,
  total: count.nullable(),
  holders: z.array(peerId),
  problem: problemDescription.exactOptional(),
});

type BodyOf<T extends EventType, B = EventBody> = B extends { type: infer U }
  ? T extends U
    ? Omit<B, 'type'>
    : never
  : never;

/** One entry for each kind of event; the compiler misses the one that is left out. */
const events: { readonly [T in EventType]: z.ZodObject & z.ZodType<BodyOf<T>> } = {
  'settings:changed': z.object({
    settings: settingsSchema,
    saved: z
      .array(settingsSchema.keyof())
      .exactOptional()
      .describe('The fields that were written to the settings file; absent at the start of the program.'),
  }),
  'settings:defaulted': defaultedSetting,
  'process:sampled': sample,
  'bootstrap:started': z.object({ address: addressKey }),
  'bootstrap:stopped': z.object({}),
  'bootstrap:elsewhere': z.object({ address: addressKey }),
  'bootstrap:failed': z.object({ problem: problemDescription }),
  'registry:added': z.object({ peer: peerId, name: z.string(), offered: z.array(peerId) }),
  'registry:removed': z.object({ peer: peerId, name: z.string() }),
  'registry:refused': z.object({ peer: peerId, name: z.string(), code: z.int() }),
  'peer:added': z.object({
    peer: peerId,
    name: z.string(),
    hosted: z.boolean(),
    place: place.exactOptional(),
    standing: z.object({ phase, registered: z.boolean() }).exactOptional(),
    heard: z
      .object({ verb, octets: z.int() })
      .exactOptional()
      .describe('What an external peer made itself known by.'),
  }),
  'peer:entered': z.object({
    peer: peerId,
    phase,
    registered: z.boolean(),
    silentSince: silentSince.exactOptional(),
  }),
  'peer:transport': z.object({ peer: peerId, transport }),
  'peer:failed': z.object({ peer: peerId, problem: problemDescription }),
  'peer:examined': z.object({ peer: peerId, conformant: z.boolean(), deviations: z.int().min(0) }),
  'peer:renamed': z.object({ peer: peerId, name: z.string(), previousName: z.string() }),
  'peer:removed': z.object({ peer: peerId, reason: z.literal('no-room').exactOptional() }),
  'neighbour:added': z.object({ peer: peerId, neighbour: peerId }),
  'neighbour:removed': z.object({
    peer: peerId,
    neighbour: peerId,
    reason: z.enum(['it-left', 'we-left', 'crashed', 'unreachable', 'one-sided']),
  }),
  'message:sent': message,
  'message:received': message,
  'frame:rejected': z.object({
    observer,
    from: addressKey,
    transport,
    octets: count,
    frame: z.string().describe('What came, cut after 200 characters.'),
    code: z.string(),
    sentence: z.string(),
  }),
  'message:attempted': links
    .extend({ observer, to: addressKey, verb, frame: z.string() })
    .describe('About to be sent: `message:sent` or `message:undelivered` follows.'),
  'message:undelivered': links.extend({
    observer,
    to: addressKey,
    verb,
    frame: z.string(),
    problem: problemDescription,
  }),
  'request:refused': z.object({
    observer,
    from: addressKey,
    verb,
    about: addressKey,
    reason: z.enum([
      'not-its-own',
      'not-verified',
      'not-a-neighbour',
      'answer-too-large',
      'bootstrap-server',
      'table-full',
      'unknown-asker',
    ]),
  }),
  'sender:ignored': z.object({
    observer,
    from: addressKey,
    transport,
    reason: z.enum(['error-report', 'too-many-errors', 'too-many-from-host']),
    frame: z.string().describe('What it sent, cut after 200 characters.'),
  }),
  'api:refused': z.object({
    what: z.enum(['connection', 'websocket', 'slow-request', 'large-request', 'no-token', 'wrong-origin']),
    count,
  }),
  'connection:cut': z.object({
    observer,
    from: addressKey,
    reason: z.enum([
      'frame-too-slow',
      'idle',
      'too-many-frames',
      'too-many-connections',
      'made-room',
      'no-frame',
      'too-many-datagrams',
      'http-request',
      'wrong-host',
    ]),
    count: count.exactOptional(),
  }),
  'addition:started': z.object({ addition: z.string(), count }),
  'addition:progressed': z.object({ addition: z.string(), added: count, settled: count }),
  'addition:ended': z.object({
    addition: z.string(),
    added: count,
    problem: problemDescription.exactOptional(),
  }),
  'files:changed': z.object({ peer: peerId, added: z.array(file), removed: z.array(z.string()) }),
  'search:started': z.object({
    search: searchId,
    peer: peerId,
    query: z.string(),
    strategy: strategySchema,
    timeToLive: count,
  }),
  'search:round': z.object({ search: searchId, round: count, spelling: z.string(), hops: count }),
  'search:walked': z.object({ search: searchId, walker: count, step: count, peer: peerId, from: peerId }),
  'search:answered': foundFiles.extend({ search: searchId }),
  'search:ended': z.object({ search: searchId, outcome, undelivered: undelivered.exactOptional() }),
  'transfer:moved': z.object({
    transfer: transferId,
    peer: peerId.nullable(),
    from: peerId,
    octets: count.describe('Bytes that came from this holder since the last such event.'),
  }),
  'transfer:started': transfer,
  'transfer:progressed': transfer,
  'transfer:paused': transfer,
  'transfer:ended': transfer,
  'traffic:summed': z.object({ flows: z.array(flow) }),
};

const [first, ...others] = Object.entries(events).map(([name, body]) =>
  body.extend({
    type: z.literal(name),
    seq: count.describe('Counts from 1 without a gap.'),
    at: time,
    identities: z
      .record(z.string(), identity)
      .exactOptional()
      .describe(
        'The peers that the addresses in it meant when it happened, by address. `/network/watch` leaves them out: its snapshot has them.',
      ),
  }),
);

export const eventDescription = z
  .union([first ?? z.never(), ...others])
  .describe('Something that happened, numbered.') as unknown as z.ZodType<IdentifiedEvent>;

export const invitationDescription: z.ZodType<Invitation> = z.object({
  addresses: z.array(
    z.object({
      address: addressKey,
      reach: z.enum(['this machine', 'other machines']),
      interface: z
        .string()
        .describe('The network interface, or nothing where it is not one of this machine.'),
    }),
  ),
  open: z.boolean().describe('Whether another machine can reach it.'),
  starters: z.array(
    z.object({ language: z.string(), file: z.string(), command: z.string(), source: z.string() }),
  ),
});
