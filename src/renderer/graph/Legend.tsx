import { ChevronDown, ChevronUp } from 'lucide-react';
import { type Ref, useId } from 'react';
import { classNames } from '../components/class-names';
import { canvasOptions, useCanvasOptions } from './canvas-options';
import css from './Legend.module.css';
import { type LegendEntry, LINK_ENTRIES, MESSAGE_ENTRIES, PEER_ENTRIES } from './legend-entries';
import { MarkIcon } from './MarkIcon';

const cx = classNames(css);

/** What the marks on the canvas mean. Folds away, and stays as it was left. */
export function Legend({ ref }: { readonly ref: Ref<HTMLElement> }) {
  const open = useCanvasOptions((options) => options.legendOpen);
  const bootstrapLinks = useCanvasOptions((options) => options.bootstrapLinks);
  const id = useId();
  const Chevron = open ? ChevronDown : ChevronUp;
  return (
    <section ref={ref} className={cx('legend')} aria-label="Legend">
      <button
        type="button"
        className={cx('title')}
        aria-expanded={open}
        aria-controls={id}
        onClick={() => canvasOptions.setState({ legendOpen: !open })}
      >
        Legend
        <Chevron size={14} aria-hidden="true" />
      </button>
      {open && (
        <div id={id} className={cx('body')}>
          <Entries title="Peers" entries={PEER_ENTRIES} />
          <Entries title="Links" entries={LINK_ENTRIES} wide />
          <Entries title="Messages" entries={MESSAGE_ENTRIES} />
          <label className={cx('choice')}>
            <input
              type="checkbox"
              checked={bootstrapLinks}
              onChange={(event) => canvasOptions.setState({ bootstrapLinks: event.target.checked })}
            />
            Show links to the bootstrap
          </label>
        </div>
      )}
    </section>
  );
}

function Entries({
  title,
  entries,
  wide = false,
}: {
  readonly title: string;
  readonly entries: readonly LegendEntry[];
  readonly wide?: boolean;
}) {
  return (
    <>
      <h3 className={cx('heading')}>{title}</h3>
      <ul className={wide ? cx('wide') : cx('entries')}>
        {entries.map(({ label, paint }) => (
          <li key={label} className={cx('entry')}>
            <MarkIcon paint={paint} />
            {label}
          </li>
        ))}
      </ul>
    </>
  );
}
