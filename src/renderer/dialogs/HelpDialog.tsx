import { classNames } from '../components/class-names';
import { DialogBody, DialogFrame } from './DialogFrame';
import css from './HelpDialog.module.css';
import { GESTURES, type HelpGroup, KEYS } from './keys-and-gestures';

const cx = classNames(css);

export function HelpDialog() {
  return (
    <DialogFrame title="Keys and gestures" width="wide">
      <DialogBody title="All keys and gestures">
        <div className={cx('columns')}>
          <Column groups={KEYS} />
          <Column groups={GESTURES} />
        </div>
      </DialogBody>
    </DialogFrame>
  );
}

function Column({ groups }: { groups: readonly HelpGroup[] }) {
  return (
    <div>
      {groups.map(({ title, lines }) => (
        <section key={title} className={cx('group')}>
          <h3 className={cx('title')}>{title}</h3>
          <dl>
            {lines.map(({ keys, does }) => (
              <div key={`${keys.join(' ')} ${does}`} className={cx('line')}>
                <dt className={cx('keys')}>
                  {keys.map((key) => (
                    <kbd key={key} className={cx('key')}>
                      {key}
                    </kbd>
                  ))}
                </dt>
                <dd>{does}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </div>
  );
}
