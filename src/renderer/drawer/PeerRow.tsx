import { type MouseEvent, memo } from 'react';
import type { PeerId } from '../../shared/network/events';
import { isAlone } from '../../shared/network/state/link-listing';
import type { PeerState } from '../../shared/network/state/state';
import { printable } from '../../shared/text/printable';
import { classNames } from '../components/class-names';
import { PhaseMark } from '../components/PhaseMark';
import { figure } from '../words/count';
import { neighbourCount } from '../words/listing';
import { duration } from '../words/time';
import css from './PeerRow.module.css';

const cx = classNames(css);

/** Height of a row, CSS pixels. */
export const PEER_ROW = 24;

export function rowId(id: PeerId): string {
  return `peer-row-${id}`;
}

interface PeerRowProps {
  readonly peer: PeerState;
  /** Its counters advance in place, so their sum tells whether the row is to be drawn again. */
  readonly messages: number;
  readonly now: number;
  readonly index: number;
  readonly top: number;
  readonly selected: boolean;
  readonly current: boolean;
  readonly onPoint: (id: PeerId, event: MouseEvent) => void;
  readonly onMenu: (id: PeerId, event: MouseEvent) => void;
  readonly onGo: (id: PeerId) => void;
}

export const PeerRow = memo(function PeerRow(props: PeerRowProps) {
  const { peer, index, top, selected, current } = props;
  return (
    // biome-ignore lint/a11y/useSemanticElements lint/a11y/useFocusableInteractive lint/a11y/useKeyWithClickEvents: the grid around it holds the focus and handles the keys
    <div
      id={rowId(peer.id)}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={selected}
      className={cx('row', 'peer', selected && 'selected', current && 'current')}
      style={{ transform: `translateY(${top}px)` }}
      onClick={(event) => props.onPoint(peer.id, event)}
      onContextMenu={(event) => props.onMenu(peer.id, event)}
      onDoubleClick={() => props.onGo(peer.id)}
    >
      <Cell name="name">
        <PhaseMark phase={peer.phase} hosted={peer.hosted} />
        <span className={cx('text')}>{printable(peer.name)}</span>
      </Cell>
      <Cell name="address">{peer.id}</Cell>
      <Cell name="phase">
        {peer.phase}
        {peer.phase === 'joined' && !peer.registered && ', not registered'}
        {!peer.hosted && ', hosted elsewhere'}
        {isAlone(peer) && <span className={cx('alone')}>alone</span>}
      </Cell>
      <Cell name="since" number>
        {duration(props.now - peer.since)}
      </Cell>
      <Cell name="neighbours" number>
        {neighbourCount(peer)}
      </Cell>
      <Cell name="received" number>
        {figure(peer.traffic.messagesIn)}
      </Cell>
      <Cell name="sent" number>
        {figure(peer.traffic.messagesOut)}
      </Cell>
      <Cell name="problem">
        <span className={cx('text')}>{peer.problem?.sentence}</span>
      </Cell>
    </div>
  );
});

interface CellProps {
  readonly name: string;
  readonly number?: boolean;
  readonly children: React.ReactNode;
}

function Cell({ name, number = false, children }: CellProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements lint/a11y/useFocusableInteractive: part of a grid that a virtual list lays out
    <div role="gridcell" className={cx('cell', name, number && 'number')}>
      {children}
    </div>
  );
}
