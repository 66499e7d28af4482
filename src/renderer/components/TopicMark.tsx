import type { Topic } from '../words/describe-event';
import { classNames } from './class-names';
import css from './TopicMark.module.css';

const cx = classNames(css);

/** What a line is about, as a bar of colour before its words. */
export function TopicMark({ topic }: { topic: Topic }) {
  return <span className={cx('mark', topic)} aria-hidden />;
}
