import { useVirtualizer } from '@tanstack/react-virtual';
import { type MouseEvent, useEffect, useLayoutEffect, useRef } from 'react';
import { addPeers } from '../actions/commands';
import { EVENTS_LIST_ID } from '../actions/focus';
import { Button } from '../components/Button';
import { classNames } from '../components/class-names';
import { Empty } from '../components/Empty';
import { useCurrentLab, useLabPart, useNetwork } from '../lab/context';
import { EventDetail } from './EventDetail';
import { EventRow, ROW_HEIGHT } from './EventRow';
import css from './EventsTab.module.css';
import { eventView, filterOf, isFiltered, MOST_ROWS, NO_FILTER } from './event-view';
import { clearRows, markRow, rowSelection } from './row-selection';
import { useDebounced } from './use-debounced';
import { useLogTail } from './use-log-tail';

const cx = classNames(css);

/** Everything that happened and passes the filter, newest below. It follows the end until one scrolls up. */
export function EventsTab() {
  const lab = useCurrentLab();
  const view = useLabPart(eventView, (state) => state);
  const filter = useDebounced(filterOf(view), 250);
  const { state, tail } = useLogTail(filter, MOST_ROWS);
  const { rows, trimmed } = state;
  const network = useNetwork();
  const marked = useLabPart(rowSelection, (state) => state);
  const list = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const before = useRef(0);

  useEffect(() => {
    eventView(lab).setState({ tail });
    atEnd.current = true;
    clearRows(lab);
    return () => eventView(lab).setState({ tail: null });
  }, [lab, tail]);

  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => list.current,
    estimateSize: () => ROW_HEIGHT,
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: 12,
  });

  useLayoutEffect(() => {
    const element = list.current;
    const gone = trimmed - before.current;
    before.current = trimmed;
    if (!element || rows.length === 0) return;
    if (atEnd.current) element.scrollTop = element.scrollHeight;
    else if (gone > 0) element.scrollTop -= gone * ROW_HEIGHT;
  }, [rows, trimmed]);

  const onScroll = () => {
    const element = list.current;
    if (!element) return;
    atEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < ROW_HEIGHT;
  };

  const mark = (key: string, event: MouseEvent) => {
    const how = event.shiftKey ? 'range' : event.ctrlKey || event.metaKey ? 'toggle' : 'one';
    const order = rows.map((row) => row.key);
    rowSelection(lab).setState((selection) => markRow(selection, order, key, how));
  };

  const show = (key: string) => {
    const index = rows.findIndex((row) => row.key === key);
    if (index < 0) return;
    // The list stays at the event that is looked at, also while others come.
    atEnd.current = false;
    rowSelection(lab).setState({ keys: new Set([key]), anchor: key });
    virtual.scrollToIndex(index, { align: 'center' });
  };

  if (rows.length === 0) return state.status === 'live' ? <NothingYet filtered={isFiltered(view)} /> : null;
  const single = marked.keys.size === 1 ? rows.find((row) => marked.keys.has(row.key)) : undefined;
  return (
    <div className={cx('tab')}>
      <div
        ref={list}
        className={cx('list')}
        onScroll={onScroll}
        id={EVENTS_LIST_ID}
        role="log"
        aria-label="Events"
        aria-live="off"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by key
        tabIndex={0}
      >
        <div className={cx('all')} style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((item) => {
            const row = rows[item.index];
            return row === undefined ? null : (
              <EventRow
                key={item.key}
                row={row}
                top={item.start}
                network={network}
                marked={marked.keys.has(row.key)}
                onMark={mark}
              />
            );
          })}
        </div>
      </div>
      {single?.kind === 'event' && (
        <EventDetail
          event={single.event}
          rows={rows}
          network={network}
          onShow={show}
          onClose={() => clearRows(lab)}
        />
      )}
    </div>
  );
}

function NothingYet({ filtered }: { filtered: boolean }) {
  const lab = useCurrentLab();
  return filtered ? (
    <Empty
      action={
        <Button label="Clear the filter" look="outlined" onPress={() => eventView(lab).setState(NO_FILTER)} />
      }
    >
      No event passes the filter. New ones that do will appear here.
    </Empty>
  ) : (
    <Empty action={<Button label="Add one peer" look="outlined" onPress={() => void addPeers(lab)} />}>
      Everything that happens in the network is listed here. Nothing has yet.
    </Empty>
  );
}
