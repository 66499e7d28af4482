import type { Report, Verdict } from '../../shared/network/report';
import { count } from './count';

const KINDS = { bootstrap: 'a bootstrap server', peer: 'a peer', unknown: 'something unknown' } as const;
const VERDICTS: readonly Verdict[] = ['exact', 'tolerated', 'wrong', 'no answer', 'not tried'];

/** @returns what was found, in one sentence */
export function headlineOf({ address, reachable, kind, recognition }: Report): string {
  if (!reachable) return `${address} cannot be reached.`;
  const { family, certainty } = recognition;
  if (family === 'exact') return `${address} is ${KINDS[kind]} that speaks the exact form.`;
  if (family === 'uncertain') return `${address} is ${KINDS[kind]} of no family that could be told.`;
  return `${address} is ${KINDS[kind]}, ${certainty === 'certain' ? '' : 'probably '}of family ${family}.`;
}

/** @returns how many checks came to which verdict, such as "14 exact, 2 wrong" */
export function countsIn({ checks }: Report): string {
  const parts = VERDICTS.flatMap((verdict) => {
    const number = checks.filter((check) => check.verdict === verdict).length;
    return number > 0 ? [`${number} ${verdict}`] : [];
  });
  return `${count(checks.length, 'check')}: ${parts.join(', ')}`;
}
