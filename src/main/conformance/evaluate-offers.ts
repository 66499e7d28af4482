import { keyOf } from '../../shared/protocol/address';
import type { MessageOf, Offer } from '../../shared/protocol/message';
import type { Evaluation } from './rule';
import type { OwnEntry, Trial } from './trial';

/** Evaluates a list of neighbours by the entries that the doctor registered itself. */
export function evaluateOffers({ offers }: MessageOf<'REGOK'>, trial: Trial): Evaluation {
  const wrong: string[] = [];
  const tolerated: string[] = [];
  const keys: string[] = offers.map(({ address }) => keyOf(address));
  const requester = askedFor(trial);
  const others = trial.entries.filter(({ address }) => keyOf(address) !== requester);

  if (trial.name === 'reg-second' && offers.length === 0 && others.length > 0) {
    tolerated.push(
      'it offers no neighbour although others are registered, so the new peer stays isolated: offer up to two',
    );
  }
  if (new Set(keys).size < keys.length)
    wrong.push('it offers the same neighbour twice: draw without replacement');
  if (requester !== null && keys.includes(requester)) {
    wrong.push('it offers the new peer itself: draw from the others, or add the new peer after drawing');
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

/** Only the names of the doctor's own entries can be checked. */
function misnamed({ address, name }: Offer, entries: readonly OwnEntry[]): string | null {
  if (name === undefined) return null;
  const own = entries.filter((entry) => keyOf(entry.address) === keyOf(address));
  if (own.length === 0 || own.some((entry) => entry.name === name)) return null;
  const cut = own.find((entry) => entry.name.startsWith(name));
  return cut
    ? `it lists ${cut.name} as "${name}": the end of the list is cut, so send it to its last character`
    : `it lists ${keyOf(address)}, registered as ${own[0]?.name}, under another name: keep the name that REG carried`;
}
