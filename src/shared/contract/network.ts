import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { described } from '../described';
import { addressKey } from '../description-parts';
import { eventDescription, invitationDescription, networkDescription } from '../descriptions';
import type { Invitation } from '../invitation';
import type { NetworkEvent } from '../network/events';
import type { IdentifiedEvent, Identity } from '../network/identity';
import type { NetworkSnapshot } from '../network/snapshot';
import type { AddressKey } from '../protocol/address';
import { command, onePeer, peerId, problem } from './command';

const seq = z.coerce.number().int().min(0);

/** What a watcher is given: first the whole picture, then everything after its `seq`, without a gap. */
export type FeedItem =
  | { readonly kind: 'snapshot'; readonly snapshot: NetworkSnapshot }
  | {
      readonly kind: 'batch';
      /** The batch covers the events after `after`, up to and including `seq`. */
      readonly after: number;
      readonly seq: number;
      readonly events: readonly NetworkEvent[];
    };

/** Events of the log as a window's list takes them; `skipped` counts those that a flood made it leave out. */
export interface LogBatch {
  readonly events: readonly IdentifiedEvent[];
  readonly skipped: number;
}

const event = described<IdentifiedEvent>(eventDescription);
const feedItem = described<FeedItem>(
  z.union([
    z.object({ kind: z.literal('snapshot'), snapshot: networkDescription }),
    z.object({
      kind: z.literal('batch'),
      after: z.int(),
      seq: z.int(),
      events: z.array(eventDescription),
    }),
  ]),
);
const logBatch = described<LogBatch>(z.object({ events: z.array(eventDescription), skipped: z.int() }));

const logFilter = z.strictObject({
  last: z.coerce
    .number()
    .int()
    .min(0)
    .max(10_000)
    .default(1_000)
    .describe('How many past events to begin with.'),
  observer: z
    .union([peerId, z.literal('bootstrap')])
    .optional()
    .describe('Only what this actor saw or did.'),
  about: z
    .string()
    .max(300)
    .optional()
    .describe('Only events about a peer with this in its address, or in its name at that time.'),
  identity: z
    .string()
    .max(20)
    .regex(/^n\d+$/, 'an identity is an n and a number, such as n17')
    .transform((text) => text as Identity)
    .optional()
    .describe('Only events about this one peer, and none of others that had its address before or after.'),
  verb: z.string().max(20).optional().describe('Only messages of this verb.'),
  text: z.string().max(300).optional().describe('Only events in which this text occurs, ignoring case.'),
  messages: z.enum(['with', 'without', 'only']).default('with'),
});
export type LogFilter = z.infer<typeof logFilter>;

export const networkContract = {
  get: command
    .route({ method: 'GET', path: '/network', tags: ['network'], summary: 'The whole picture now' })
    .output(described<NetworkSnapshot>(networkDescription)),
  watch: command
    .route({
      method: 'GET',
      path: '/network/watch',
      tags: ['network'],
      summary: 'A snapshot, then batches of events (server-sent)',
    })
    .output(eventIterator(feedItem)),
  invitation: command
    .route({
      method: 'GET',
      path: '/invitation',
      tags: ['network'],
      summary: 'Where others find this network, and starter peers that can join it',
    })
    .output(described<Invitation>(invitationDescription)),
};

export const eventContract = {
  follow: command
    .route({
      method: 'GET',
      path: '/events',
      tags: ['events'],
      summary: 'Every event after `since`, one by one (server-sent); without `since`, from now on',
      description:
        'Up to 50,000 of the last events are kept, and up to 32 MB of them. Where the one after `since`, or after the `Last-Event-ID` of a client that reconnects, is no longer kept, or `since` is of an earlier run, the answer is 410: begin again with `/network` and its `seq`. `since=0` begins with the oldest event that is kept.',
    })
    .errors({ GONE: { status: 410, message: 'the events are no longer kept', data: problem } })
    .input(z.strictObject({ since: seq.optional() }))
    .output(eventIterator(event)),
  watch: command
    .route({
      method: 'GET',
      path: '/events/watch',
      tags: ['events'],
      summary: 'Filtered events in batches (server-sent)',
    })
    .input(logFilter)
    .output(eventIterator(logBatch)),
};

export const bootstrapContract = {
  start: command
    .route({
      method: 'POST',
      path: '/bootstrap/start',
      tags: ['bootstrap'],
      summary: 'Start the bootstrap server',
    })
    .output(described<{ readonly address: AddressKey }>(z.object({ address: addressKey }))),
  stop: command
    .route({
      method: 'POST',
      path: '/bootstrap/stop',
      tags: ['bootstrap'],
      summary: 'Stop the bootstrap server; its registry is forgotten',
    })
    .output(described<{ readonly stopped: true }>(z.object({ stopped: z.literal(true) }))),
  removeEntry: command
    .route({
      method: 'DELETE',
      path: '/bootstrap/registry/{id}',
      tags: ['bootstrap'],
      summary: 'Take an entry out of the registry, as of a peer that has ended without UNREG',
      description: 'A peer that still runs registers again at its next renewal.',
    })
    .input(onePeer)
    .output(described<{ readonly removed: AddressKey }>(z.object({ removed: addressKey }))),
};
