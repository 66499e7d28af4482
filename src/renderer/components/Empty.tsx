import type { ReactNode } from 'react';
import { classNames } from './class-names';
import css from './Empty.module.css';

const cx = classNames(css);

/** An empty panel: what would fill it, and the button that does. */
export function Empty({ children, action }: { children: ReactNode; action?: ReactNode }) {
  return (
    <div className={cx('empty')}>
      <p>{children}</p>
      {action}
    </div>
  );
}
