import type { AddPeers } from '../../shared/contract';
import type { Topology } from '../../shared/topology';
import { WIRING_WORDS, type WiringWords } from './wirings';

/** What stands in the fields, as it is typed; an empty field means the usual. */
export interface AddManyDraft {
  readonly count: string;
  readonly wiring: Topology;
  readonly degree: string;
  readonly rewire: string;
  readonly seed: string;
  readonly name: string;
  readonly port: string;
}

export const FIRST_DRAFT: AddManyDraft = {
  count: '10',
  wiring: 'offered',
  degree: '',
  rewire: '',
  seed: '',
  name: '',
  port: '',
};

export type AddManyErrors = Partial<Record<keyof AddManyDraft, string>>;

const MOST_PEERS = 10_000;
const MOST_LINKS = 100;
const LARGEST_SEED = 4_294_967_295;
const LARGEST_PORT = 65_535;

export function wordsOf(wiring: Topology): WiringWords | undefined {
  return WIRING_WORDS.find((words) => words.wiring === wiring);
}

/** @returns the command's input, holding only what applies, or what is wrong with each field */
export function readAddMany(draft: AddManyDraft): { input: Partial<AddPeers>; errors: AddManyErrors } {
  const errors: AddManyErrors = {};
  const words = wordsOf(draft.wiring);
  const whole = (key: keyof AddManyDraft, least: number, most: number, what: string) => {
    const text = draft[key].trim();
    if (text === '') return undefined;
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    errors[key] = `${what} from ${least.toLocaleString('en-US')} to ${most.toLocaleString('en-US')}.`;
    return undefined;
  };
  const count = whole('count', 1, MOST_PEERS, 'Enter a whole number');
  if (draft.count.trim() === '') errors.count = 'Enter how many peers to add.';
  const degree = words?.degree ? whole('degree', 1, MOST_LINKS, 'Enter a whole number') : undefined;
  const seed = words?.random ? whole('seed', 0, LARGEST_SEED, 'Enter a whole number') : undefined;
  const port = count === 1 ? whole('port', 1, LARGEST_PORT, 'Enter a port') : undefined;
  const rewire = words?.rewire ? readShare(draft.rewire, errors) : undefined;
  const name = draft.name === '' ? undefined : draft.name;
  if (name !== undefined && /\s/.test(name))
    errors.name = 'A name holds no blank: it is one word on the wire.';
  const input: Partial<AddPeers> = {
    ...(count === undefined ? {} : { count }),
    wiring: count === 1 ? 'offered' : draft.wiring,
    ...(degree === undefined ? {} : { degree }),
    ...(rewire === undefined ? {} : { rewire }),
    ...(seed === undefined ? {} : { seed }),
    ...(port === undefined ? {} : { port }),
    ...(name === undefined ? {} : { name }),
  };
  return { input, errors };
}

function readShare(typed: string, errors: AddManyErrors): number | undefined {
  const text = typed.trim().replace(',', '.');
  if (text === '') return undefined;
  const value = /^\d*\.?\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= 0 && value <= 1) return value;
  errors.rewire = 'Enter a share from 0 to 1, such as 0.1.';
  return undefined;
}
