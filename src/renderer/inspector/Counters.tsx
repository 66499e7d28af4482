import type { Traffic } from '../../shared/network/state/state';
import { topicOf, VERB_NAMES } from '../../shared/protocol/verbs';
import { classNames } from '../components/class-names';
import { TopicMark } from '../components/TopicMark';
import { figure, size } from '../words/count';
import css from './Counters.module.css';

const cx = classNames(css);

/** @returns whether there is anything to show: a message, a file, or something that was refused */
export function hasTraffic(traffic: Traffic): boolean {
  const { messagesIn, messagesOut, fileBytesIn, fileBytesOut } = traffic;
  const { undelivered, rejected, cut, refused, ignored } = traffic;
  const counts = [messagesIn, messagesOut, fileBytesIn, fileBytesOut, undelivered, rejected, cut, refused];
  return ignored > 0 || counts.some((count) => count > 0);
}

/** Messages and bytes, in and out, by verb. Verbs that never came are left out. */
export function Counters({ traffic }: { traffic: Traffic }) {
  const verbs = VERB_NAMES.filter((verb) => (traffic.in[verb] ?? 0) + (traffic.out[verb] ?? 0) > 0);
  const files = traffic.fileBytesIn + traffic.fileBytesOut;
  if (!hasTraffic(traffic)) {
    return <p className={cx('none')}>It has neither sent nor received anything.</p>;
  }
  return (
    <table className={cx('table')}>
      <thead>
        <tr>
          <th scope="col">Verb</th>
          <th scope="col">Received</th>
          <th scope="col">Sent</th>
        </tr>
      </thead>
      <tbody>
        {verbs.map((verb) => (
          <tr key={verb}>
            <th scope="row">
              <span className={cx('verb')}>
                <TopicMark topic={topicOf(verb)} />
                {verb}
              </span>
            </th>
            <td>{figure(traffic.in[verb] ?? 0)}</td>
            <td>{figure(traffic.out[verb] ?? 0)}</td>
          </tr>
        ))}
        <tr className={cx('sum')}>
          <th scope="row">Size</th>
          <td>{size(traffic.bytesIn)}</td>
          <td>{size(traffic.bytesOut)}</td>
        </tr>
        {files > 0 && (
          <tr>
            <th scope="row">Files</th>
            <td>{size(traffic.fileBytesIn)}</td>
            <td>{size(traffic.fileBytesOut)}</td>
          </tr>
        )}
        {traffic.undelivered > 0 && (
          <tr className={cx('bad')}>
            <th scope="row">Not sent</th>
            <td />
            <td>{figure(traffic.undelivered)}</td>
          </tr>
        )}
        {traffic.rejected > 0 && (
          <tr className={cx('bad')}>
            <th scope="row">Unreadable frames</th>
            <td>{figure(traffic.rejected)}</td>
            <td />
          </tr>
        )}
        {traffic.cut > 0 && (
          <tr className={cx('bad')}>
            <th scope="row">Cut or dropped</th>
            <td>{figure(traffic.cut)}</td>
            <td />
          </tr>
        )}
        {traffic.refused > 0 && (
          <tr className={cx('bad')}>
            <th scope="row">Refused</th>
            <td>{figure(traffic.refused)}</td>
            <td />
          </tr>
        )}
        {traffic.ignored > 0 && (
          <tr className={cx('bad')}>
            <th scope="row">Senders ignored</th>
            <td>{figure(traffic.ignored)}</td>
            <td />
          </tr>
        )}
      </tbody>
    </table>
  );
}
