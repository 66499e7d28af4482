import type { NetworkEvent } from '../../shared/network/events';
import type { NetworkState } from '../../shared/network/state/state';
import { Button } from '../components/Button';
import { classNames } from '../components/class-names';
import { count } from '../words/count';
import { describeEvent } from '../words/describe-event';
import { namesAt } from '../words/names';
import css from './EventLinks.module.css';
import { type EventRow, effectsOf } from './event-effects';
import type { LogRow } from './log-tail';

const cx = classNames(css);

/** Effects that are listed; a search spreads to hundreds of peers. */
const MAX_SHOWN = 10;

interface EventLinksProps {
  readonly event: NetworkEvent;
  /** The events of the list: only those can be shown. */
  readonly rows: readonly LogRow[];
  readonly network: NetworkState;
  readonly onShow: (key: string) => void;
}

/** What led to the marked event, and what it led to, each as a link to that event in the list. */
export function EventLinks({ event, rows, network, onShow }: EventLinksProps) {
  const seq = 'cause' in event ? (event.cause ?? null) : null;
  const { cause, effects } = effectsOf(event.seq, seq, rows);
  const link = (row: EventRow) => {
    const { who, words } = describeEvent(row.event, namesAt(network, row.event.seq));
    const label = `#${row.event.seq} ${who} ${words}`.replace('  ', ' ');
    return <Button label={label} look="link" onPress={() => onShow(row.key)} />;
  };
  const more = effects.length - MAX_SHOWN;
  return (
    <>
      {seq !== null && (
        <section className={cx('links')} aria-label="Caused by">
          <h3 className={cx('title')}>Caused by</h3>
          {cause ? link(cause) : <p className={cx('note')}>#{seq}, which is not in this list</p>}
        </section>
      )}
      {effects.length > 0 && (
        <section className={cx('links')} aria-label="Caused">
          <h3 className={cx('title')}>Caused</h3>
          <ul className={cx('list')}>
            {effects.slice(0, MAX_SHOWN).map((row) => (
              <li key={row.key}>{link(row)}</li>
            ))}
          </ul>
          {more > 0 && <p className={cx('note')}>and {count(more, 'more event')}</p>}
        </section>
      )}
    </>
  );
}
