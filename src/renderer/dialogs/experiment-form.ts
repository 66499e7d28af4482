import {
  askersOf,
  EXPERIMENT_BOUNDS,
  EXPERIMENT_VARIANTS,
  type ExperimentOptions,
  type ExperimentVariant,
  tooFewPeers,
  tooManySearches,
  USUAL_QUERIES,
} from '../../shared/experiment/experiment';

/** What stands in the fields, as it is typed; an empty field means the usual. */
export interface ExperimentDraft {
  readonly variant: ExperimentVariant;
  readonly peers: string;
  readonly askers: string;
  readonly seed: string;
  /** One query a line. */
  readonly queries: string;
}

export const FIRST_EXPERIMENT: ExperimentDraft = {
  variant: 'leave-and-crash',
  peers: '20',
  askers: '',
  seed: '1',
  queries: '',
};

type ExperimentErrors = Partial<Record<keyof ExperimentDraft, string>>;

export interface ReadExperiment {
  readonly options: Partial<ExperimentOptions>;
  readonly errors: ExperimentErrors;
  /** What will be done with these numbers; null where something is wrong with them. */
  readonly summary: string | null;
}

/** @returns the command's input, or what is wrong with each field */
export function readExperiment(draft: ExperimentDraft): ReadExperiment {
  const errors: ExperimentErrors = {};
  const whole = (key: 'peers' | 'askers' | 'seed') => {
    const { min, max } = EXPERIMENT_BOUNDS[key];
    const text = draft[key].trim();
    if (text === '') return undefined;
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    errors[key] = `Enter a whole number from ${min} to ${max.toLocaleString('en-US')}.`;
    return undefined;
  };
  const { variant } = draft;
  const peers = whole('peers');
  if (draft.peers.trim() === '') errors.peers = 'Enter how many peers take part.';
  const askers = whole('askers');
  const seed = whole('seed');
  const queries = linesOf(draft.queries);
  const problem = problemOf(queries);
  if (problem !== null) errors.queries = problem;

  const asking = askersOf({ variant, askers });
  const asked = queries.length === 0 ? USUAL_QUERIES : queries.length;
  if (peers !== undefined && !errors.askers) {
    const tooFew = tooFewPeers({ variant, askers, peers });
    if (tooFew !== null) errors.peers = tooFew;
  }
  const tooMany = tooManySearches(asking, asked);
  if (tooMany !== null) errors.queries ??= tooMany;

  const trials = EXPERIMENT_VARIANTS[variant].departures.length + 1;
  const sum = (asking * asked * trials).toLocaleString('en-US');
  return {
    options: {
      variant,
      ...(peers === undefined ? {} : { peers }),
      ...(askers === undefined ? {} : { askers }),
      ...(seed === undefined ? {} : { seed }),
      ...(queries.length === 0 ? {} : { queries }),
    },
    errors,
    summary:
      Object.keys(errors).length > 0
        ? null
        : `${trials} trials of ${asking} askers and ${asked} queries: ${sum} searches.`,
  };
}

function linesOf(text: string): string[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

function problemOf(queries: readonly string[]): string | null {
  const { max, characters } = EXPERIMENT_BOUNDS.queries;
  if (queries.length > max) return `Enter at most ${max.toLocaleString('en-US')} queries.`;
  const long = queries.findIndex((query) => query.length > characters);
  return long < 0 ? null : `Query ${long + 1} is longer than ${characters} characters. Shorten it.`;
}
