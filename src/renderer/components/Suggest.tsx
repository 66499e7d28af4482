import { type KeyboardEvent, type ReactNode, useRef, useState } from 'react';
import { ComboBox, Input, Label, ListBox, ListBoxItem, Popover, Text } from 'react-aria-components';
import { printable } from '../../shared/text/printable';
import { classNames } from './class-names';
import fields from './fields.module.css';
import overlay from './overlay.module.css';
import css from './Suggest.module.css';

const cx = classNames(css);
const fx = classNames(fields);
const ox = classNames(overlay);

export interface Suggestion {
  readonly id: string;
  readonly text: string;
  /** Stands behind the text, quietly. */
  readonly note?: string;
  /** Stands before the text. */
  readonly mark?: ReactNode;
}

interface SuggestProps {
  readonly label: string;
  /** Says the label above the field; else it is only spoken. */
  readonly labelled?: boolean;
  readonly value: string;
  readonly suggestions: readonly Suggestion[];
  readonly onChange: (text: string) => void;
  /** One of the suggestions was taken. */
  readonly onTake: (id: string) => void;
  /** Enter was pressed while no suggestion was marked. */
  readonly onEnter?: () => void;
  readonly onBlur?: () => void;
  readonly placeholder?: string;
  readonly inputId?: string;
}

/** A field that suggests, while one types, what could be meant; anything else may be typed, too. */
export function Suggest(props: SuggestProps) {
  const { label, labelled = false, value, suggestions } = props;
  const input = useRef<HTMLInputElement>(null);
  // What was taken needs no more suggestions until it is edited.
  const [taken, setTaken] = useState<string | null>(null);
  const take = (id: string) => {
    setTaken(suggestions.find((one) => one.id === id)?.text ?? null);
    props.onTake(id);
  };
  // With its list open, the field takes Enter for closing it alone, though nothing in it is marked.
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
    if (input.current?.hasAttribute('aria-activedescendant')) return;
    event.preventDefault();
    props.onEnter?.();
  };
  return (
    <div className={cx('field')} onKeyDownCapture={onKeyDown}>
      <ComboBox
        {...(labelled ? {} : { 'aria-label': label })}
        className={cx('box')}
        allowsCustomValue
        menuTrigger="input"
        // The list's items follow the text a step later; without this, the first letter would not open it.
        allowsEmptyCollection={value !== taken && suggestions.length > 0}
        inputValue={value}
        onInputChange={props.onChange}
        value={null}
        onChange={(key) => key !== null && take(String(key))}
        items={value === taken ? [] : suggestions}
        {...(props.onBlur ? { onBlur: props.onBlur } : {})}
      >
        {labelled && <Label className={cx('label')}>{label}</Label>}
        <Input
          ref={input}
          className={fx('input')}
          autoComplete="off"
          spellCheck={false}
          {...(props.inputId === undefined ? {} : { id: props.inputId })}
          {...(props.placeholder === undefined ? {} : { placeholder: props.placeholder })}
        />
        <SuggestionList />
      </ComboBox>
    </div>
  );
}

/** The list of a combo box whose items are suggestions. @param below words under the list, such as how many more there are */
export function SuggestionList({ below }: { readonly below?: ReactNode }) {
  return (
    <Popover className={`${ox('popover')} ${cx('popover')}`} offset={4}>
      <ListBox<Suggestion> className={cx('list')}>
        {({ id, text, note, mark }) => (
          <ListBoxItem id={id} textValue={printable(text)} className={cx('item')}>
            {mark}
            <Text slot="label" className={cx('text')}>
              {printable(text)}
            </Text>
            {note && <span className={cx('note')}>{note}</span>}
          </ListBoxItem>
        )}
      </ListBox>
      {below && <p className={cx('below')}>{below}</p>}
    </Popover>
  );
}
