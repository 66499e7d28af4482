import { z } from 'zod';
import { searchAnswer, searchDescription } from './descriptions';
import type { Anatomy } from './network/anatomy';
import type { PeerId, SearchId } from './network/events';
import type { Search } from './network/state';
import { strategySchema } from './strategy';

/** A search and what its messages did so far; of the steps, those that came since the item before. */
export interface SearchItem {
  readonly search: Search;
  readonly anatomy: Anatomy;
}

const peerId = z.string().describe('A peer, by its address ip:port.') as unknown as z.ZodType<PeerId>;
const count = z.int().min(0);
const milliseconds = z.number().describe('Milliseconds since the search began.');
const hops = count.describe('How often the question was passed on before.');
const share = z.number().min(0).max(1).nullable();
const verb = z.enum(['SER', 'SEROK', 'NEIGH', 'NEIGHOK']);

const step = z.object({
  seq: count.describe('Number of the event of its arrival.'),
  at: milliseconds,
  sentAt: milliseconds.nullable().describe('Null where the sender does not run here.'),
  from: peerId,
  to: peerId,
  verb,
  kind: z.enum(['first', 'duplicate', 'answer', 'walking']),
  hops,
  round: count,
});

const anatomy: z.ZodType<Anatomy> = z.object({
  search: z.string() as unknown as z.ZodType<SearchId>,
  peer: peerId,
  query: z.string(),
  strategy: strategySchema,
  population: count.describe('Peers that lived when it began, the asker apart.'),
  reached: z
    .array(z.object({ peer: peerId, from: peerId, hops, at: milliseconds }))
    .describe('In the order of arrival; `from` makes a tree of them.'),
  duplicates: z
    .array(z.object({ from: peerId, to: peerId, messages: count }))
    .describe('Questions that came to a peer which had been reached before.'),
  ends: z.array(peerId).describe('Peers that did not pass it on, because its hops were used up.'),
  answers: z.array(searchAnswer),
  holders: z
    .array(z.object({ peer: peerId, files: z.array(z.string()) }))
    .describe('Hosted peers that had what was asked for, the asker apart.'),
  missed: z.array(peerId).describe('Those of them that did not answer.'),
  messages: z.record(verb, count),
  arrived: count.describe('Questions that arrived.'),
  redundancy: share.describe('Share of the questions that came to a peer which had been reached before.'),
  recall: share.describe('Share of the holders that answered; null where nobody had it.'),
  steps: z.array(step),
  stepsLeftOut: count.describe('Steps beyond the 10,000 that are kept.'),
});

export const searchItemDescription: z.ZodType<SearchItem> = z.object({ search: searchDescription, anatomy });
