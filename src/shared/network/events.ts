import { z } from 'zod';
import {
  addressKey,
  count,
  identity,
  type Output,
  observer,
  peerId,
  problemSchema,
  searchId,
  text,
  time,
  transferId,
  transport,
  verb,
} from '../contract/parts';
import type { Deviation, DeviationNote } from '../protocol/deviation';
import { settingsSchema } from '../settings/settings';
import { strategySchema } from '../strategy';

/** Every event, as a schema. Import its types from here, and nothing else outside the contract: a fold needs no schema. */

/** A peer's identity, its advertised `ip:port`. */
export type PeerId = Output<typeof peerId>;
/** Who saw it happen: a peer, or the bootstrap server. */
export type Observer = Output<typeof observer>;
export type SearchId = Output<typeof searchId>;
export type TransferId = Output<typeof transferId>;
export type Transport = Output<typeof transport>;

/**
 * `registered` is kept beside the phase, because a peer can unregister and stay joined. `crashed` is gone without LEAVE;
 * `left` is gone with it; `suspended` is alive but silent.
 */
export const phase = z.enum([
  'listening',
  'registering',
  'registered',
  'joining',
  'joined',
  'leaving',
  'left',
  'suspended',
  'crashed',
]);
export type Phase = Output<typeof phase>;

export const place = z
  .object({
    x: z.number(),
    y: z.number(),
    wired: z
      .literal(true)
      .exactOptional()
      .describe('It is part of the shape of a wiring, rather than a point that the user chose.'),
  })
  .describe('Where on the canvas it was asked for.');
export type Place = Output<typeof place>;

export const file = z.object({ name: z.string(), bytes: count.describe('Bytes.') });

export const silentSince = time.describe(
  'When an external peer sent something last, where that was long ago and whether it lives cannot be told.',
);

export const defaultedSetting = z
  .object({
    field: settingsSchema.keyof(),
    why: z.string().describe('Why the value in the settings file cannot be used.'),
  })
  .describe('A field of the settings file that cannot be used: its default is in force until it is saved.');

export type DefaultedSetting = Output<typeof defaultedSetting>;

/** How loaded the process was in the last second. */
export const processSample = z.object({
  loopDelayMs: z.number().describe('Delay of the event loop in milliseconds, mean.'),
  loopDelayP99Ms: z.number().describe('Its 99th percentile.'),
  memory: count.describe('Resident, in bytes.'),
  messagesPerSecond: z.number().describe('Messages seen by hosted actors.'),
});

export const outcome = z
  .enum(['complete', 'found', 'cancelled', 'nobody'])
  .describe(
    '`complete`: every message of it has arrived. `found`: it stopped at the first hits. `nobody`: the peer had no neighbour to ask.',
  );
export type SearchOutcome = Output<typeof outcome>;
export const undelivered = count.describe('Questions and answers that could not be sent.');
export const foundFiles = z.object({
  holder: peerId,
  files: z.array(z.string()),
  hops: count.describe('How often the question was passed on before it reached the holder.'),
  latencyMs: z.number().describe('Milliseconds from the start of the search.'),
});

const deviation: z.ZodType<DeviationNote> = z
  .object({
    name: text<Deviation>('A leniency that was used to read it, such as `length-off-by-one`.'),
    detail: z.object({ declared: z.number(), actual: z.number() }).exactOptional(),
  })
  .describe('What was not in the exact form.');

/** What the log adds to the event of a message when it records it, so that no fold reads a frame. */
const messageLinks = z.object({
  cause: count
    .nullable()
    .exactOptional()
    .describe(
      'Number of the event that led to it: the sending of a message that arrived, or what was being handled when one was sent. Null where no event did.',
    ),
  request: count.exactOptional().describe('Of an answer: number of the event of its request.'),
  search: searchId.exactOptional().describe('The search that it belongs to.'),
  round: count.exactOptional().describe('Which round of that search.'),
  hops: count.exactOptional().describe('Of SER and SEROK of a search: the hops in the message.'),
  holder: peerId.exactOptional().describe('Of SEROK of a search: the peer that answers.'),
});
export type MessageLinks = Output<typeof messageLinks>;

/** `from` and `to` are identities where the message or the dialled connection tells them, else socket addresses. */
const message = messageLinks.extend({
  observer,
  from: addressKey,
  to: addressKey,
  transport,
  verb,
  bytes: count.describe('Length on the wire.'),
  frame: z
    .string()
    .describe('The whole frame as it crossed the wire. Hostile text: show it, never interpret it.'),
  deviations: z.array(deviation),
  attempted: z
    .literal(true)
    .exactOptional()
    .describe('Of a sent message: `message:attempted` came before, when the peer decided to send it.'),
});

const flow = z
  .object({
    observer,
    direction: z.enum(['sent', 'received']),
    from: addressKey,
    to: addressKey,
    verb,
    messages: count,
    bytes: count,
  })
  .describe('Messages of one verb that one observer sent or received between one pair, added up.');
export type Flow = Output<typeof flow>;
export type Direction = Flow['direction'];

const transfer = z.object({
  transfer: transferId,
  peer: peerId.nullable().describe('In whose name it is fetched; null where the lab itself fetches.'),
  name: z.string(),
  bytes: count.describe('Bytes that are here.'),
  total: count.nullable().describe('Bytes in all, once known.'),
  holders: z.array(peerId).describe('Whom it is fetched from.'),
  waiting: z
    .boolean()
    .exactOptional()
    .describe('Paused since no holder answers: it continues by itself once one does.'),
  problem: problemSchema
    .exactOptional()
    .describe('Why it paused or failed; a transfer that ended without one is whole and verified.'),
});

const frameStart = z.string().describe('What came, cut after 200 characters. Hostile text.');

const bodies = {
  'settings:changed': z.object({
    settings: settingsSchema,
    saved: z
      .array(settingsSchema.keyof())
      .exactOptional()
      .describe('The fields that were written to the settings file; absent at the start of the program.'),
  }),
  'settings:defaulted': defaultedSetting,
  'process:sampled': processSample,
  'bootstrap:started': z.object({ address: addressKey }),
  'bootstrap:stopped': z.object({}),
  'bootstrap:elsewhere': z
    .object({ address: addressKey })
    .describe('Peers use a bootstrap server that another program runs.'),
  'bootstrap:failed': z.object({ problem: problemSchema }),
  'registry:added': z.object({ peer: peerId, name: z.string(), offered: z.array(peerId) }),
  'registry:removed': z.object({ peer: peerId, name: z.string() }),
  'registry:refused': z.object({ peer: peerId, name: z.string(), code: z.int() }),
  'peer:added': z.object({
    peer: peerId,
    name: z.string(),
    hosted: z.boolean().describe('It runs in this process; an external peer is known by what it sends.'),
    place: place.exactOptional(),
    standing: z
      .object({ phase, registered: z.boolean() })
      .exactOptional()
      .describe('How an external peer stands when it becomes known. Default: it listens, unregistered.'),
    heard: z
      .object({ verb, bytes: z.int() })
      .exactOptional()
      .describe('What an external peer made itself known by. It is counted for that peer.'),
  }),
  'peer:phase-changed': z.object({
    peer: peerId,
    phase,
    registered: z.boolean(),
    silentSince: silentSince.exactOptional(),
  }),
  'peer:transport': z
    .object({ peer: peerId, transport })
    .describe('An external peer sends by another transport than before, or for the first time.'),
  'peer:problem': z.object({ peer: peerId, problem: problemSchema }),
  'peer:examined': z
    .object({
      peer: peerId,
      conformant: z.boolean(),
      deviations: z.int().min(0).describe('How many different deviations were found.'),
    })
    .describe('The conformance of a peer was examined.'),
  'peer:renamed': z
    .object({ peer: peerId, name: z.string(), previousName: z.string() })
    .describe(
      'A hosted peer has another name from here on. Where it is registered, UNREG and REG follow, which carry it out.',
    ),
  'peer:removed': z.object({
    peer: peerId,
    reason: z
      .literal('no-room')
      .exactOptional()
      .describe('An external peer that is no longer shown, since there are more than the settings allow.'),
  }),
  'neighbour:added': z
    .object({ peer: peerId, neighbour: peerId })
    .describe('The table of a hosted peer changed. Of an external one, messages between the two imply it.'),
  'neighbour:removed': z.object({
    peer: peerId,
    neighbour: peerId,
    reason: z
      .enum(['it-left', 'we-left', 'crashed', 'unreachable', 'one-sided'])
      .describe(
        'The neighbour sent LEAVE, the peer did, or its table went with it. `unreachable`: the neighbour takes no connection any longer. `one-sided`: it does not list this peer, and refused to do so.',
      ),
  }),
  'message:sent': message,
  'message:received': message,
  'frame:rejected': z.object({
    observer,
    from: addressKey,
    transport,
    bytes: count,
    frame: frameStart,
    code: z.string(),
    sentence: z.string(),
  }),
  'message:attempted': messageLinks
    .extend({ observer, to: addressKey, verb, frame: z.string() })
    .describe('About to be sent: `message:sent` or `message:undelivered` follows.'),
  'message:undelivered': messageLinks
    .extend({ observer, to: addressKey, verb, frame: z.string(), problem: problemSchema })
    .describe('A message that was attempted and could not be written. It counts as sent nowhere.'),
  'request:refused': z
    .object({
      observer,
      from: addressKey,
      verb,
      about: addressKey.describe('Whom it was about.'),
      reason: z
        .enum([
          'not-its-own',
          'not-verified',
          'not-a-neighbour',
          'answer-too-large',
          'bootstrap-server',
          'table-full',
          'unknown-asker',
        ])
        .describe(
          'It is sent for another peer, which is alive (`not-its-own`) or may be (`not-verified`, `not-a-neighbour`); its answer would be much larger than it is; it advertises the address of the bootstrap server; the neighbour table is full; it asks for an address from which nothing has come, and which was answered enough.',
        ),
    })
    .describe('A request that could be read, and was not served, since that could harm others.'),
  'sender:ignored': z
    .object({
      observer,
      from: addressKey,
      transport,
      reason: z
        .enum(['error-report', 'too-many-errors', 'too-many-from-host'])
        .describe(
          'What it sent looks like an error report, which is never answered; it was sent a few errors already; its IP address was, for input of the same kind over many connections or ports.',
        ),
      frame: frameStart,
    })
    .describe('Errors are no longer sent to this sender; its requests that can be read are served.'),
  'api:refused': z
    .object({
      what: z
        .enum(['connection', 'websocket', 'slow-request', 'large-request', 'no-token', 'wrong-origin'])
        .describe(
          'Connections without the token that were closed, or WebSockets that were refused, since too many were open; requests whose head or body did not come in time; requests refused for their size, or for want of room on the disk; requests without the right token (401), or under another host name or from a page of another origin (403).',
        ),
      count,
    })
    .describe('The API closed connections or refused requests.'),
  'connection:dropped': z.object({
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
    count: count
      .exactOptional()
      .describe('Connections cut, or datagrams dropped, since the event before; 1 where it is absent.'),
  }),
  'spawn:started': z.object({ addition: z.string(), count }),
  'spawn:progressed': z.object({
    addition: z.string(),
    added: count.describe('Peers that listen so far.'),
    settled: count.describe('Peers that have finished joining, or given up, so far.'),
  }),
  'spawn:ended': z.object({
    addition: z.string(),
    added: count,
    problem: problemSchema.exactOptional(),
  }),
  'files:changed': z
    .object({ peer: peerId, added: z.array(file), removed: z.array(z.string()) })
    .describe('What a peer shares changed.'),
  'search:started': z.object({
    search: searchId,
    peer: peerId,
    query: z.string(),
    strategy: strategySchema,
    timeToLive: count.describe("The network's, at that time."),
  }),
  'search:round': z
    .object({
      search: searchId,
      round: count.describe('Counts from 1.'),
      spelling: z.string(),
      hops: count.describe('Hops in the SER as the peer sends it; those of a holder are counted from there.'),
    })
    .describe(
      'The peer that searches is about to send SER again. Its messages are known by its address and the exact spelling of the query.',
    ),
  'search:step': z
    .object({
      search: searchId,
      walker: count.describe('Counts from 1.'),
      step: count.describe('Peers that this walker has gone to, this one included.'),
      peer: peerId,
      from: peerId.describe('Whose neighbour it is.'),
    })
    .describe('A walker continues at its next peer, which is about to be sent SER.'),
  'search:hit': foundFiles.extend({ search: searchId }),
  'search:ended': z.object({ search: searchId, outcome, undelivered: undelivered.exactOptional() }),
  'download:moved': z.object({
    transfer: transferId,
    peer: peerId.nullable(),
    from: peerId,
    bytes: count.describe('Bytes that came from this holder since the last such event.'),
  }),
  'download:started': transfer,
  'download:progressed': transfer,
  'download:paused': transfer,
  'download:ended': transfer,
  'traffic:aggregated': z
    .object({ flows: z.array(flow) })
    .describe(
      'Takes the place of single messages in `/network/watch`, so that a flood costs a watcher no more than a quiet minute.',
    ),
};

export type EventType = keyof typeof bodies;
/** An object without keys is inferred as one with any key, of no type. */
type Body<T extends EventType, B = Output<(typeof bodies)[T]>> = string extends keyof B ? unknown : B;

/** What the log is given, one member for each type. */
export type EventBody = { [T in EventType]: { readonly type: T } & Body<T> }[EventType];
export type MessageBody = Extract<EventBody, { type: 'message:sent' | 'message:received' }>;

const stamp = z.object({
  seq: count.describe('Counts from 1 without a gap.'),
  at: time,
  identities: z
    .record(addressKey, identity)
    .exactOptional()
    .describe(
      'The peers that the addresses in it meant when it happened, by address; one that was no known peer is left out.',
    ),
});

/** An event as readers are given it: with the identities of the peers that its addresses meant when it happened. */
export type IdentifiedEvent = EventBody & Output<typeof stamp>;
/** An event as the log keeps it. */
export type NetworkEvent = EventBody & Omit<Output<typeof stamp>, 'identities'>;
export type EventOf<T extends EventType> = Extract<NetworkEvent, { type: T }>;

const [first, ...others] = Object.entries<z.ZodObject>(bodies).map(([name, body]) =>
  body.extend({ type: z.literal(name), ...stamp.shape }),
);

export const eventSchema = z
  .union([first ?? z.never(), ...others])
  .describe('Something that happened, numbered.') as unknown as z.ZodType<IdentifiedEvent, IdentifiedEvent>;
