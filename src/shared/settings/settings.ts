import { z } from 'zod';
import { MAX_TIME_TO_LIVE, MAX_WALK_LENGTH, MAX_WALKERS, STRATEGY_KINDS } from '../strategy';
import { DEFAULT_LIMITS, limitSettings } from './limit-settings';

const hostName = z
  .string()
  .trim()
  .min(1)
  .max(255)
  .regex(/^[0-9a-zA-Z.:-]+$/, 'an IP address such as 127.0.0.1 or 0.0.0.0');
const path = z.string().trim().max(1_000);
const port = z.int().min(0).max(65_535);

/** Everything a user may set about the network. Each default is what a new user wants; each text says the trade-off. */
export const settingsSchema = z.object({
  bindHost: hostName.describe(
    'Address that the bootstrap server and new peers listen on. 127.0.0.1 keeps the network on this machine.',
  ),
  advertisedHost: z
    .union([z.literal(''), hostName])
    .describe(
      "Address that peers and the bootstrap server call themselves by, for networks across machines. Empty: the bind address, or this machine's own where that is 0.0.0.0.",
    ),
  bootstrapAt: z
    .union([
      z.literal(''),
      z
        .string()
        .max(262)
        .regex(/^\S+:\d{1,5}$/, 'an address such as 192.168.1.7:5000'),
    ])
    .describe(
      'A bootstrap server elsewhere, as host:port, that peers use instead of the one here. Empty: the one here.',
    ),
  bootstrapTransport: z
    .enum(['as-peers', 'tcp', 'udp'])
    .describe('What peers speak to the bootstrap server by. Some servers listen on one of the two alone.'),
  bootstrapPort: port.describe('Port of the bootstrap server, TCP and UDP; 0 takes any free one.'),
  bootstrapCapacity: z
    .int()
    .min(1)
    .max(100_000)
    .describe('Peers that the registry holds; the next one is answered REGOK 9996.'),
  registryPerSource: z
    .int()
    .min(1)
    .max(100_000)
    .describe(
      'Entries that the registry takes from one IP address, peers of this lab not counted; the next one is answered REGOK 9996. More let larger labs of others in, and let one program fill more of the registry.',
    ),
  registrationRenewalS: z
    .int()
    .min(0)
    .max(3_600)
    .describe(
      'Seconds after which a registered peer sends REG again, to notice that the bootstrap server was restarted; each peer waits half to all of it, so that they are spread. Shorter notices sooner, at more messages; 0 never does.',
    ),
  neighbourFloor: z
    .int()
    .min(0)
    .max(64)
    .describe(
      'Neighbours below which a joined peer asks the bootstrap server for others; not a peer of a wiring that was asked for. More keep the network in one component through more crashes, at more links; 0 never asks.',
    ),
  neighbourCheckS: z
    .int()
    .min(0)
    .max(3_600)
    .describe(
      'Seconds after which a peer makes sure that each neighbour is still there, and counts its neighbours; each peer waits half to all of it, so that they are spread. Shorter removes the entries of crashed peers sooner, at more messages; 0 never does.',
    ),
  neighboursOffered: z
    .int()
    .min(0)
    .max(200)
    .describe(
      'Random neighbours offered on REG. More make a denser overlay with fewer hops and more messages.',
    ),
  firstPeerPort: port.describe('New peers take the first free port from here on; 0 takes any free one.'),
  transport: z
    .enum(['auto', 'tcp', 'udp'])
    .describe(
      'What peers send requests by. Automatic takes TCP, or what the other peer sent by last, and tries the other one once where there is no answer. TCP reports a dead peer at once; UDP costs less and may lose a frame.',
    ),
  tableCapacity: z
    .int()
    .min(1)
    .max(9_000)
    .describe(
      'Neighbours that a peer accepts before it answers JOINOK 9999. More make larger hubs, and let others fill the table with what they like; a wiring that is asked for (star, scale-free) gives its hubs the room that they need besides.',
    ),
  externalPeers: z
    .int()
    .min(1)
    .max(100_000)
    .describe(
      'External peers that are shown; of more, those that sent nothing for longest are taken off. More show larger networks of others, at more memory and a slower canvas.',
    ),
  incomingConnections: z
    .int()
    .min(16)
    .max(100_000)
    .describe(
      'Connections that other programs hold at once to the bootstrap server and all peers here. When there is no room, the one of least use is closed (no whole message yet, or quiet for a second), else the new one is refused. More serve larger networks of others, at more memory and open files.',
    ),
  connectionsPerAddress: z
    .int()
    .min(1)
    .max(100_000)
    .describe(
      'Of these, those from one IP address of another machine. More let a larger lab there in, and let one program there take more of the room.',
    ),
  searchConnections: z
    .int()
    .min(8)
    .max(10_000)
    .describe(
      'Connections that the messages of searches open at once; the others wait their turn, and those of other programs wait behind their own. More spread a search faster, at more open files.',
    ),
  keepConnectionS: z
    .int()
    .min(0)
    .max(20)
    .describe(
      'Seconds for which a peer keeps the connection to a neighbour here open after the message of a search, for the next one. Longer opens fewer connections where searches are frequent, at more open files and memory; 0 opens one for each message.',
    ),
  keptConnections: z
    .int()
    .min(0)
    .max(100_000)
    .describe(
      'Connections between peers here that are kept open at once; of more, the one that was used longest ago is closed, and all of them where open files run short. More serve larger networks, at two open files each.',
    ),
  answersToUnknown: z
    .int()
    .min(1)
    .max(10_000)
    .describe(
      'Search answers a second that all peers here together send to one address from which nobody has spoken to them. More let distant peers of larger networks have all answers, and let a program aim more connections at others.',
    ),
  timeToLive: z
    .int()
    .min(1)
    .max(MAX_TIME_TO_LIVE)
    .describe('Forwards after which a search ends. More reach more peers, at many more messages.'),
  searchStrategy: z
    .enum(STRATEGY_KINDS)
    .describe(
      'How a search spreads unless it says otherwise. A flood finds all there is within reach; rings and walks find something, at a fraction of the messages.',
    ),
  walkers: z
    .int()
    .min(1)
    .max(MAX_WALKERS)
    .describe('Walkers of a random walk. More find sooner, and ask more peers in vain.'),
  walkLength: z
    .int()
    .min(1)
    .max(MAX_WALK_LENGTH)
    .describe('Peers that each walker visits at most. More find what is rare, and take longer to give up.'),
  requestTimeoutMs: z
    .int()
    .min(50)
    .max(60_000)
    .describe(
      'Milliseconds that a request waits for its answer. Shorter notices a dead peer sooner, and a slow one wrongly.',
    ),
  silenceBeforeProbeS: z
    .int()
    .min(1)
    .max(3_600)
    .describe(
      'Seconds without a message after which an external peer is probed. Shorter notices sooner that it has ended, at more connections to it.',
    ),
  requestRetries: z.int().min(0).max(10).describe('How often an unanswered request is sent again.'),
  fileList: path.describe(
    'A text file of file names, one a line, of which each new peer is given 3 to 5. Empty: the 20 that come with the program.',
  ),
  sharedFolder: path.describe(
    'A folder whose files new peers share, in place of names from the list. Empty: none. Everybody in the network can read them.',
  ),
  downloadFolder: path.describe(
    'Where downloads appear once they are whole and verified. Empty: the folder syncPulse in your downloads.',
  ),
  shareDownloads: z
    .boolean()
    .describe(
      'A peer shares what it has downloaded, so that the next one can fetch it from either. Off: only what it was given.',
    ),
  ...limitSettings,
  uploadLimitMb: z
    .int()
    .min(1)
    .max(100_000)
    .describe('Megabytes that one upload to the API may have. Beyond it is answered 413.'),
});

export type Settings = z.infer<typeof settingsSchema>;
export const SETTING_KEYS = Object.keys(settingsSchema.shape) as readonly (keyof Settings)[];

export const DEFAULT_SETTINGS: Settings = {
  bindHost: '127.0.0.1',
  advertisedHost: '',
  bootstrapAt: '',
  bootstrapTransport: 'as-peers',
  bootstrapPort: 5000,
  bootstrapCapacity: 10_000,
  registryPerSource: 1_000,
  registrationRenewalS: 30,
  neighbourFloor: 2,
  neighbourCheckS: 60,
  neighboursOffered: 2,
  firstPeerPort: 5002,
  transport: 'auto',
  tableCapacity: 64,
  externalPeers: 2_000,
  incomingConnections: 2_000,
  connectionsPerAddress: 64,
  searchConnections: 256,
  keepConnectionS: 5,
  keptConnections: 2_000,
  answersToUnknown: 8,
  timeToLive: 3,
  searchStrategy: 'flood',
  walkers: 4,
  walkLength: 25,
  requestTimeoutMs: 2_000,
  silenceBeforeProbeS: 10,
  requestRetries: 2,
  fileList: '',
  sharedFolder: '',
  downloadFolder: '',
  shareDownloads: true,
  ...DEFAULT_LIMITS,
  uploadLimitMb: 1_000,
};

/** Settings that say where the bootstrap server is. */
const PLACE_OF_BOOTSTRAP = ['bindHost', 'advertisedHost', 'bootstrapPort', 'bootstrapAt'] as const;

/** @returns whether the two name different places for the bootstrap server */
export function placeDiffers(one: Settings, other: Settings): boolean {
  return PLACE_OF_BOOTSTRAP.some((key) => one[key] !== other[key]);
}
