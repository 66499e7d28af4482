import type { Anatomy } from '../../shared/network/search/anatomy-schema';
import type { Search } from '../../shared/network/state/snapshot-schema';
import { SEARCH_VERBS } from '../../shared/protocol/verbs';
import { figure } from '../words/count';
import { HOPS_MEANING, milliseconds, share } from '../words/searches';

/** One figure of a search. */
interface Figure {
  readonly main: string;
  /** More about it, quietly. */
  readonly aside?: string;
}

/** A column of the comparison. */
export interface ComparedFigure {
  readonly label: string;
  readonly meaning: string;
  readonly of: (search: Search, anatomy: Anatomy) => Figure;
}

export const COMPARED: readonly ComparedFigure[] = [
  {
    label: 'Messages',
    meaning:
      'All that it took: SER asks, SEROK answers; a walker asks each peer for its neighbours (NEIGH, NEIGHOK) to choose its next step',
    of: (_, { messages }) => {
      // Every search sends the first two; the others only where its strategy does.
      const shown = SEARCH_VERBS.filter((verb, index) => index < 2 || messages[verb] > 0);
      return {
        main: figure(SEARCH_VERBS.reduce((sum, verb) => sum + messages[verb], 0)),
        aside: shown.map((verb) => `${figure(messages[verb])} ${verb}`).join(', '),
      };
    },
  },
  {
    label: 'Redundancy',
    meaning: 'Share of the questions that came to a peer which had been reached before',
    of: (_, { redundancy }) => ({ main: share(redundancy) }),
  },
  {
    label: 'Reached',
    meaning: 'Peers that got the question, of those that could have',
    of: (_, { reached, population }) => ({ main: figure(reached.length), aside: `of ${figure(population)}` }),
  },
  {
    label: 'Recall',
    meaning: 'Share of the hosted holders that answered',
    of: (_, { recall, holders, missed }) => {
      if (recall === null) return { main: '–', aside: 'nobody has it' };
      return { main: share(recall), aside: `${holders.length - missed.length} of ${holders.length}` };
    },
  },
  {
    label: 'Hops',
    meaning: `${HOPS_MEANING}; mean, and farthest`,
    of: ({ answers }) =>
      spread(
        answers.map(({ hops }) => hops),
        (value) => value.toFixed(1),
        figure,
      ),
  },
  {
    label: 'First answer',
    meaning: 'Time from the start of the search until the first answer was here',
    of: ({ answers: [first] }) => ({ main: first ? milliseconds(first.latencyMs) : '–' }),
  },
  {
    label: 'Each answer',
    meaning: 'Time from the start of the search until an answer was here: mean, and last',
    of: ({ answers }) =>
      spread(
        answers.map(({ latencyMs }) => latencyMs),
        milliseconds,
        milliseconds,
      ),
  },
  {
    label: 'Rounds',
    meaning: 'How often the asker began anew, once for each ring',
    of: ({ rounds }) => ({ main: figure(rounds) }),
  },
];

function spread(
  values: readonly number[],
  mean: (value: number) => string,
  most: (value: number) => string,
): Figure {
  if (values.length === 0) return { main: '–' };
  const sum = values.reduce((all, one) => all + one, 0);
  return { main: mean(sum / values.length), aside: `max ${most(Math.max(...values))}` };
}
