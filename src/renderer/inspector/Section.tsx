import { type ReactNode, useId } from 'react';
import { classNames } from '../components/class-names';
import css from './Section.module.css';

const cx = classNames(css);

interface SectionProps {
  readonly title: string;
  /** Stands behind the title: a count, mostly. */
  readonly note?: ReactNode;
  readonly children: ReactNode;
}

export function Section({ title, note, children }: SectionProps) {
  const id = useId();
  return (
    <section className={cx('section')} aria-labelledby={id}>
      <header className={cx('head')}>
        <h3 id={id} className={cx('title')}>
          {title}
        </h3>
        {note !== undefined && <span className={cx('note')}>{note}</span>}
      </header>
      {children}
    </section>
  );
}

interface HeadlineProps {
  readonly mark: ReactNode;
  readonly title: string;
  /** In what state it is, in a line or two. It stays in view together with the title. */
  readonly state?: ReactNode;
  /** Scrolls away with the sections below. */
  readonly children?: ReactNode;
}

/** The head of a page of the inspector: its title and state stay in view while the rest scrolls. */
export function Headline({ mark, title, state, children }: HeadlineProps) {
  return (
    <>
      <header className={cx('headline')}>
        <h2 className={cx('name')}>
          {mark}
          <span className={`${cx('words')} selectable`}>{title}</span>
        </h2>
        {state !== undefined && <div className={cx('state')}>{state}</div>}
      </header>
      <div className={cx('lead')}>{children}</div>
    </>
  );
}

/** Facts in two columns, what and how much. */
export function Facts({ rows }: { rows: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className={cx('facts')}>
      {rows.map(([what, value]) => (
        <div key={what} className={cx('fact')}>
          <dt>{what}</dt>
          <dd className="selectable">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
