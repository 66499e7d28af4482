import type { LucideIcon } from 'lucide-react';
import { Button as AriaButton, type PressEvent } from 'react-aria-components';
import css from './Button.module.css';
import { classNames } from './class-names';
import { Tip } from './Tip';

const cx = classNames(css);

interface ButtonProps {
  /** Its accessible name, and its words where they are shown. */
  readonly label: string;
  readonly icon?: LucideIcon;
  /** `wide`: only where the toolbar has room; `never`: the icon speaks alone, and a tooltip names it. */
  readonly words?: 'always' | 'wide' | 'never';
  readonly look?: 'plain' | 'outlined' | 'primary' | 'danger' | 'link';
  readonly shortcut?: string;
  /** What the tooltip says beside the name. */
  readonly meaning?: string;
  readonly pressed?: boolean;
  readonly disabled?: boolean;
  readonly autoFocus?: boolean;
  readonly type?: 'button' | 'submit';
  readonly onPress?: (event: PressEvent) => void;
}

/** The one button. It has a tooltip wherever its words may be hidden or there is more to say. */
export function Button(props: ButtonProps) {
  const { label, icon: Icon, words = 'always', look = 'plain', shortcut, meaning } = props;
  const button = (
    <AriaButton
      aria-label={label}
      {...(props.pressed === undefined ? {} : { 'aria-pressed': props.pressed })}
      type={props.type ?? 'button'}
      isDisabled={props.disabled ?? false}
      autoFocus={props.autoFocus ?? false}
      {...(props.onPress ? { onPress: props.onPress } : {})}
      className={cx('button', look, words === 'never' && 'square', props.pressed && 'pressed')}
    >
      {Icon && <Icon size={15} strokeWidth={2} aria-hidden />}
      {words !== 'never' && <span className={cx('words', words === 'wide' && 'wide')}>{label}</span>}
    </AriaButton>
  );
  if (words === 'always' && meaning === undefined && shortcut === undefined) return button;
  return (
    <Tip name={label} {...(meaning ? { meaning } : {})} {...(shortcut ? { shortcut } : {})}>
      {button}
    </Tip>
  );
}
