import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { described } from './described';
import {
  addressKey,
  eventDescription,
  networkDescription,
  peerDescription,
  problemDescription,
} from './descriptions';
import type { NetworkEvent } from './network/events';
import type { Report } from './network/report';
import type { NetworkSnapshot, PeerSnapshot } from './network/snapshot';
import type { Problem } from './problem';
import { type AddressKey, isHost } from './protocol/address';
import { reportDescription } from './report-description';
import { settingsSchema } from './settings';
import { wiringSchema } from './wiring';

/**
 * Every command and every stream, declared once: its place in HTTP, its input (checked before a handler sees
 * it), its output and its errors. Served over the window's MessagePort, a WebSocket, and HTTP with an OpenAPI
 * description. To add one: declare it here, handle it in `src/main/api/router.ts`.
 */

const problem = described<Problem>(problemDescription);

/** Expected failures. The message is the sentence for people; the data is the whole {@link Problem}. */
const command = oc.errors({
  BAD_REQUEST: { status: 400, message: 'the input is not of the right form', data: problem },
  NOT_FOUND: { status: 404, message: 'there is no such thing', data: problem },
  CONFLICT: { status: 409, message: 'this is not possible now', data: problem },
  SERVICE_UNAVAILABLE: { status: 503, message: 'the other side did not answer', data: problem },
});

const peerId = z
  .string()
  .max(262)
  .regex(/^.+:\d{1,5}$/, 'a peer is named by its address, ip:port')
  .transform((text) => text as AddressKey)
  .describe('A peer: its address as ip:port, such as 127.0.0.1:5002.');

const onePeer = z.object({ id: peerId });
const twoPeers = z.object({ id: peerId, other: peerId });
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
  readonly events: readonly NetworkEvent[];
  readonly skipped: number;
}

const event = described<NetworkEvent>(eventDescription);
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
  about: z.string().max(300).optional().describe('Only events that name a peer by this name or address.'),
  verb: z.string().max(20).optional().describe('Only messages of this verb.'),
  text: z.string().max(300).optional().describe('Only events in which this text occurs, ignoring case.'),
  messages: z.enum(['with', 'without', 'only']).default('with'),
});
export type LogFilter = z.infer<typeof logFilter>;

const addPeers = z.strictObject({
  count: z.int().min(1).max(10_000).default(1).describe('How many peers to add.'),
  name: z
    .string()
    .max(1_000)
    .optional()
    .describe('Name of the peer; with a count above 1, a number is put behind it.'),
  port: z
    .int()
    .min(1)
    .max(65_535)
    .optional()
    .describe('Port of the peer, TCP and UDP; only with a count of 1.'),
  wiring: wiringSchema.default('offered').describe('How the new peers are wired to each other.'),
  degree: z
    .int()
    .min(1)
    .max(100)
    .optional()
    .describe('Links of each new peer (random, small-world, scale-free), or children (tree).'),
  rewire: z.number().min(0).max(1).optional().describe('Share of links rewired at random (small-world).'),
  seed: z.int().min(0).max(4_294_967_295).optional().describe('Makes a random wiring the same again.'),
  place: z
    .object({ x: z.number(), y: z.number() })
    .optional()
    .describe('Where on the canvas the peers appear.'),
});
export type AddPeers = z.infer<typeof addPeers>;

const examine = z.strictObject({
  host: z
    .string()
    .max(255)
    .refine(isHost, 'the host is an ip or a name, such as 127.0.0.1')
    .describe('Where it is: an ip or a name.'),
  port: z.int().min(1).max(65_535),
  transport: z.enum(['tcp', 'udp']).optional().describe('By which to ask; both where it is left out.'),
});

const added = described<{ readonly peers: readonly PeerSnapshot[]; readonly problem?: Problem }>(
  z.object({
    peers: z.array(peerDescription),
    problem: problemDescription.exactOptional().describe('What kept some of them from being added.'),
  }),
);
const peer = described<PeerSnapshot>(peerDescription);
const onPeer = (verb: string, summary: string) =>
  command
    .route({ method: 'POST', path: `/peers/{id}/${verb}`, tags: ['peers'], summary })
    .input(onePeer)
    .output(peer);

export const contract = {
  network: {
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
  },
  event: {
    follow: command
      .route({
        method: 'GET',
        path: '/events',
        tags: ['events'],
        summary: 'Every event after `since`, one by one (server-sent); without `since`, from now on',
        description:
          'The last 50,000 events are kept. When the first one that comes is not `since` + 1, those between are no longer kept: begin again with `/network`.',
      })
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
  },
  bootstrap: {
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
  },
  peer: {
    add: command
      .route({
        method: 'POST',
        path: '/peers',
        tags: ['peers'],
        summary: 'Add peers; answered when each has joined, or waits for the bootstrap server',
      })
      .input(addPeers)
      .output(added),
    register: onPeer('register', 'REG at the bootstrap server, without joining anybody'),
    join: onPeer('join', 'Register if need be, then JOIN every neighbour offered'),
    leave: onPeer('leave', 'LEAVE every neighbour, then UNREG'),
    unregister: onPeer('unregister', 'UNREG, keeping the neighbours'),
    crash: onPeer('crash', 'Close every socket at once: no LEAVE, no UNREG'),
    restart: onPeer('restart', 'Listen again on the same address, register and join'),
    connect: command
      .route({ method: 'POST', path: '/peers/{id}/connect', tags: ['peers'], summary: 'JOIN one other peer' })
      .input(twoPeers)
      .output(peer),
    disconnect: command
      .route({
        method: 'POST',
        path: '/peers/{id}/disconnect',
        tags: ['peers'],
        summary: 'LEAVE one neighbour alone',
      })
      .input(twoPeers)
      .output(peer),
    ping: command
      .route({
        method: 'POST',
        path: '/peers/{id}/ping',
        tags: ['peers'],
        summary: 'PING another peer from this one',
      })
      .input(twoPeers)
      .output(described<{ readonly milliseconds: number }>(z.object({ milliseconds: z.number() }))),
    messages: command
      .route({
        method: 'GET',
        path: '/peers/{id}/messages',
        tags: ['peers'],
        summary: 'Its last 200 messages, as frames',
      })
      .input(onePeer)
      .output(described<readonly NetworkEvent[]>(z.array(eventDescription))),
    remove: command
      .route({
        method: 'DELETE',
        path: '/peers/{id}',
        tags: ['peers'],
        summary: 'Leave if need be, close, and take off the picture',
      })
      .input(onePeer)
      .output(described<{ readonly removed: AddressKey }>(z.object({ removed: addressKey }))),
  },
  doctor: {
    examine: command
      .route({
        method: 'POST',
        path: '/doctor',
        tags: ['doctor'],
        summary: 'Examine a bootstrap server or a peer that anybody wrote; takes some seconds',
        description:
          'It is asked everything that the protocol has, in the name of the doctor, which takes itself out again. That it cannot be reached is in the report.',
      })
      .input(examine)
      .output(described<Report>(reportDescription)),
  },
  addition: {
    cancel: command
      .route({
        method: 'POST',
        path: '/additions/{addition}/cancel',
        tags: ['peers'],
        summary: 'Stop adding; what exists stays',
      })
      .input(z.object({ addition: z.string().max(40) }))
      .output(described<{ readonly cancelled: string }>(z.object({ cancelled: z.string() }))),
  },
  settings: {
    get: command
      .route({ method: 'GET', path: '/settings', tags: ['settings'], summary: 'The settings in force' })
      .output(settingsSchema),
    update: command
      .route({
        method: 'PATCH',
        path: '/settings',
        tags: ['settings'],
        summary: 'Change settings; a running bootstrap server moves if its address changes',
      })
      .input(settingsSchema.partial().strict())
      .output(settingsSchema),
  },
};

export type Contract = typeof contract;
