import type { ReactNode } from 'react';
import { Focusable } from 'react-aria-components';
import { classNames } from './class-names';
import css from './Explained.module.css';
import { Tip } from './Tip';

const cx = classNames(css);

interface ExplainedProps {
  /** What the words mean. */
  readonly by: string;
  /** A class of the caller, for its look. */
  readonly className?: string | undefined;
  readonly children: ReactNode;
}

/** Words with an explanation, which the mouse shows and the Tab key too: the browser's own `title` is for the mouse alone. */
export function Explained({ by, className = '', children }: ExplainedProps) {
  return (
    <Tip name={by}>
      <Focusable>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the focus is what shows the explanation */}
        <span role="note" tabIndex={0} className={`${cx('explained')} ${className}`}>
          {children}
        </span>
      </Focusable>
    </Tip>
  );
}
