import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { described } from './described';
import {
  addressKey,
  eventDescription,
  invitationDescription,
  networkDescription,
  peerDescription,
  problemDescription,
  searchDescription,
} from './descriptions';
import {
  type Download,
  downloadDescription,
  type SharedFilesAnswer,
  sharedFilesDescription,
} from './download-description';
import { type ExperimentState, experimentSchema } from './experiment';
import type { Invitation } from './invitation';
import {
  experimentStateDescription,
  metricsDetailDescription,
  metricsReportDescription,
} from './metrics-description';
import type { NetworkEvent, SearchId, TransferId } from './network/events';
import type { MetricsDetail, MetricsReport } from './network/metrics';
import type { Report } from './network/report';
import type { NetworkSnapshot, PeerSnapshot } from './network/snapshot';
import type { Search } from './network/state';
import type { Problem } from './problem';
import { type AddressKey, isHost } from './protocol/address';
import { reportDescription } from './report-description';
import { type SearchItem, searchItemDescription } from './search-description';
import { settingsSchema } from './settings';
import { strategySchema } from './strategy';
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
const searchId = z
  .string()
  .regex(/^s\d{1,15}$/, 'a search is named s1, s2 and so on')
  .transform((text) => text as SearchId)
  .describe('A search, such as s1.');
const search = described<Search>(searchDescription);

const peer = described<PeerSnapshot>(peerDescription);
const fileName = z.string().min(1).max(255);
const folderPath = z.string().min(1).max(1_000);
const transferId = z
  .string()
  .regex(/^t\d{1,15}$/, 'a download is named t1, t2 and so on')
  .transform((text) => text as TransferId)
  .describe('A download, such as t1.');
const holders = z.array(peerId).min(1).max(100);
const download = described<Download>(downloadDescription);
const sharedFiles = described<SharedFilesAnswer>(sharedFilesDescription);

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
    invitation: command
      .route({
        method: 'GET',
        path: '/invitation',
        tags: ['network'],
        summary: 'Where others find this network, and starter peers that can join it',
      })
      .output(described<Invitation>(invitationDescription)),
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
    files: command
      .route({ method: 'GET', path: '/peers/{id}/files', tags: ['files'], summary: 'What a peer shares' })
      .input(onePeer)
      .output(sharedFiles),
    share: command
      .route({
        method: 'POST',
        path: '/peers/{id}/files',
        tags: ['files'],
        summary: 'Share names, whose content is made up, or the files of a folder',
        description:
          'What is left out stays as it is. Files of sub-folders, hidden files, and links that lead out of the folder are not shared. Everybody who reaches the peer can read what it shares, at `http://ip:port/files/<name>`.',
      })
      .input(
        z.object({
          id: peerId,
          names: z
            .array(fileName)
            .max(1_000)
            .optional()
            .describe(
              'Names in place of those before. Content of 2 to 10 MB is made for each, the same wherever the name is.',
            ),
          folder: folderPath
            .nullable()
            .optional()
            .describe(
              'A folder on the machine of the lab, in place of the one before; null shares none any more.',
            ),
        }),
      )
      .output(sharedFiles),
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
  download: {
    start: command
      .route({
        method: 'POST',
        path: '/downloads',
        tags: ['files'],
        summary: 'Download a file from one holder or several; answered when it has begun',
        description:
          'Holders that report the same SHA-256 are asked for parts at once. The file appears in the download folder once it is whole and verified. Watch it at `/downloads/{id}`.',
      })
      .input(
        z.strictObject({
          name: fileName,
          peer: peerId.optional().describe('In whose name. Default: of nobody.'),
          holders: holders
            .optional()
            .describe('Who has it, as SEROK says. Default: every peer of this lab that shares the name.'),
          sha256: z
            .string()
            .regex(/^[0-9a-f]{64}$/)
            .optional()
            .describe('The content that is wanted, in hex. Default: what most holders have.'),
        }),
      )
      .output(download),
    list: command
      .route({ method: 'GET', path: '/downloads', tags: ['files'], summary: 'The last 100 downloads' })
      .output(described<readonly Download[]>(z.array(downloadDescription))),
    watch: command
      .route({
        method: 'GET',
        path: '/downloads/{id}',
        tags: ['files'],
        summary: 'A download as it gets on, until it is whole or has failed (server-sent)',
      })
      .input(z.object({ id: transferId }))
      .output(eventIterator(download)),
    pause: command
      .route({
        method: 'POST',
        path: '/downloads/{id}/pause',
        tags: ['files'],
        summary: 'Stop for now; what came is kept',
      })
      .input(z.object({ id: transferId }))
      .output(download),
    resume: command
      .route({
        method: 'POST',
        path: '/downloads/{id}/resume',
        tags: ['files'],
        summary: 'Go on where it stopped',
      })
      .input(
        z.object({
          id: transferId,
          holders: holders.optional().describe('Default: who shares it here by now, else those before.'),
        }),
      )
      .output(download),
    cancel: command
      .route({
        method: 'POST',
        path: '/downloads/{id}/cancel',
        tags: ['files'],
        summary: 'End it, and leave nothing behind',
      })
      .input(z.object({ id: transferId }))
      .output(download),
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
  search: {
    start: command
      .route({
        method: 'POST',
        path: '/search',
        tags: ['search'],
        summary: 'Search in the name of a peer; answered when it has begun',
        description:
          'Whole words, ignoring case: every word of the query is one of the name. Watch it at `/searches/{id}`.',
      })
      .input(
        z.strictObject({
          peer: peerId,
          query: z.string().max(10_000).describe('What to look for: at most 255 octets.'),
          strategy: strategySchema.optional().describe('Default: what the settings say.'),
        }),
      )
      .output(search),
    list: command
      .route({ method: 'GET', path: '/searches', tags: ['search'], summary: 'The last 100 searches' })
      .output(described<readonly Search[]>(z.array(searchDescription))),
    watch: command
      .route({
        method: 'GET',
        path: '/searches/{id}',
        tags: ['search'],
        summary: 'A search and its messages, at most ten times a second until it has ended (server-sent)',
      })
      .input(z.object({ id: searchId }))
      .output(eventIterator(described<SearchItem>(searchItemDescription))),
    cancel: command
      .route({
        method: 'POST',
        path: '/searches/{id}/cancel',
        tags: ['search'],
        summary: 'Stop asking; what is under way spreads on by itself',
      })
      .input(z.object({ id: searchId }))
      .output(search),
  },
  metrics: {
    get: command
      .route({
        method: 'GET',
        path: '/metrics',
        tags: ['metrics'],
        summary: 'Everything that was measured: each search, each peer, the figures, the curves',
      })
      .output(described<MetricsDetail>(metricsDetailDescription)),
    watch: command
      .route({
        method: 'GET',
        path: '/metrics/watch',
        tags: ['metrics'],
        summary: 'The figures and curves, at most twice a second (server-sent)',
      })
      .output(eventIterator(described<MetricsReport>(metricsReportDescription))),
  },
  experiment: {
    run: command
      .route({
        method: 'POST',
        path: '/experiment',
        tags: ['metrics'],
        summary: "Run the course's experiment; answered when it has begun",
        description:
          'Peers join, some of them ask every query, two leave in order and they ask again, two crash and they ask again. On the way a file is generated, uploaded, found, downloaded and verified. Watch it, or ask for its report, at `/experiment/watch`.',
      })
      .input(experimentSchema)
      .output(described<ExperimentState>(experimentStateDescription)),
    watch: command
      .route({
        method: 'GET',
        path: '/experiment/watch',
        tags: ['metrics'],
        summary: 'Where the experiment stands, and in the end its report (server-sent)',
      })
      .output(eventIterator(described<ExperimentState>(experimentStateDescription))),
    cancel: command
      .route({
        method: 'POST',
        path: '/experiment/cancel',
        tags: ['metrics'],
        summary: 'Stop the experiment; its peers stay',
      })
      .output(described<{ readonly cancelled: true }>(z.object({ cancelled: z.literal(true) }))),
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
