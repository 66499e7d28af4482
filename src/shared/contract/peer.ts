import { z } from 'zod';
import { eventSchema } from '../network/events';
import { peerSchema } from '../network/state/snapshot-schema';
import { topologySchema } from '../topology';
import { command, onePeer, peerId, twoPeers } from './command';
import { addressKey, identity, type Output, output, problemSchema, text } from './parts';

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
  wiring: topologySchema.default('offered').describe('How the new peers are wired to each other.'),
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
    .describe('Where on the canvas the peers appear: the middle of the shape of their wiring.'),
});
export type AddPeers = z.infer<typeof addPeers>;

const added = output(
  z.object({
    peers: z.array(peerSchema),
    problem: problemSchema.exactOptional().describe('What kept some of them from being added.'),
  }),
);
const peer = output(peerSchema);
const fileName = z.string().min(1).max(255);

/** Numbered in the order of removing. */
const removal = text<`r${number}`>('One removed peer, such as r1.');
export type Removal = Output<typeof removal>;
const folderPath = z.string().min(1).max(1_000);

const sharedFilesSchema = z.object({
  files: z.array(
    z.object({
      name: z.string(),
      bytes: z.int().min(0),
      url: z.string().describe('Where anybody fetches it, without a token.'),
    }),
  ),
  names: z.array(z.string()).describe('Those given by name, whose content is made up.'),
  folder: z.string().nullable().describe('The folder of the other files, on the machine of the lab.'),
});
/** What a peer shares. */
export type SharedFilesAnswer = Output<typeof sharedFilesSchema>;
const sharedFiles = output(sharedFilesSchema);

const restoredSchema = z.object({
  peers: z.array(
    z.object({
      removal,
      was: addressKey.describe('The address that it had.'),
      peer: addressKey.describe('The address that it has now: another one where its port is in use.'),
      identity,
    }),
  ),
  problems: z.array(problemSchema).describe('What could not be restored, and why.'),
});
/** What became of removals that were to be undone. */
export type Restored = Output<typeof restoredSchema>;

const onPeer = (verb: string, summary: string) =>
  command
    .route({ method: 'POST', path: `/peers/{id}/${verb}`, tags: ['peers'], summary })
    .input(onePeer)
    .output(peer);

export const peerContract = {
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
  rename: command
    .route({
      method: 'POST',
      path: '/peers/{id}/rename',
      tags: ['peers'],
      summary: 'Give a peer another name; its address, links and files stay',
      description:
        'Where it is registered, it sends UNREG under its old name and REG under the new one. Events before `peer:renamed` are about the old name.',
    })
    .input(
      z.object({
        id: peerId,
        name: z.string().max(1_000).describe('At most 32 characters, without white space.'),
      }),
    )
    .output(peer),
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
    .output(output(z.object({ milliseconds: z.number() }))),
  messages: command
    .route({
      method: 'GET',
      path: '/peers/{id}/messages',
      tags: ['peers'],
      summary: 'Its last 200 messages, as frames',
    })
    .input(onePeer)
    .output(output(z.array(eventSchema))),
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
        addNames: z.array(fileName).max(1_000).optional().describe('Names beside those before.'),
        removeNames: z.array(fileName).max(1_000).optional().describe('Names that are shared no longer.'),
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
      summary:
        'Leave if need be, close, and take off the picture; an external peer only once it has crashed or is silent',
    })
    .input(onePeer)
    .output(
      output(
        z.object({
          removed: addressKey,
          removal: removal
            .nullable()
            .describe('What `POST /peers/restore` takes to undo it; null for an external peer.'),
        }),
      ),
    ),
  restore: command
    .route({
      method: 'POST',
      path: '/peers/restore',
      tags: ['peers'],
      summary: 'Add removed peers again; answered when each is registered and joined as it was',
      description:
        'A restored peer has its former name, its port where that is free, and its shared files. It sends REG where it was registered, and JOIN to each former neighbour, though not to another peer that has its address by now; one that had crashed crashes again. What cannot be restored is among `problems`. The last 10,000 removals are kept.',
    })
    .input(
      z.strictObject({
        removals: z
          .array(
            z
              .string()
              .max(20)
              .regex(/^r\d+$/, 'a removal is named as DELETE /peers/{id} answers, such as r1')
              .transform((text) => text as Removal),
          )
          .min(1)
          .max(10_000),
      }),
    )
    .output(output(restoredSchema)),
};

export const additionContract = {
  cancel: command
    .route({
      method: 'POST',
      path: '/additions/{addition}/cancel',
      tags: ['peers'],
      summary: 'Stop adding; what exists stays',
    })
    .input(z.object({ addition: z.string().max(40) }))
    .output(output(z.object({ cancelled: z.string() }))),
};
