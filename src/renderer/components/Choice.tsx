import { Label, Radio, RadioGroup, Text } from 'react-aria-components';
import css from './Choice.module.css';
import { classNames } from './class-names';

const cx = classNames(css);

interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly options: readonly { readonly value: T; readonly words: string }[];
  readonly onChange: (value: T) => void;
  readonly description?: string;
  /** What the user must know before they save, such as that the stored value is not this one. */
  readonly warning?: string | undefined;
}

/** One of a few, side by side. */
export function Choice<T extends string>({
  label,
  value,
  options,
  onChange,
  description,
  warning,
}: ChoiceProps<T>) {
  const onKey = (key: string) => {
    const chosen = options.find((option) => option.value === key);
    if (chosen) onChange(chosen.value);
  };
  return (
    <RadioGroup className={cx('choice')} value={value} onChange={onKey}>
      <Label className={cx('label')}>{label}</Label>
      <div className={cx('options')}>
        {options.map((option) => (
          <Radio key={option.value} value={option.value} className={cx('option')}>
            {option.words}
          </Radio>
        ))}
      </div>
      {(description || warning) && (
        <Text slot="description" className={cx('description')}>
          {description}
          {warning && <span className={cx('warning')}>{warning}</span>}
        </Text>
      )}
    </RadioGroup>
  );
}
