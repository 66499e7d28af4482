import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { ARRANGEMENTS } from '../layout';
import { command, peerId } from './command';
import { addressKey, type Output, output } from './parts';

const arrangement = z
  .enum(ARRANGEMENTS)
  .describe('wired: each wiring in its shape; layers: by the distance from one peer.');
const coordinate = z.number().min(-1e6).max(1e6);
const points = z
  .array(z.object({ peer: peerId, x: coordinate, y: coordinate }))
  .max(10_000)
  .describe('In canvas units: linked peers are about 54 apart.');
const revision = z.int().min(0);
const answer = output(z.object({ revision }));

const peerPlace = z.object({
  peer: addressKey,
  x: z.number(),
  y: z.number(),
  by: z
    .enum(['hand', 'arrangement', 'force'])
    .describe('What holds it there: the user, the arrangement, or nothing.'),
});
/** Where a peer is drawn, in canvas units. */
export type PeerPlace = Output<typeof peerPlace>;

const layoutItem = z.object({
  revision: revision.describe('Counts the changes of the layout.'),
  whole: z.boolean().describe('Everything, in place of what was sent before.'),
  arrangement,
  places: z.array(peerPlace),
  removed: z.array(addressKey),
});
/** What a window is sent of the layout: everything first, then what has changed. */
export type LayoutItem = Output<typeof layoutItem>;

export const layoutContract = {
  watch: command
    .route({
      method: 'GET',
      path: '/layout/watch',
      tags: ['layout'],
      summary: 'Where peers are drawn in every window, then what changes (server-sent)',
    })
    .output(eventIterator(output(layoutItem))),
  choose: command
    .route({
      method: 'POST',
      path: '/layout/arrangement',
      tags: ['layout'],
      summary: 'Arrange the whole picture; what was put somewhere by hand is put back, except for `force`',
    })
    .input(
      z.strictObject({
        arrangement,
        root: peerId.optional().describe('Whom the layers begin at. Default: the peer with most links.'),
      }),
    )
    .output(answer),
  place: command
    .route({
      method: 'POST',
      path: '/layout/places',
      tags: ['layout'],
      summary: 'Put peers somewhere by hand; they stay there',
    })
    .input(z.strictObject({ places: points }))
    .output(answer),
  release: command
    .route({
      method: 'POST',
      path: '/layout/release',
      tags: ['layout'],
      summary: 'Give peers that were put somewhere by hand back to the arrangement',
    })
    .input(z.strictObject({ peers: z.array(peerId).max(10_000) }))
    .output(answer),
  settle: command
    .route({
      method: 'POST',
      path: '/layout/settle',
      tags: ['layout'],
      summary: 'Report where the force layout of a window came to rest, for the other windows',
      description:
        'Peers that something holds are left out. A report that is based on an older revision changes nothing: the first window that comes to rest decides.',
    })
    .input(z.strictObject({ revision, places: points }))
    .output(answer),
};
