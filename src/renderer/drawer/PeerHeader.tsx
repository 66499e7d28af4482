import { ArrowDown, ArrowUp } from 'lucide-react';
import { classNames } from '../components/class-names';
import css from './PeerRow.module.css';
import type { Column, Order } from './sort-peers';

const cx = classNames(css);

const COLUMNS: readonly { readonly column: Column; readonly words: string; readonly number?: true }[] = [
  { column: 'name', words: 'Peer' },
  { column: 'address', words: 'Address' },
  { column: 'phase', words: 'Phase' },
  { column: 'since', words: 'For', number: true },
  { column: 'neighbours', words: 'Neighbours', number: true },
  { column: 'received', words: 'Received', number: true },
  { column: 'sent', words: 'Sent', number: true },
  { column: 'problem', words: 'Problem' },
];

/** The names of the columns; each is a button that sorts by it, and the other way round when it does already. */
export function PeerHeader({ order, onOrder }: { order: Order; onOrder: (order: Order) => void }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: part of a grid that a virtual list lays out
    <div role="rowgroup" className={cx('head')}>
      {/* biome-ignore lint/a11y/useSemanticElements lint/a11y/useFocusableInteractive: part of a grid whose focus its container holds */}
      <div role="row" aria-rowindex={1} className={cx('row')}>
        {COLUMNS.map(({ column, words, number }) => {
          const sorted = order.by === column;
          const Arrow = order.descending ? ArrowDown : ArrowUp;
          return (
            // biome-ignore lint/a11y/useSemanticElements lint/a11y/useFocusableInteractive: the button inside takes the focus
            <div
              key={column}
              role="columnheader"
              aria-sort={sorted ? (order.descending ? 'descending' : 'ascending') : 'none'}
              className={cx('cell', column, number && 'number')}
            >
              <button
                type="button"
                className={cx('sort')}
                onClick={() => onOrder({ by: column, descending: sorted && !order.descending })}
              >
                {words}
                {sorted && <Arrow size={12} aria-hidden />}
              </button>
            </div>
          );
        })}
      </div>
    </div>
  );
}
