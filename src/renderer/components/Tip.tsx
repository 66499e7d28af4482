import { type ReactElement, useEffect, useState } from 'react';
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

/** Names a control whose words are hidden, with the key that does the same. Any key or click closes it. */
export function Tip({ name, meaning, shortcut, children }: TipProps) {
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    if (!isOpen) return;
    // The library listens on the trigger only; a key for the canvas would leave a hovered tip open.
    const close = () => setOpen(false);
    window.addEventListener('keydown', close, true);
    window.addEventListener('pointerdown', close, true);
    return () => {
      window.removeEventListener('keydown', close, true);
      window.removeEventListener('pointerdown', close, true);
    };
  }, [isOpen]);
  return (
    <TooltipTrigger delay={500} closeDelay={0} isOpen={isOpen} onOpenChange={setOpen}>
      {children}
      {/*
        The tooltip has a state of its own: in the one of the trigger, a tooltip that was opened without delay and then
        closed returns to the page, hidden, at the next move of the mouse, and stays there.
      */}
      <Tooltip isOpen={isOpen} className={cx('tooltip')} offset={6}>
        {name}
        {shortcut && <kbd>{shortcut}</kbd>}
        {meaning && <div>{meaning}</div>}
      </Tooltip>
    </TooltipTrigger>
  );
}
