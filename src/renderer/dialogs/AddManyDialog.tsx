import { type FormEvent, useState } from 'react';
import { Label, Radio, RadioGroup } from 'react-aria-components';
import { addPeers } from '../actions/commands';
import { Button } from '../components/Button';
import { classNames } from '../components/class-names';
import { TextInput } from '../components/TextInput';
import { useCurrentLab } from '../lab/context';
import { labPart } from '../lab/part';
import { count as counted } from '../words/count';
import css from './AddManyDialog.module.css';
import { type AddManyDraft, FIRST_DRAFT, readAddMany, wordsOf } from './add-many-form';
import { DialogBody, DialogFoot, DialogFrame } from './DialogFrame';
import { closeDialog, openDialog } from './open-dialog';
import { WIRING_WORDS, type WiringWords } from './wirings';

const cx = classNames(css);

/** What was chosen last in this lab. */
const lastDraft = labPart((): { value: AddManyDraft } => ({ value: FIRST_DRAFT }));

export function AddManyDialog() {
  const lab = useCurrentLab();
  const [draft, setDraft] = useState<AddManyDraft>(lastDraft(lab).value);
  const { input, errors } = readAddMany(draft);
  const wrong = Object.keys(errors).length > 0;
  const words = wordsOf(draft.wiring);
  const one = input.count === 1;
  const set = (part: Partial<AddManyDraft>) => setDraft({ ...draft, ...part });
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (wrong) return;
    closeDialog(lab);
    lastDraft(lab).value = { ...draft, name: '', port: '' };
    const again = () => {
      lastDraft(lab).value = draft;
      openDialog(lab, { kind: 'add-many' });
    };
    void addPeers(lab, input, again);
  };
  return (
    <DialogFrame title="Add peers" width="wide">
      <form onSubmit={onSubmit} noValidate>
        <DialogBody>
          <div className={cx('row')}>
            <TextInput
              label="How many"
              value={draft.count}
              onChange={(count) => set({ count })}
              error={errors.count ?? null}
              description="1 to 10,000"
              number
              autoFocus
            />
            <TextInput
              label="Name"
              value={draft.name}
              onChange={(name) => set({ name })}
              error={errors.name ?? null}
              placeholder="Node1, Node2 …"
              description={one ? 'What the peer calls itself.' : 'A number is put behind it.'}
              maxLength={1_000}
            />
            <TextInput
              label="Port"
              value={draft.port}
              onChange={(port) => set({ port })}
              error={errors.port ?? null}
              description={one ? 'Empty: the first free one.' : 'For one peer only.'}
              placeholder={one ? 'any' : ''}
              disabled={!one}
              number
            />
          </div>
          {!one && (
            <Wirings value={draft.wiring} onChange={(wiring) => set({ wiring, degree: '', rewire: '' })} />
          )}
          {!one && words && (words.degree || words.random) && (
            <div className={cx('row', 'more')}>
              {words.degree && (
                <TextInput
                  label={words.degree.label}
                  value={draft.degree}
                  onChange={(degree) => set({ degree })}
                  error={errors.degree ?? null}
                  placeholder={String(words.degree.usual)}
                  number
                />
              )}
              {words.rewire && (
                <TextInput
                  label="Share rewired"
                  value={draft.rewire}
                  onChange={(rewire) => set({ rewire })}
                  error={errors.rewire ?? null}
                  placeholder={String(words.rewire.usual)}
                  number
                />
              )}
              {words.random && (
                <TextInput
                  label="Seed"
                  value={draft.seed}
                  onChange={(seed) => set({ seed })}
                  error={errors.seed ?? null}
                  placeholder="random"
                  description="The same seed makes the same links."
                  number
                />
              )}
            </div>
          )}
        </DialogBody>
        <DialogFoot>
          <Button label="Cancel" look="outlined" onPress={() => closeDialog(lab)} />
          <Button
            label={wrong || input.count === undefined ? 'Add' : `Add ${counted(input.count, 'peer')}`}
            look="primary"
            type="submit"
            disabled={wrong}
          />
        </DialogFoot>
      </form>
    </DialogFrame>
  );
}

interface WiringsProps {
  readonly value: AddManyDraft['wiring'];
  readonly onChange: (wiring: AddManyDraft['wiring']) => void;
}

function Wirings({ value, onChange }: WiringsProps) {
  const onKey = (key: string) => {
    const chosen = WIRING_WORDS.find(({ wiring }) => wiring === key);
    if (chosen) onChange(chosen.wiring);
  };
  return (
    <RadioGroup className={cx('wirings')} value={value} onChange={onKey}>
      <Label className={cx('label')}>How they are wired</Label>
      <div className={cx('cards')}>
        {WIRING_WORDS.map((words) => (
          <Radio key={words.wiring} value={words.wiring} className={cx('card')} aria-label={words.name}>
            <Pictogram words={words} />
            <span className={cx('name')}>{words.name}</span>
          </Radio>
        ))}
      </div>
      <p className={cx('meaning')}>{wordsOf(value)?.meaning}</p>
    </RadioGroup>
  );
}

function Pictogram({ words: { points, lines } }: { words: WiringWords }) {
  return (
    <svg width={44} height={44} viewBox="0 0 24 24" aria-hidden="true" className={cx('pictogram')}>
      {lines.map(([from, to]) => {
        const [x1, y1] = points[from] ?? [0, 0];
        const [x2, y2] = points[to] ?? [0, 0];
        return <line key={`${from} ${to}`} x1={x1} y1={y1} x2={x2} y2={y2} />;
      })}
      {points.map(([x, y]) => (
        <circle key={`${x} ${y}`} cx={x} cy={y} r={1.8} />
      ))}
    </svg>
  );
}
