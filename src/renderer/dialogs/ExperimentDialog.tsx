import { type FormEvent, useState } from 'react';
import { FieldError, Label, Radio, RadioGroup, Text, TextArea, TextField } from 'react-aria-components';
import {
  askersOf,
  EXPERIMENT_VARIANTS,
  USUAL_QUERIES,
  VARIANT_NAMES,
} from '../../shared/experiment/experiment';
import { Button } from '../components/Button';
import { classNames } from '../components/class-names';
import fields from '../components/fields.module.css';
import { TextInput } from '../components/TextInput';
import { useCurrentLab } from '../lab/context';
import { labPart } from '../lab/part';
import { runExperiment } from '../metrics/run-experiment';
import { DialogBody, DialogFoot, DialogFrame } from './DialogFrame';
import css from './ExperimentDialog.module.css';
import { type ExperimentDraft, FIRST_EXPERIMENT, readExperiment } from './experiment-form';
import { closeDialog } from './open-dialog';

const cx = classNames(css);
const fx = classNames(fields);

/** What was run last in this lab. */
const lastDraft = labPart((): { value: ExperimentDraft } => ({ value: FIRST_EXPERIMENT }));

export function ExperimentDialog() {
  const lab = useCurrentLab();
  const [draft, setDraft] = useState<ExperimentDraft>(lastDraft(lab).value);
  const { options, errors, summary } = readExperiment(draft);
  const set = (part: Partial<ExperimentDraft>) => setDraft({ ...draft, ...part });
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (summary === null) return;
    lastDraft(lab).value = draft;
    closeDialog(lab);
    void runExperiment(lab, options);
  };
  return (
    <DialogFrame title="Run the experiment" width="wide">
      <form onSubmit={onSubmit} noValidate>
        <DialogBody>
          <p className={cx('quiet')}>
            It runs in a network of its own, with its own bootstrap server on free ports. Your peers stay as
            they are.
          </p>
          <Variants value={draft.variant} onChange={(variant) => set({ variant })} />
          <div className={cx('row')}>
            <TextInput
              label="Peers"
              value={draft.peers}
              onChange={(peers) => set({ peers })}
              error={errors.peers ?? null}
              description="8 to 200"
              number
              autoFocus
            />
            <TextInput
              label="Askers"
              value={draft.askers}
              onChange={(askers) => set({ askers })}
              error={errors.askers ?? null}
              placeholder={String(askersOf({ variant: draft.variant }))}
              description="Peers that ask every query."
              number
            />
            <TextInput
              label="Seed"
              value={draft.seed}
              onChange={(seed) => set({ seed })}
              error={errors.seed ?? null}
              placeholder="1"
              description="The same seed: the same network."
              number
            />
          </div>
          <TextField
            className={cx('queries')}
            value={draft.queries}
            onChange={(queries) => set({ queries })}
            isInvalid={errors.queries !== undefined}
            validationBehavior="aria"
          >
            <Label className={cx('label')}>Queries</Label>
            <TextArea
              className={`${fx('input')} ${cx('text')}`}
              rows={4}
              spellCheck={false}
              placeholder={`The ${USUAL_QUERIES} of the course`}
            />
            <Text slot="description" className={cx('quiet')}>
              One a line; empty: the {USUAL_QUERIES} of the course.
            </Text>
            <FieldError className={cx('error')}>{errors.queries}</FieldError>
          </TextField>
        </DialogBody>
        <DialogFoot>
          <span className={cx('quiet', 'summary')}>{summary}</span>
          <Button label="Cancel" look="outlined" onPress={() => closeDialog(lab)} />
          <Button label="Run" look="primary" type="submit" disabled={summary === null} />
        </DialogFoot>
      </form>
    </DialogFrame>
  );
}

interface VariantsProps {
  readonly value: ExperimentDraft['variant'];
  readonly onChange: (variant: ExperimentDraft['variant']) => void;
}

function Variants({ value, onChange }: VariantsProps) {
  const onKey = (key: string) => {
    const chosen = VARIANT_NAMES.find((name) => name === key);
    if (chosen) onChange(chosen);
  };
  return (
    <RadioGroup className={cx('variants')} value={value} onChange={onKey}>
      <Label className={cx('label')}>Who goes between the trials</Label>
      {VARIANT_NAMES.map((name) => (
        <Radio key={name} value={name} className={cx('variant')} aria-label={EXPERIMENT_VARIANTS[name].title}>
          <span className={cx('title')}>{EXPERIMENT_VARIANTS[name].title}</span>
          <span className={cx('quiet')}>{EXPERIMENT_VARIANTS[name].meaning}</span>
        </Radio>
      ))}
    </RadioGroup>
  );
}
