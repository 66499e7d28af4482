import { TriangleAlert } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import type { Problem } from '../../shared/problem';
import type { Settings } from '../../shared/settings/settings';
import { updateSettings } from '../actions/commands';
import { Button } from '../components/Button';
import { Choice } from '../components/Choice';
import { classNames } from '../components/class-names';
import { TextInput } from '../components/TextInput';
import { useCurrentLab } from '../lab/context';
import { preferences, usePreferences } from '../preferences';
import { DialogBody, DialogFoot, DialogFrame } from './DialogFrame';
import { closeDialog } from './open-dialog';
import css from './SettingsDialog.module.css';
import { draftOf, isLoopback, meaningOf, readDraft, type SettingsDraft, type TextKey } from './settings-form';
import { NUMBERS } from './settings-groups';

const cx = classNames(css);

export function SettingsDialog() {
  const lab = useCurrentLab();
  // Whoever else changes a setting meanwhile changes only what is not touched here.
  const [inForce] = useState(() => lab.store.getState().network.settings);
  const [unusable] = useState(() => lab.store.getState().network.defaultedSettings);
  const defaulted = unusable.map(({ field }) => field);
  const warningOf = (key: keyof Settings) => {
    const why = unusable.find(({ field }) => field === key)?.why;
    if (why === undefined) return undefined;
    return `The stored value cannot be used (${why.replace(/\.$/, '')}). This is the default; Save stores it.`;
  };
  const [draft, setDraft] = useState(() => draftOf(inForce));
  const [saving, setSaving] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const { change, errors } = readDraft(draft, inForce, defaulted);
  const wrong = Object.keys(errors).length > 0;
  const changed = Object.keys(change).length > 0;

  const save = async (wanted: Partial<Settings>) => {
    setSaving(true);
    setProblem(null);
    const refused = await updateSettings(lab, wanted);
    setSaving(false);
    if (refused) setProblem(refused);
    else closeDialog(lab);
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (wrong || saving) return;
    if (changed) void save(change);
    else closeDialog(lab);
  };
  const takePort = (port: number) => {
    const next = { ...draft, bootstrapPort: String(port) };
    setDraft(next);
    void save({ ...readDraft(next, inForce, defaulted).change, bootstrapPort: port });
  };

  const set = (part: Partial<SettingsDraft>) => {
    setDraft({ ...draft, ...part });
    setProblem(null);
  };
  const numbers = (group: keyof typeof NUMBERS) =>
    NUMBERS[group].map(([key, label, unit]) => (
      <TextInput
        key={key}
        label={label}
        value={draft[key]}
        onChange={(value) => set({ [key]: value })}
        description={meaningOf(key)}
        error={errors[key] ?? problem?.fields?.[key] ?? null}
        warning={warningOf(key)}
        number
        {...(unit ? { unit } : {})}
      />
    ));

  const texts = (key: TextKey, label: string) => (
    <TextInput
      label={label}
      value={draft[key]}
      onChange={(value) => set({ [key]: value })}
      description={meaningOf(key)}
      error={errors[key] ?? problem?.fields?.[key] ?? null}
      warning={warningOf(key)}
      maxLength={1_000}
    />
  );

  return (
    <DialogFrame title="Settings" width="wide">
      <form onSubmit={onSubmit} noValidate>
        <DialogBody>
          <div className={cx('columns')}>
            <Group title="Bootstrap server">
              {numbers('bootstrap')}
              {texts('bootstrapAt', 'Server elsewhere')}
              <Choice
                label="Peers speak to it by"
                value={draft.bootstrapTransport}
                options={[
                  { value: 'as-peers', words: 'As peers do' },
                  { value: 'tcp', words: 'TCP' },
                  { value: 'udp', words: 'UDP' },
                ]}
                onChange={(bootstrapTransport) => set({ bootstrapTransport })}
                description={meaningOf('bootstrapTransport')}
                warning={warningOf('bootstrapTransport')}
              />
            </Group>
            <Group title="Peers">
              {numbers('peers')}
              <Choice
                label="Requests go by"
                value={draft.transport}
                options={[
                  { value: 'auto', words: 'Automatic' },
                  { value: 'tcp', words: 'TCP' },
                  { value: 'udp', words: 'UDP' },
                ]}
                onChange={(transport) => set({ transport })}
                description={meaningOf('transport')}
                warning={warningOf('transport')}
              />
            </Group>
            <Group title="Network">
              {texts('bindHost', 'Bind address')}
              {!errors.bindHost && !isLoopback(draft.bindHost) && <OpenToOthers host={draft.bindHost} />}
              {texts('advertisedHost', 'Advertised address')}
              {numbers('requests')}
            </Group>
            <Group title="Searches">
              <Choice
                label="They spread by"
                value={draft.searchStrategy}
                options={[
                  { value: 'flood', words: 'Flood' },
                  { value: 'expanding-ring', words: 'Expanding ring' },
                  { value: 'random-walk', words: 'Random walks' },
                ]}
                onChange={(searchStrategy) => set({ searchStrategy })}
                description={meaningOf('searchStrategy')}
                warning={warningOf('searchStrategy')}
              />
              {numbers('searches')}
            </Group>
            <Group title="Files">
              {texts('fileList', 'List of file names')}
              {texts('sharedFolder', 'Shared folder')}
              {texts('downloadFolder', 'Download folder')}
              <Choice
                label="Downloaded files"
                value={draft.shareDownloads ? 'shared' : 'kept'}
                options={[
                  { value: 'shared', words: 'Shared' },
                  { value: 'kept', words: 'Not shared' },
                ]}
                onChange={(choice) => set({ shareDownloads: choice === 'shared' })}
                description={meaningOf('shareDownloads')}
                warning={warningOf('shareDownloads')}
              />
              {numbers('files')}
            </Group>
            <Group title="Limits for other programs">{numbers('limits')}</Group>
            <Appearance />
          </div>
        </DialogBody>
        {problem && (
          <p className={cx('problem')} role="alert">
            <TriangleAlert size={15} aria-hidden />
            <span>{problem.fields ? 'Nothing was changed: see the marked fields.' : problem.sentence}</span>
            {problem.freePort !== undefined && (
              <Button
                label={`Use port ${problem.freePort}`}
                look="outlined"
                onPress={() => takePort(problem.freePort ?? 0)}
              />
            )}
          </p>
        )}
        <DialogFoot>
          <Button label="Cancel" look="outlined" onPress={() => closeDialog(lab)} />
          <Button label="Save" look="primary" type="submit" disabled={wrong || saving} />
        </DialogFoot>
      </form>
    </DialogFrame>
  );
}

function Group({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <fieldset className={cx('group')}>
      <legend className={cx('legend')}>{title}</legend>
      {children}
    </fieldset>
  );
}

function OpenToOthers({ host }: { host: string }) {
  return (
    <p className={cx('warning')}>
      <TriangleAlert size={15} aria-hidden />
      <span>
        On {host.trim()}, every machine that reaches this one can talk to the bootstrap server and to the
        peers. The protocol has no passwords. Use 127.0.0.1 unless that is what you want.
      </span>
    </p>
  );
}

/** Kept by this window alone, and in force at once. */
function Appearance() {
  const theme = usePreferences((state) => state.theme);
  const sizeShowsDegree = usePreferences((state) => state.sizeShowsDegree);
  return (
    <Group title="This window">
      <Choice
        label="Theme"
        value={theme}
        options={[
          { value: 'system', words: 'System' },
          { value: 'light', words: 'Light' },
          { value: 'dark', words: 'Dark' },
        ]}
        onChange={(chosen) => preferences.setState({ theme: chosen })}
      />
      <Choice
        label="Size of a peer"
        value={sizeShowsDegree ? 'degree' : 'same'}
        options={[
          { value: 'same', words: 'Same for all' },
          { value: 'degree', words: 'Shows its degree' },
        ]}
        onChange={(chosen) => preferences.setState({ sizeShowsDegree: chosen === 'degree' })}
        description="Degree is how many neighbours a peer has."
      />
    </Group>
  );
}
