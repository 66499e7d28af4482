import { Ellipsis } from 'lucide-react';
import { Dialog, DialogTrigger, Popover } from 'react-aria-components';
import type { NetworkState } from '../../shared/network/state/state';
import type { Summary } from '../../shared/network/state/summary';
import { Button } from '../components/Button';
import { classNames } from '../components/class-names';
import overlay from '../components/overlay.module.css';
import { count, figure, size } from '../words/count';
import { PHASES } from '../words/phases';
import { Additions } from './Additions';
import css from './AllFigures.module.css';

const cx = classNames(css);
const ox = classNames(overlay);

interface AllFiguresProps {
  readonly network: NetworkState;
  readonly summary: Summary;
}

/** A button that shows every figure with its whole name, also those for which the bar has no room. */
export function AllFigures({ network, summary }: AllFiguresProps) {
  return (
    <DialogTrigger>
      <Button label="All figures" icon={Ellipsis} words="never" />
      <Popover className={ox('popover')} placement="top end" offset={4}>
        <Dialog aria-label="All figures" className={cx('dialog')}>
          <dl className={cx('list')}>
            {figuresOf(network, summary).map(([name, value]) => (
              <div key={name} className={cx('row')}>
                <dt>{name}</dt>
                <dd className="selectable">{value}</dd>
              </div>
            ))}
          </dl>
          <Additions additions={network.additions} />
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}

type Row = readonly [name: string, value: string];

/** @returns name and value of each figure of the bar, in the order of the bar */
function figuresOf({ process, totals }: NetworkState, summary: Summary): Row[] {
  return [
    ['Peers', figure(summary.peers)],
    ...PHASES.map((phase): Row => [`Peers ${phase}`, figure(summary.phases[phase])]),
    ['Links', figure(summary.links)],
    ['Links with one side not known', figure(summary.linksNotKnown)],
    ['Islands', figure(summary.islands)],
    ['Mean degree', summary.meanDegree.toFixed(1)],
    ['Messages a second', figure(Math.round(process.messagesPerSecond))],
    ['Messages received and sent', count(totals.messagesIn + totals.messagesOut, 'message')],
    ['Messages not sent', figure(totals.undelivered)],
    ['Unreadable frames', figure(totals.rejected)],
    ['Connections cut, datagrams dropped', figure(totals.cut)],
    ['Requests refused', figure(totals.refused)],
    ['Senders ignored', figure(totals.ignored)],
    ['Loop delay, mean', `${process.loopDelayMs.toFixed(1)} ms`],
    ['Loop delay, slowest 1 %', `${process.loopDelayP99Ms.toFixed(1)} ms`],
    ['Memory', size(process.memory)],
  ];
}
