import { type MouseEvent, memo } from 'react';
import type { NetworkState } from '../../shared/network/state/state';
import { printable } from '../../shared/text/printable';
import { classNames } from '../components/class-names';
import { TopicMark } from '../components/TopicMark';
import { count } from '../words/count';
import { describeEvent, isMessage } from '../words/describe-event';
import { namesAt } from '../words/names';
import { timeOfDay } from '../words/time';
import css from './EventRow.module.css';
import type { LogRow } from './log-tail';

const cx = classNames(css);

/** CSS pixels; the list counts on every row having it. */
export const ROW_HEIGHT = 24;

interface EventRowProps {
  readonly row: LogRow;
  readonly top: number;
  readonly network: NetworkState;
  readonly marked: boolean;
  readonly onMark: (key: string, event: MouseEvent) => void;
}

export const EventRow = memo(function EventRow({ row, top, network, marked, onMark }: EventRowProps) {
  const style = { transform: `translateY(${top}px)` };
  if (row.kind === 'skipped') {
    return (
      <div className={cx('row', 'skipped')} style={style}>
        {count(row.skipped, 'event')} skipped: they came faster than a list can show
      </div>
    );
  }
  const { event } = row;
  const { who, words, topic } = describeEvent(event, namesAt(network, event.seq));
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/noStaticElementInteractions: marking rows is for the pointer; the Copy button copies all of them without it
    <div className={cx('row', marked && 'marked')} style={style} onClick={(click) => onMark(row.key, click)}>
      <time className={cx('time')}>{timeOfDay(event.at)}</time>
      <TopicMark topic={topic} />
      <span className={cx('said')}>
        {who !== '' && <span className={cx('who')}>{who} </span>}
        {words}
      </span>
      {isMessage(event) && <code className={cx('frame')}>{printable(event.frame)}</code>}
    </div>
  );
});
