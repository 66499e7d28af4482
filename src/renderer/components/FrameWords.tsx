import type { MessageBody } from '../../shared/network/events';
import { explainDeviation } from '../../shared/protocol/deviation';
import { printable } from '../../shared/text/printable';
import { describeFrame } from '../words/describe-message';
import type { NameOf } from '../words/names';
import { classNames } from './class-names';
import css from './FrameWords.module.css';

const cx = classNames(css);

/** A frame as it crossed the wire, what it means, and where it strays from the protocol. */
export function FrameWords({ message, nameOf }: { message: MessageBody; nameOf: NameOf }) {
  return (
    <div className={cx('words')}>
      <code className={cx('frame')}>{printable(message.frame)}</code>
      <p className={cx('meaning')}>{describeFrame(message.frame, nameOf)}</p>
      {message.deviations.map((note) => (
        <p key={note.name} className={cx('deviation')}>
          {explainDeviation(note)}
        </p>
      ))}
    </div>
  );
}
