import type { ReactElement } from 'react';
import { Tooltip, TooltipTrigger } from 'react-aria-components';
import { classNames } from './class-names';
import overlay from './overlay.module.css';

const cx = classNames(overlay);

interface TipProps {
  readonly name: string;
  readonly meaning?: string;
  readonly shortcut?: string;
  readonly children: ReactElement;
}

/** Names a control whose words are hidden, with the key that does the same. */
export function Tip({ name, meaning, shortcut, children }: TipProps) {
  return (
    <TooltipTrigger delay={500} closeDelay={0}>
      {children}
      <Tooltip className={cx('tooltip')} offset={6}>
        {name}
        {shortcut && <kbd>{shortcut}</kbd>}
        {meaning && <div>{meaning}</div>}
      </Tooltip>
    </TooltipTrigger>
  );
}
