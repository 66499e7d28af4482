import { CircleCheck, TriangleAlert, X } from 'lucide-react';
import { printable } from '../../shared/text/printable';
import { Button } from '../components/Button';
import { classNames } from '../components/class-names';
import { useCurrentLab, useLab, useLabPart } from '../lab/context';
import css from './Notices.module.css';
import { dismiss, type Notice, notices } from './notices';

const cx = classNames(css);

/** Notices on the screen at once; older ones wait. */
const MOST_SHOWN = 3;

/** What went wrong and what to do, in a corner of the canvas, until it is put away. */
export function Notices() {
  const lab = useCurrentLab();
  const shown = useLabPart(notices, (state) => state.shown);
  const lost = useLab((state) => state.connection === 'lost' || state.connection === 'silent');
  const hidden = Math.max(0, shown.length - MOST_SHOWN);
  // Without a link nothing could be done about them; they wait behind the word about the link.
  if (lost) return null;
  return (
    <section className={cx('stack')} aria-label="Notices" aria-live="polite">
      {shown.slice(-MOST_SHOWN).map((notice) => (
        <Card key={notice.key} notice={notice} />
      ))}
      {hidden > 0 && (
        <div className={cx('more')}>
          {hidden} more
          <Button label="Put all away" look="link" onPress={() => notices(lab).setState({ shown: [] })} />
        </div>
      )}
    </section>
  );
}

function Card({ notice }: { notice: Notice }) {
  const lab = useCurrentLab();
  const { key, tone, title, sentence, details, remedy } = notice;
  const Icon = tone === 'error' ? TriangleAlert : CircleCheck;
  const heal = () => {
    if (!remedy?.keepsNotice) dismiss(lab, key);
    remedy?.run();
  };
  return (
    <article className={cx('card', tone)}>
      <Icon size={16} aria-hidden className={cx('icon')} />
      <div className={cx('words')}>
        <h3 className={cx('title')}>{printable(title)}</h3>
        {sentence && <p className={`${cx('sentence')} selectable`}>{printable(sentence)}</p>}
        {details && (
          <details className={cx('details')}>
            <summary>Why</summary>
            <ul className="selectable">
              {details.map((detail) => (
                <li key={detail}>{printable(detail)}</li>
              ))}
            </ul>
          </details>
        )}
        {remedy && (
          <div className={cx('remedy')}>
            <Button label={remedy.label} look="outlined" onPress={heal} />
          </div>
        )}
      </div>
      <Button label="Put the notice away" icon={X} words="never" onPress={() => dismiss(lab, key)} />
    </article>
  );
}
