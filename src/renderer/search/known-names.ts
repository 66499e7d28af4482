import { wordsOf } from '../../shared/network/search/query-matching';
import type { NetworkState } from '../../shared/network/state/state';

export interface KnownName {
  readonly name: string;
  /** How many peers share it. */
  readonly holders: number;
}

/**
 * File names of the network that what is typed may become: each word typed is the beginning of one of the name's.
 * Those whose own beginning it is come first, then what more peers share.
 *
 * @param most as many as a person can look over
 */
export function knownNames({ peers }: NetworkState, typed: string, most: number): KnownName[] {
  const holders = new Map<string, number>();
  for (const { files } of peers.values()) {
    for (const name of files.keys()) holders.set(name, (holders.get(name) ?? 0) + 1);
  }
  const wanted = wordsOf(typed);
  const start = typed.trim().toLowerCase();
  const matching = [...holders].filter(([name]) => {
    const held = wordsOf(name);
    return wanted.every((word) => held.some((one) => one.startsWith(word)));
  });
  const begins = (name: string) => start !== '' && name.toLowerCase().startsWith(start);
  matching.sort(
    ([one, oneHolders], [other, otherHolders]) =>
      Number(begins(other)) - Number(begins(one)) ||
      otherHolders - oneHolders ||
      one.localeCompare(other, 'en'),
  );
  return matching.slice(0, most).map(([name, count]) => ({ name, holders: count }));
}
