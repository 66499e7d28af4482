import { z } from 'zod';
import { type Output, problemSchema } from '../contract/parts';
import { ARRANGEMENTS } from '../layout';
import type { AddressKey } from '../protocol/address';
import { checkFileName, checkPeerName } from '../protocol/names';

/** Peers that one file may hold. */
const MAX_SAVED_PEERS = 10_000;
/** Neighbours and shared names of one peer that a file may hold. */
const MAX_LISTED = 10_000;

const address = z
  .string()
  .max(262)
  .regex(/^.+:\d{1,5}$/, 'a peer is named by its address, ip:port')
  .transform((text) => text as AddressKey);
/** A name by the rules of the protocol: what cannot be sent, or would be a path or markup on the way, is refused. */
const checked = (check: typeof checkPeerName) =>
  z
    .string()
    .max(1_000)
    .superRefine((text, context) => {
      const result = check(text);
      if (!result.ok) context.addIssue({ code: 'custom', message: result.error.sentence });
    });
const place = z.strictObject({ x: z.number(), y: z.number() });

const savedPeer = z.strictObject({
  address: address.describe('Where it listened, as ip:port. Another port is taken where this one is in use.'),
  name: checked(checkPeerName),
  phase: z
    .enum(['joined', 'listening', 'crashed'])
    .describe('joined: it had its place in the overlay; listening: it had none, or had left.'),
  registered: z.boolean().describe('Whether the registry listed it.'),
  wired: z.boolean().describe('Whether its links were asked for one by one, so that it looks for no others.'),
  neighbours: z
    .array(z.strictObject({ address, name: z.string().max(262), hosted: z.boolean() }))
    .max(MAX_LISTED)
    .describe('Those in its table; of a crashed peer, those that listed it.'),
  files: z
    .array(checked(checkFileName))
    .max(MAX_LISTED)
    .describe('Shared names, whose content is made from the name.'),
  unsavedFiles: z
    .number()
    .int()
    .min(0)
    .describe('Shared files of a folder and downloads: their content is not in the file.'),
  place: place.nullable().describe('Where it was drawn, in canvas units; null where no window had drawn it.'),
  pinned: z.enum(['hand', 'wiring', 'no']).describe('What held it there.'),
});

/** The hosted peers of a network and how they were connected: enough to start the same network again. */
export const savedNetworkSchema = z.strictObject({
  savedAt: z.iso.datetime().describe('When it was saved, in UTC.'),
  arrangement: z.enum(ARRANGEMENTS),
  peers: z.array(savedPeer).max(MAX_SAVED_PEERS),
});
export type SavedNetwork = Output<typeof savedNetworkSchema>;
/** The same as a client sends it. */
export type SavedNetworkInput = z.input<typeof savedNetworkSchema>;

/** What became of the peers of a file. */
export const openedNetworkSchema = z.object({
  peers: z
    .array(z.object({ was: address, peer: address }))
    .describe('The address that each had, and has now.'),
  problems: z.array(problemSchema).describe('What could not be done as it was saved, and why.'),
});
export type OpenedNetwork = Output<typeof openedNetworkSchema>;
export type SavedPeer = SavedNetwork['peers'][number];
