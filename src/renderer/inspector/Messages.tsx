import { ArrowDownLeft, ArrowUpRight } from 'lucide-react';
import { memo, useMemo } from 'react';
import type { MessageBody, NetworkEvent, Observer } from '../../shared/network/events';
import type { Identity } from '../../shared/network/state/identity';
import type { NetworkState } from '../../shared/network/state/state';
import { classNames } from '../components/class-names';
import { FrameWords } from '../components/FrameWords';
import { useLogTail } from '../drawer/use-log-tail';
import { isMessage } from '../words/describe-event';
import { type NameOf, namesAt } from '../words/names';
import { timeOfDay } from '../words/time';
import css from './Messages.module.css';
import { Section } from './Section';

const cx = classNames(css);

/** Messages kept for each actor, here and in the main process. */
const KEPT = 200;

interface MessagesProps {
  readonly observer: Observer;
  readonly network: NetworkState;
  /** Only those that have to do with this peer. */
  readonly about?: Identity;
  readonly title?: string;
  /** Stands behind the title before the count. */
  readonly aside?: string;
}

/** The last messages that one actor sent or received, newest first, as raw frames with their meaning. */
export function Messages({ observer, network, about, title = 'Messages', aside }: MessagesProps) {
  const { state } = useLogTail(
    { observer, last: KEPT, messages: 'only', ...(about === undefined ? {} : { identity: about }) },
    KEPT,
  );
  const messages = useMemo(
    () =>
      state.rows
        .flatMap((row) => (row.kind === 'event' && isMessage(row.event) ? [row.event] : []))
        .reverse(),
    [state.rows],
  );
  return (
    <Section
      title={title}
      note={[aside, messages.length === KEPT ? `last ${KEPT}` : messages.length].filter(Boolean).join(' · ')}
    >
      {messages.length === 0 ? (
        <p className={cx('none')}>None yet. They appear here as they cross the wire.</p>
      ) : (
        <ol className={cx('list')}>
          {messages.map((message) => {
            const nameOf = namesAt(network, message.seq);
            return (
              <Line
                key={message.seq}
                message={message}
                nameOf={nameOf}
                sent={(message.type === 'message:sent') === (message.observer === observer)}
                other={nameOf(message.observer === observer ? otherSide(message) : message.observer)}
              />
            );
          })}
        </ol>
      )}
    </Section>
  );
}

function otherSide(message: MessageBody): Observer {
  return message.type === 'message:sent' ? message.to : message.from;
}

interface LineProps {
  readonly message: NetworkEvent & MessageBody;
  readonly nameOf: NameOf;
  /** By the actor whose list it is; an external peer's messages are seen by those whom it speaks with. */
  readonly sent: boolean;
  readonly other: string;
}

const Line = memo(
  function Line({ message, nameOf, sent, other }: LineProps) {
    const Arrow = sent ? ArrowUpRight : ArrowDownLeft;
    return (
      <li className={cx('line')}>
        <div className={cx('head')}>
          <Arrow size={13} aria-hidden className={cx(sent ? 'sent' : 'received')} />
          <span className={cx('route')}>
            {sent ? 'to' : 'from'} {other}
          </span>
          <span className={cx('when')}>
            {message.transport.toUpperCase()} {timeOfDay(message.at)}
          </span>
        </div>
        <FrameWords message={message} nameOf={nameOf} />
      </li>
    );
  },
  // A message never changes; only the names of those in it may.
  (one, two) => one.message === two.message && one.other === two.other,
);
