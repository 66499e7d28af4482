import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import type { TransferId } from '../network/events';
import { transferSchema } from '../network/state/snapshot-schema';
import { command, peerId } from './command';
import { type Output, output } from './parts';

const fileName = z.string().min(1).max(255);
export const transferId = z
  .string()
  .regex(/^t\d{1,15}$/, 'a download is named t1, t2 and so on')
  .transform((text) => text as TransferId)
  .describe('A download, such as t1.');
const holders = z.array(peerId).min(1).max(100);

const downloadSchema = transferSchema
  .extend({
    rate: z.number().describe('Bytes a second, over the last seconds.'),
    path: z.string().nullable().describe('Where the file is, once it is whole and verified.'),
    sha256: z.string().nullable().describe('In hex, once it is known which content is fetched.'),
  })
  .describe('A download as it stands.');
/** A download, and what its events do not contain. */
export type Download = Output<typeof downloadSchema>;
const download = output(downloadSchema);

export const downloadContract = {
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
    .output(output(z.array(downloadSchema))),
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
};
