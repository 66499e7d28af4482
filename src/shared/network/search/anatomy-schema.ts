import { z } from 'zod';
import { count, type Output, peerId, searchId } from '../../contract/parts';
import { SEARCH_VERBS } from '../../protocol/verbs';
import { strategySchema } from '../../strategy';
import { searchAnswer } from '../state/snapshot-schema';

const milliseconds = z.number().describe('Milliseconds since the search began.');
const hops = count.describe('How often the question was passed on before.');
const share = z.number().min(0).max(1).nullable();
const verb = z.enum(SEARCH_VERBS);

const reached = z
  .object({ peer: peerId, from: peerId, hops, at: milliseconds })
  .describe('A peer that the question reached, and the way by which it came first.');
export type Reached = Output<typeof reached>;

/** For playing a search again. */
const step = z
  .object({
    seq: count.describe('Number of the event of its arrival.'),
    at: milliseconds,
    sentAt: milliseconds.nullable().describe('Null where the sender does not run here.'),
    from: peerId,
    to: peerId,
    verb,
    kind: z
      .enum(['first', 'duplicate', 'answer', 'walking'])
      .describe('`first` and `duplicate` are questions: to a peer that was not reached before, or that was.'),
    hops,
    round: count,
  })
  .describe('One message of a search when it arrived.');
export type Step = Output<typeof step>;

export const anatomySchema = z
  .object({
    search: searchId,
    peer: peerId,
    query: z.string(),
    strategy: strategySchema,
    population: count.describe('Peers that lived when it began, the asker apart.'),
    reached: z.array(reached).describe('In the order of arrival; `from` makes a tree of them.'),
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
  })
  .describe('What one search did, from its real messages.');
export type Anatomy = Output<typeof anatomySchema>;
