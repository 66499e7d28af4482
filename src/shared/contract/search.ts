import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { described } from '../described';
import { searchDescription } from '../descriptions';
import type { SearchId } from '../network/events';
import type { Search } from '../network/state';
import { type SearchItem, searchItemDescription } from '../search-description';
import { strategySchema } from '../strategy';
import { command, peerId } from './command';

const searchId = z
  .string()
  .regex(/^s\d{1,15}$/, 'a search is named s1, s2 and so on')
  .transform((text) => text as SearchId)
  .describe('A search, such as s1.');
const search = described<Search>(searchDescription);

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
};
