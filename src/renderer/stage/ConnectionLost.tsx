import { Unplug } from 'lucide-react';
import { Button } from '../components/Button';
import { classNames } from '../components/class-names';
import { tryNow } from '../connection';
import { useLab } from '../store';
import css from './ConnectionLost.module.css';

const cx = classNames(css);

/** Says that the picture stands still, why, and that it is being seen to. */
export function ConnectionLost() {
  const lost = useLab((state) => state.connection === 'lost');
  const seen = useLab((state) => state.version > 0);
  if (!lost) return null;
  return (
    <div className={cx('banner')} role="alert">
      <Unplug size={16} aria-hidden />
      <p>
        <strong>{seen ? 'The connection to the lab is lost.' : 'The lab does not answer.'}</strong>{' '}
        {seen && 'What you see is how it was. '}
        {window.syncPulseDesktop === undefined
          ? 'Trying again … If it was started anew, open the address that it printed.'
          : 'Trying again …'}
      </p>
      <Button label="Try now" look="outlined" onPress={tryNow} />
    </div>
  );
}
