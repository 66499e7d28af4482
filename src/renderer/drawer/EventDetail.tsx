import { X } from 'lucide-react';
import type { NetworkEvent } from '../../shared/network/events';
import type { NetworkState } from '../../shared/network/state/state';
import { printable } from '../../shared/text/printable';
import { Button } from '../components/Button';
import { classNames } from '../components/class-names';
import { FrameWords } from '../components/FrameWords';
import { size } from '../words/count';
import { describeEvent, isMessage } from '../words/describe-event';
import { namesAt } from '../words/names';
import { timeOfDay } from '../words/time';
import css from './EventDetail.module.css';
import { EventLinks } from './EventLinks';
import type { LogRow } from './log-tail';

const cx = classNames(css);

interface EventDetailProps {
  readonly event: NetworkEvent;
  /** The list that it stands in. */
  readonly rows: readonly LogRow[];
  readonly network: NetworkState;
  /** Marks another event of the list, by the key of its row. */
  readonly onShow: (key: string) => void;
  readonly onClose: () => void;
}

/** The one marked event, whole. */
export function EventDetail({ event, rows, network, onShow, onClose }: EventDetailProps) {
  const nameOf = namesAt(network, event.seq);
  const { who, words } = describeEvent(event, nameOf);
  return (
    <aside className={cx('detail')} aria-label="Marked event">
      <div className={cx('head')}>
        <span className={cx('facts')}>
          #{event.seq} · {timeOfDay(event.at)}
          {isMessage(event) && ` · ${event.transport.toUpperCase()} · ${size(event.bytes)}`}
        </span>
        <Button label="Close the marked event" icon={X} words="never" onPress={onClose} />
      </div>
      <p className={`${cx('said')} selectable`}>
        {who} {words}
      </p>
      {isMessage(event) && <FrameWords message={event} nameOf={nameOf} />}
      {event.type === 'frame:rejected' && <code className={cx('frame')}>{printable(event.frame)}</code>}
      <EventLinks event={event} rows={rows} network={network} onShow={onShow} />
    </aside>
  );
}
