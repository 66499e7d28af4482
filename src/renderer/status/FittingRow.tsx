import { type ReactNode, useEffect, useRef } from 'react';
import { classNames } from '../components/class-names';
import css from './FittingRow.module.css';

const cx = classNames(css);

interface FittingRowProps {
  readonly className: string;
  /** Called with whether a figure is hidden that is not marked with `data-empty`, when the row has been measured. */
  readonly onHidden: (hidden: boolean) => void;
  readonly children: ReactNode;
}

/**
 * One line of figures, each marked with `data-figure`. Those that have no room wrap into lines below, which are not
 * shown; they are made inert, so that neither the focus nor a screen reader comes to what cannot be seen.
 */
export function FittingRow({ className, onHidden, children }: FittingRowProps) {
  const row = useRef<HTMLDivElement>(null);
  const observer = useRef<ResizeObserver>(undefined);
  const report = useRef(onHidden);

  useEffect(() => {
    const hideWrapped = () => {
      if (!row.current) return;
      const figures = [...row.current.querySelectorAll<HTMLElement>('[data-figure]')];
      // Inert changes no size, so it does not come back here.
      const first = row.current.offsetTop;
      const below = first + row.current.offsetHeight;
      for (const figure of figures) figure.inert = figure.offsetTop >= below;
      const isHidden = (figure: HTMLElement) => figure.inert || figure.scrollWidth > figure.clientWidth;
      report.current(figures.some((figure) => isHidden(figure) && !figure.hasAttribute('data-empty')));
    };
    const own = new ResizeObserver(hideWrapped);
    observer.current = own;
    return () => own.disconnect();
  }, []);

  // A figure that has just appeared is observed, too; one that is observed already is not measured again.
  useEffect(() => {
    report.current = onHidden;
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
