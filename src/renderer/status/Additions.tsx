import { ProgressBar } from 'react-aria-components';
import type { Addition } from '../../shared/network/state/snapshot-schema';
import { cancelAddition } from '../actions/commands';
import { Button } from '../components/Button';
import { classNames } from '../components/class-names';
import { useCurrentLab } from '../lab/context';
import { figure } from '../words/count';
import css from './Additions.module.css';

const cx = classNames(css);

/** How far the peers are that are being added, with a way to stop. A single peer needs neither. */
export function Additions({ additions }: { additions: ReadonlyMap<string, Addition> }) {
  const lab = useCurrentLab();
  const shown = [...additions.values()].filter((addition) => addition.count > 1);
  return shown.map(({ id, count, added, settled }) => (
    <div key={id} data-figure className={cx('addition')}>
      <ProgressBar
        aria-label={`Adding ${figure(count)} peers`}
        value={added + settled}
        maxValue={2 * count}
        className={cx('progress')}
      >
        {({ percentage }) => (
          <span className={cx('track')}>
            <span className={cx('done')} style={{ width: `${percentage ?? 0}%` }} />
          </span>
        )}
      </ProgressBar>
      <span className={cx('words')}>
        {settled < count && added === count
          ? `joining ${figure(settled)} of ${figure(count)}`
          : `adding ${figure(added)} of ${figure(count)}`}
      </span>
      <Button label="Cancel" look="link" onPress={() => void cancelAddition(lab, id)} />
    </div>
  ));
}
