import { FieldError, Input, Label, Text, TextField } from 'react-aria-components';
import { classNames } from './class-names';
import fields from './fields.module.css';
import css from './TextInput.module.css';

const cx = classNames(css);
const fx = classNames(fields);

interface TextInputProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly description?: string;
  /** What the user must know before they save, such as that the stored value is not this one. */
  readonly warning?: string | undefined;
  /** What is wrong with the value, and what would be right; null where nothing is. */
  readonly error: string | null;
  /** Figures are typed, and stand to the right. */
  readonly number?: boolean;
  readonly unit?: string;
  readonly placeholder?: string;
  readonly disabled?: boolean;
  readonly autoFocus?: boolean;
  readonly maxLength?: number;
}

/** A field with its name above, what it means below, and what is wrong with it in place. */
export function TextInput(props: TextInputProps) {
  const { label, value, onChange, description, error, warning, number = false, unit } = props;
  return (
    <TextField
      className={cx('field')}
      value={value}
      onChange={onChange}
      isInvalid={error !== null}
      isDisabled={props.disabled ?? false}
      autoFocus={props.autoFocus ?? false}
      validationBehavior="aria"
      {...(props.maxLength === undefined ? {} : { maxLength: props.maxLength })}
    >
      <Label className={cx('label')}>{label}</Label>
      <span className={cx('line')}>
        <Input
          className={`${fx('input')} ${cx(number && 'number', warning !== undefined && 'marked')}`}
          inputMode={number ? 'numeric' : 'text'}
          autoComplete="off"
          spellCheck={false}
          {...(props.placeholder === undefined ? {} : { placeholder: props.placeholder })}
        />
        {unit && <span className={cx('unit')}>{unit}</span>}
      </span>
      {(description || warning) && (
        <Text slot="description" className={cx('description')}>
          {description}
          {warning && <span className={cx('warning')}>{warning}</span>}
        </Text>
      )}
      <FieldError className={cx('error')}>{error}</FieldError>
    </TextField>
  );
}
