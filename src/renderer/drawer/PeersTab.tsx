import { useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useRef, useState } from 'react';
import { addPeers } from '../actions/commands';
import { PEERS_GRID_ID } from '../actions/focus';
import { Button } from '../components/Button';
import { classNames } from '../components/class-names';
import { Empty } from '../components/Empty';
import { useCurrentLab, useLab, useNetwork } from '../lab/context';
import { useNow } from '../now';
import { PeerHeader } from './PeerHeader';
import { PEER_ROW, PeerRow, rowId } from './PeerRow';
import css from './PeersTab.module.css';
import { type Order, sortPeers } from './sort-peers';
import { usePeerGrid } from './use-peer-grid';

const cx = classNames(css);

/** The canvas as a table: the same peers, the same selection, the same actions. */
export function PeersTab() {
  const lab = useCurrentLab();
  const network = useNetwork();
  const now = useNow();
  const selection = useLab((state) => state.selection);
  const [order, setOrder] = useState<Order>({ by: 'address', descending: false });
  // The state is replaced with every event, so it stands for its contents.
  const peers = useMemo(() => sortPeers(network.peers.values(), order), [network, order]);
  const body = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: peers.length,
    getScrollElement: () => body.current,
    estimateSize: () => PEER_ROW,
    getItemKey: (index) => peers[index]?.id ?? index,
    overscan: 8,
  });
  const grid = usePeerGrid(peers, (index) => virtual.scrollToIndex(index));

  if (peers.length === 0) {
    return (
      <Empty action={<Button label="Add one peer" look="outlined" onPress={() => void addPeers(lab)} />}>
        Every peer gets a row here, and everything that can be done on the canvas can be done from it.
      </Empty>
    );
  }
  const cursor = grid.cursor === null ? {} : { 'aria-activedescendant': rowId(grid.cursor) };
  return (
    // biome-ignore lint/a11y/useSemanticElements: rows are placed by the virtual list, which a table element cannot
    <div
      id={PEERS_GRID_ID}
      role="grid"
      aria-label="Peers"
      aria-rowcount={peers.length + 1}
      aria-colcount={8}
      aria-multiselectable
      tabIndex={0}
      className={cx('grid')}
      onKeyDown={grid.onKeyDown}
      onFocus={grid.onFocus}
      {...cursor}
    >
      <PeerHeader order={order} onOrder={setOrder} />
      {/* biome-ignore lint/a11y/useSemanticElements: rows are placed by the virtual list, which a table element cannot */}
      <div ref={body} role="rowgroup" className={cx('body')}>
        <div className={cx('all')} style={{ height: virtual.getTotalSize() }} role="presentation">
          {virtual.getVirtualItems().map((item) => {
            const peer = peers[item.index];
            return peer === undefined ? null : (
              <PeerRow
                key={item.key}
                peer={peer}
                messages={peer.traffic.messagesIn + peer.traffic.messagesOut}
                now={now}
                index={item.index}
                top={item.start}
                selected={selection.has(peer.id)}
                current={grid.cursor === peer.id}
                onPoint={grid.onPoint}
                onMenu={grid.onMenu}
                onGo={grid.onGo}
              />
            );
          })}
        </div>
      </div>
    </div>
  );
}
