import type { Problem } from '../../shared/problem';
import { Button } from '../components/Button';
import { classNames } from '../components/class-names';
import { openDialog } from '../dialogs/open-dialog';
import { useCurrentLab } from '../lab/context';
import css from './ExperimentFailed.module.css';

const cx = classNames(css);

/** Why there is no report, with the button that begins again. */
export function ExperimentFailed({ problem }: { problem: Problem }) {
  const lab = useCurrentLab();
  return (
    <div className={cx('failed')} role="alert">
      <p>{problem.sentence}</p>
      <Button label="Run it again…" look="outlined" onPress={() => openDialog(lab, { kind: 'experiment' })} />
    </div>
  );
}
