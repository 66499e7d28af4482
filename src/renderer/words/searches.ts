import type { SearchOutcome } from '../../shared/network/events';
import type { Anatomy } from '../../shared/network/search/anatomy-schema';
import type { Search } from '../../shared/network/state/snapshot-schema';
import type { NetworkState } from '../../shared/network/state/state';
import { assertNever } from '../../shared/problem';
import type { SearchStrategy, StrategyKind } from '../../shared/strategy';
import { count, figure } from './count';

export const STRATEGY_NAMES: Readonly<Record<StrategyKind, string>> = {
  flood: 'Flood',
  'expanding-ring': 'Expanding ring',
  'random-walk': 'Random walks',
};

export const HOPS_MEANING =
  'How often the question was passed on before it reached the holder: direct neighbour = 0 forwards';

/** @returns a strategy with its settings, as short as can be: "Flood, time-to-live 3" */
export function strategyWords(strategy: SearchStrategy): string {
  switch (strategy.kind) {
    case 'flood':
      return `Flood, time-to-live ${strategy.timeToLive}`;
    case 'expanding-ring':
      return `Rings, time-to-live up to ${strategy.timeToLive}`;
    case 'random-walk':
      return `${count(strategy.walkers, 'walker')}, ${count(strategy.length, 'step')}`;
    default:
      return assertNever(strategy);
  }
}

/** @returns a strategy where there is little room: "Flood 3", "Walks 4 × 25" */
export function shortStrategy(strategy: SearchStrategy): string {
  switch (strategy.kind) {
    case 'flood':
      return `Flood ${strategy.timeToLive}`;
    case 'expanding-ring':
      return `Rings to ${strategy.timeToLive}`;
    case 'random-walk':
      return `Walks ${strategy.walkers} × ${strategy.length}`;
    default:
      return assertNever(strategy);
  }
}

/**
 * @returns what a strategy costs in this network, in messages. A peer passes a question on to each neighbour but the
 * one that it came from, so a flood sends at most one for each entry of a neighbour table.
 */
export function costWords(strategy: SearchStrategy, network: NetworkState): string {
  let entries = 0;
  let external = 0;
  for (const peer of network.peers.values()) {
    if (!peer.hosted) external += 1;
    entries += peer.neighbours.size;
  }
  switch (strategy.kind) {
    case 'flood':
      return `Asks everybody within reach at once and finds all there is. ${external === 0 ? 'At most' : 'As far as the tables are known, at most'} ${count(entries, 'question')} here.`;
    case 'expanding-ring':
      return 'Asks neighbours first, then one hop further each time, until somebody has it. Cheap for what is common; what is rare costs more than a flood.';
    case 'random-walk':
      return `At most ${count(strategy.walkers * strategy.length, 'question')}, each with one more to learn the way. Finds something, not everything.`;
    default:
      return assertNever(strategy);
  }
}

const OUTCOMES: Readonly<Record<SearchOutcome, string>> = {
  complete: 'ended',
  found: 'ended with the first hits',
  cancelled: 'cancelled',
  nobody: 'nobody to ask',
};

/** @returns how a search stands, in a word or two */
export function standingOf({ outcome }: Search): string {
  return outcome === null ? 'searching…' : OUTCOMES[outcome];
}

/** @returns how many rings a search by expanding ring has asked, as a further part of its standing; else nothing */
export function ringWords({ strategy, rounds }: Search): string {
  return strategy.kind === 'expanding-ring' && rounds > 0 ? ` after ${count(rounds, 'ring')}` : '';
}

/** @returns how many questions and answers of a search were not sent, as part of a sentence */
export function undeliveredWords(messages: number): string {
  return `${count(messages, 'message')} of it could not be sent`;
}

/** @returns what came of a search so far, in one sentence or two */
export function resultWords(search: Search, anatomy: Anatomy | undefined): string {
  const words = findings(search, anatomy);
  return search.undelivered
    ? `${words} ${undeliveredWords(search.undelivered)}, so it may be incomplete.`
    : words;
}

function findings(search: Search, anatomy: Anatomy | undefined): string {
  if (search.outcome === 'nobody') return 'It has no neighbours, so there was nobody to ask.';
  const reach = anatomy ? `${figure(anatomy.reached.length)} of ${count(anatomy.population, 'peer')}` : '';
  const [first] = search.answers;
  if (first) {
    const holders = new Set(search.answers.map(({ holder }) => holder)).size;
    const asked = anatomy ? `, ${reach} reached` : '';
    return `${count(holders, 'holder')}, the first after ${milliseconds(first.latencyMs)}${asked}.`;
  }
  if (search.outcome === null) return anatomy ? `${reach} reached so far.` : 'It has just begun.';
  const nothing =
    search.outcome === 'cancelled' ? 'Nothing was found before it was cancelled' : 'Nothing was found';
  return anatomy ? `${nothing}: it reached ${reach}${elsewhere(anatomy)}.` : `${nothing}.`;
}

/** A search that found nothing may have passed by who has it. */
function elsewhere({ missed }: Anatomy): string {
  return missed.length === 0
    ? ', and nobody here has it'
    : `, and ${count(missed.length, 'other')} ${missed.length === 1 ? 'has' : 'have'} it`;
}

/** @returns a length of time, such as "0.4 ms", "38 ms", "1.2 s" */
export function milliseconds(value: number): string {
  if (value >= 1_000) return `${(value / 1_000).toFixed(1)} s`;
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
}

/** @returns a share as a percentage; a dash where there is none */
export function share(value: number | null): string {
  return value === null ? '–' : `${Math.round(value * 100)} %`;
}
