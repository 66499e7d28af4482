import { type ReactNode, useEffect, useRef } from 'react';
import { classNames } from '../components/class-names';
import css from './FittingRow.module.css';

const cx = classNames(css);

/**
 * One line of figures, each marked with `data-figure`. Those that have no room wrap into lines below, which are not
 * shown; they are made inert, so that neither the focus nor a screen reader comes to what cannot be seen.
 */
export function FittingRow({ className, children }: { className: string; children: ReactNode }) {
  const row = useRef<HTMLDivElement>(null);
  const observer = useRef<ResizeObserver>(undefined);

  useEffect(() => {
    const hideWrapped = () => {
      if (!row.current) return;
      const figures = [...row.current.querySelectorAll<HTMLElement>('[data-figure]')];
      // Inert changes no size, so it does not come back here.
      const first = row.current.offsetTop;
      const below = first + row.current.offsetHeight;
      for (const figure of figures) figure.inert = figure.offsetTop >= below;
    };
    const own = new ResizeObserver(hideWrapped);
    observer.current = own;
    return () => own.disconnect();
  }, []);

  // A figure that has just appeared is observed, too; one that is observed already is not measured again.
  useEffect(() => {
    if (!row.current) return;
    observer.current?.observe(row.current);
    for (const figure of row.current.querySelectorAll('[data-figure]')) observer.current?.observe(figure);
  });

  return (
    <div ref={row} className={`${cx('row')} ${className}`}>
      {children}
    </div>
  );
}
