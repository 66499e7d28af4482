import { ChevronDown, ChevronUp } from 'lucide-react';
import { type ReactNode, type Ref, useId, useState } from 'react';
import { classNames } from '../components/class-names';
import { ANATOMY_ENTRIES } from '../graph/anatomy/legend-entries';
import {
  FILE_ENTRIES,
  GESTURE_ENTRIES,
  type LegendEntry,
  LINK_ENTRIES,
  MESSAGE_ENTRIES,
  PEER_ENTRIES,
} from '../graph/legend-entries';
import { useLabPart } from '../lab/context';
import { anatomyView } from '../search/anatomy-view';
import { useSheet } from '../sheet';
import { canvasOptions, useCanvasOptions } from './canvas-options';
import { fileTraffic } from './file-traffic';
import css from './Legend.module.css';
import { MarkIcon } from './MarkIcon';

const cx = classNames(css);

/** What the marks on the canvas mean, and what a hand can do there. Folds away, and stays as it was left. */
export function Legend({ ref }: { readonly ref: Ref<HTMLElement> }) {
  const { legendOpen, gesturesOpen, bootstrapLinks } = useCanvasOptions((options) => options);
  const narrow = useSheet((state) => state.narrow);
  // In a narrow window the picture needs the room: there it is open only where it was asked for.
  const [openInNarrow, setOpenInNarrow] = useState(false);
  const toggle = () =>
    narrow ? setOpenInNarrow(!openInNarrow) : canvasOptions.setState({ legendOpen: !legendOpen });
  const showsSearch = useLabPart(anatomyView, ({ shown }) => shown !== null);
  const showsFiles = useLabPart(fileTraffic, ({ shown }) => shown);
  return (
    <section ref={ref} className={cx('legend')} aria-label="Legend" data-over-canvas>
      <Fold title="Legend" open={narrow ? openInNarrow : legendOpen} onToggle={toggle}>
        {showsSearch ? (
          <Entries title="The search" entries={ANATOMY_ENTRIES} />
        ) : (
          <>
            <Entries title="Peers" entries={PEER_ENTRIES} />
            <Entries title="Links" entries={LINK_ENTRIES} wide />
            <Entries title="Messages" entries={MESSAGE_ENTRIES} />
          </>
        )}
        {showsFiles && <Entries title="Files" entries={FILE_ENTRIES} />}
        <label className={cx('choice')}>
          <input
            type="checkbox"
            checked={bootstrapLinks}
            onChange={(event) => canvasOptions.setState({ bootstrapLinks: event.target.checked })}
          />
          Show links to the bootstrap
        </label>
        <Fold
          title="Gestures"
          open={gesturesOpen}
          onToggle={() => canvasOptions.setState({ gesturesOpen: !gesturesOpen })}
        >
          <dl className={cx('gestures')}>
            {GESTURE_ENTRIES.map(([gesture, does]) => (
              <div key={gesture} className={cx('gesture')}>
                <dt>{gesture}</dt>
                <dd>{does}</dd>
              </div>
            ))}
          </dl>
        </Fold>
      </Fold>
    </section>
  );
}

interface FoldProps {
  readonly title: string;
  readonly open: boolean;
  readonly onToggle: () => void;
  readonly children: ReactNode;
}

function Fold({ title, open, onToggle, children }: FoldProps) {
  const id = useId();
  const Chevron = open ? ChevronDown : ChevronUp;
  return (
    <>
      <button
        type="button"
        className={cx('title')}
        aria-expanded={open}
        aria-controls={id}
        onClick={onToggle}
      >
        {title}
        <Chevron size={14} aria-hidden="true" />
      </button>
      <div id={id} className={cx('body')} hidden={!open}>
        {open && children}
      </div>
    </>
  );
}

interface EntriesProps {
  readonly title: string;
  readonly entries: readonly LegendEntry[];
  /** One entry a line rather than two. */
  readonly wide?: boolean;
}

function Entries({ title, entries, wide = false }: EntriesProps) {
  return (
    <>
      <h2 className={cx('heading')}>{title}</h2>
      <ul className={cx('entries', wide && 'wide')}>
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
