import { Button } from '../components/Button';
import type { Action } from './action';
import { useAction } from './use-actions';

interface ActionButtonProps {
  readonly action: Action;
  readonly words: 'wide' | 'never';
  /** In place of the action's own label. */
  readonly label?: string;
  readonly pressed?: boolean;
}

/** An action as a button; where it cannot be done now, it is disabled. */
export function ActionButton({ action, words, label, pressed }: ActionButtonProps) {
  const { icon, shortcut, meaning, refusal, run, ...entry } = useAction(action);
  return (
    <Button
      label={label ?? entry.label}
      words={words}
      {...(icon && { icon })}
      {...(shortcut !== undefined && { shortcut })}
      {...(meaning !== undefined && { meaning })}
      {...(pressed !== undefined && { pressed })}
      disabled={refusal !== null}
      onPress={run}
    />
  );
}
