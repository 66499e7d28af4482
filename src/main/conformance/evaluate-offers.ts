import { keyOf } from '../../shared/protocol/address';
import type { MessageOf, Offer } from '../../shared/protocol/message';
import type { Expectation } from './rule';
import type { OwnEntry, Trial } from './trial';

/** Judges a list of neighbours by what the doctor knows of it: the entries that it made itself. */
export function evaluateOffers({ offers }: MessageOf<'REGOK'>, trial: Trial): Expectation {
  const wrong: string[] = [];
  const tolerated: string[] = [];
  const keys: string[] = offers.map(({ address }) => keyOf(address));
  const asker = askedFor(trial);
  const others = trial.entries.filter(({ address }) => keyOf(address) !== asker);

  if (trial.name === 'reg-second' && offers.length === 0 && others.length > 0) {
    tolerated.push(
      'it offers nobody although others are registered, so the newcomer stays alone: offer up to two',
    );
  }
  if (new Set(keys).size < keys.length)
    wrong.push('it offers the same neighbour twice: draw without putting back');
  if (asker !== null && keys.includes(asker)) {
    wrong.push('it offers the newcomer itself: draw from the others, or add the newcomer after drawing');
  }
  for (const offer of offers) {
    const finding = misnamed(offer, others);
    if (finding) tolerated.push(finding);
  }
  const findings = [...wrong, ...tolerated];
  return { verdict: wrong.length > 0 ? 'wrong' : tolerated.length > 0 ? 'tolerated' : 'exact', findings };
}

/** The address that the REG of this trial was for. */
function askedFor({ sent }: Trial): string | null {
  const [, , ip, port] = (sent[0] ?? '').split(' ');
  return ip === undefined || port === undefined ? null : `${ip}:${port}`;
}

/** The doctor knows the names of its own entries; those of others it cannot judge. */
function misnamed({ address, name }: Offer, entries: readonly OwnEntry[]): string | null {
  if (name === undefined) return null;
  const own = entries.filter((entry) => keyOf(entry.address) === keyOf(address));
  if (own.length === 0 || own.some((entry) => entry.name === name)) return null;
  const cut = own.find((entry) => entry.name.startsWith(name));
  return cut
    ? `it lists ${cut.name} as "${name}": the end of the list is cut, so send it to its last character`
    : `it lists ${keyOf(address)}, registered as ${own[0]?.name}, under another name: keep what REG said`;
}
