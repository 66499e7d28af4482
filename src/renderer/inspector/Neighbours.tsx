import { CircleOff } from 'lucide-react';
import type { NetworkState, PeerState } from '../../shared/network/state/state';
import { goTo } from '../actions/go-to';
import { CopyAddress } from '../components/Address';
import { classNames } from '../components/class-names';
import { PhaseMark } from '../components/PhaseMark';
import { useCurrentLab } from '../lab/context';
import { useNow } from '../now';
import { TABLE_NOT_KNOWN } from '../words/listing';
import { portOf } from '../words/names';
import { duration } from '../words/time';
import css from './Neighbours.module.css';
import { type NeighbourLine, neighbourLines } from './neighbour-list';

const cx = classNames(css);

/** Rows drawn; a star's centre may have thousands. */
const MOST_SHOWN = 300;

const ASIDE: Readonly<Record<NeighbourLine['kind'], string>> = {
  mutual: '',
  stale: 'gone',
  'one-sided': 'does not have it',
  believes: 'has it, one-sided',
  'not-known': 'other side not known',
};

/** The neighbour table. A line goes to that neighbour; what only one side believes is said so. */
export function Neighbours({ network, peer }: { network: NetworkState; peer: PeerState }) {
  const lab = useCurrentLab();
  const now = useNow();
  const lines = neighbourLines(network, peer);
  const table = peer.hosted ? null : <p className={cx('none')}>{TABLE_NOT_KNOWN}</p>;
  if (lines.length === 0)
    return table ?? <p className={cx('none')}>None. Join it, or drag a line to it from another peer.</p>;
  const list = (
    <ul className={cx('list')}>
      {lines.slice(0, MOST_SHOWN).map((line) => (
        <li key={line.id} className={cx('entry')}>
          <button
            type="button"
            className={cx('line', line.kind !== 'mutual' && line.kind !== 'not-known' && 'aside')}
            onClick={() => line.peer && goTo(lab, line.id)}
            disabled={line.peer === null}
          >
            {line.peer ? (
              <PhaseMark phase={line.peer.phase} hosted={line.peer.hosted} />
            ) : (
              <CircleOff size={12} aria-hidden />
            )}
            <span className={cx('name')}>{line.name}</span>
            <span className={cx('port')}>{line.peer ? portOf(line.id) : ''}</span>
            <span className={cx('since')}>
              {ASIDE[line.kind] || (line.since === null ? '' : duration(now - line.since))}
            </span>
          </button>
          <CopyAddress of={line.id} whose={line.name} />
        </li>
      ))}
      {lines.length > MOST_SHOWN && <li className={cx('none')}>and {lines.length - MOST_SHOWN} more</li>}
    </ul>
  );
  return (
    <>
      {list}
      {table}
    </>
  );
}
