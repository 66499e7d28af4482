import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import type { SearchId } from '../network/events';
import { anatomySchema } from '../network/search/anatomy-schema';
import { searchSchema } from '../network/state/snapshot-schema';
import { strategySchema } from '../strategy';
import { command, peerId } from './command';
import { type Output, output } from './parts';

const searchId = z
  .string()
  .regex(/^s\d{1,15}$/, 'a search is named s1, s2 and so on')
  .transform((text) => text as SearchId)
  .describe('A search, such as s1.');
const search = output(searchSchema);
const searchItem = z.object({ search: searchSchema, anatomy: anatomySchema });
/** A search and what its messages did so far; of the steps, those that came since the item before. */
export type SearchItem = Output<typeof searchItem>;

export const searchContract = {
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
        query: z.string().max(10_000).describe('What to look for: at most 255 bytes.'),
        strategy: strategySchema.optional().describe('Default: what the settings say.'),
      }),
    )
    .output(search),
  list: command
    .route({ method: 'GET', path: '/searches', tags: ['search'], summary: 'The last 100 searches' })
    .output(output(z.array(searchSchema))),
  watch: command
    .route({
      method: 'GET',
      path: '/searches/{id}',
      tags: ['search'],
      summary: 'A search and its messages, at most ten times a second until it has ended (server-sent)',
    })
    .input(z.object({ id: searchId }))
    .output(eventIterator(output(searchItem))),
  cancel: command
    .route({
      method: 'POST',
      path: '/searches/{id}/cancel',
      tags: ['search'],
      summary: 'Stop asking; what is under way spreads on by itself',
    })
    .input(z.object({ id: searchId }))
    .output(search),
};
