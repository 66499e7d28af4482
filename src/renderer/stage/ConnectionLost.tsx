import { Unplug } from 'lucide-react';
import { Button } from '../components/Button';
import { classNames } from '../components/class-names';
import { tryNow } from '../lab/connection';
import { useCurrentLab, useLab } from '../lab/context';
import { clockTime } from '../words/time';
import css from './ConnectionLost.module.css';

const cx = classNames(css);

/** Says that the picture stands still, since when, why, and that it is being seen to. */
export function ConnectionLost() {
  const lab = useCurrentLab();
  const connection = useLab((state) => state.connection);
  const seen = useLab((state) => state.version > 0);
  // Its clock stands in the events, of which there is one a second.
  const until = useLab((state) => state.network.at);
  if (connection !== 'lost' && connection !== 'silent') return null;
  const lost = connection === 'lost';
  return (
    <div className={cx('banner')} role="alert">
      <Unplug size={16} aria-hidden />
      <p>
        <strong>{seen && lost ? 'The connection to the lab is lost.' : 'The lab does not answer.'}</strong>{' '}
        {seen && `What you see is how it was at ${clockTime(until)}. `}
        {lost ? tryingWords() : 'The page goes on by itself once the lab answers.'}
      </p>
      {lost && <Button label="Try now" look="outlined" onPress={() => tryNow(lab)} />}
    </div>
  );
}

function tryingWords(): string {
  return window.syncPulseDesktop === undefined
    ? 'Trying again … If the lab was started again, open the address that it printed.'
    : 'Trying again …';
}
