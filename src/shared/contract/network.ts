import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { eventSchema } from '../network/events';
import type { Identity } from '../network/state/identity';
import { networkSchema } from '../network/state/snapshot-schema';
import { command, onePeer, peerId } from './command';
import { addressKey, type Output, output, problemSchema } from './parts';

const seq = z.coerce.number().int().min(0);

const feedItem = z.union([
  z.object({ kind: z.literal('snapshot'), snapshot: networkSchema }),
  z.object({
    kind: z.literal('batch'),
    after: z.int().describe('The batch covers the events after this one, up to and including `seq`.'),
    seq: z.int(),
    events: z.array(eventSchema),
  }),
]);
/** What a watcher is given: first the whole picture, then everything after its `seq`, without a gap. */
export type FeedItem = Output<typeof feedItem>;

const logBatch = z.object({
  events: z.array(eventSchema),
  skipped: z.int().describe('Events that a flood made it leave out.'),
});
/** Events of the log as a window's list takes them. */
export type LogBatch = Output<typeof logBatch>;

export const invitationSchema = z.object({
  addresses: z
    .array(
      z.object({
        address: addressKey,
        reach: z.enum(['this machine', 'other machines']).describe('Who can use it.'),
        interface: z
          .string()
          .describe('The network interface, or nothing where it is not one of this machine.'),
      }),
    )
    .describe('Where the bootstrap server can be reached, best first; empty when it does not run.'),
  open: z.boolean().describe('Whether another machine can reach it.'),
  starters: z.array(
    z.object({
      language: z.string(),
      file: z.string(),
      command: z
        .string()
        .describe("How it is started against this network's bootstrap server, with a port that is free now."),
      source: z.string().describe('A whole peer in one file.'),
    }),
  ),
});
/** What the author of an external peer needs to know to take part. */
export type Invitation = Output<typeof invitationSchema>;
export type Starter = Invitation['starters'][number];

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
    .output(output(networkSchema)),
  watch: command
    .route({
      method: 'GET',
      path: '/network/watch',
      tags: ['network'],
      summary: 'A snapshot, then batches of events (server-sent)',
    })
    .output(eventIterator(output(feedItem))),
  invitation: command
    .route({
      method: 'GET',
      path: '/invitation',
      tags: ['network'],
      summary: 'Where others find this network, and starter peers that can join it',
    })
    .output(output(invitationSchema)),
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
    .errors({ GONE: { status: 410, message: 'the events are no longer kept', data: problemSchema } })
    .input(z.strictObject({ since: seq.optional() }))
    .output(eventIterator(output(eventSchema))),
  watch: command
    .route({
      method: 'GET',
      path: '/events/watch',
      tags: ['events'],
      summary: 'Filtered events in batches (server-sent)',
    })
    .input(logFilter)
    .output(eventIterator(output(logBatch))),
};

export const bootstrapContract = {
  start: command
    .route({
      method: 'POST',
      path: '/bootstrap/start',
      tags: ['bootstrap'],
      summary: 'Start the bootstrap server',
    })
    .output(output(z.object({ address: addressKey }))),
  stop: command
    .route({
      method: 'POST',
      path: '/bootstrap/stop',
      tags: ['bootstrap'],
      summary: 'Stop the bootstrap server; its registry is forgotten',
    })
    .output(output(z.object({ stopped: z.literal(true) }))),
  removeEntry: command
    .route({
      method: 'DELETE',
      path: '/bootstrap/registry/{id}',
      tags: ['bootstrap'],
      summary: 'Take an entry out of the registry, as of a peer that has ended without UNREG',
      description: 'A peer that still runs registers again at its next renewal.',
    })
    .input(onePeer)
    .output(output(z.object({ removed: addressKey }))),
};
