import { type FormEvent, useState } from 'react';
import type { PeerId } from '../../shared/network/events';
import type { Problem } from '../../shared/problem';
import { checkPeerName } from '../../shared/protocol/names';
import { renamePeer } from '../actions/commands';
import { Button } from '../components/Button';
import { TextInput } from '../components/TextInput';
import { useCurrentLab } from '../lab/context';
import { namesIn } from '../words/names';
import { DialogBody, DialogFoot, DialogFrame } from './DialogFrame';
import { closeDialog } from './open-dialog';

/** Asks for another name of one peer. */
export function RenameDialog({ id }: { id: PeerId }) {
  const lab = useCurrentLab();
  const [before] = useState(() => lab.store.getState().network.peers.get(id)?.name ?? '');
  const [name, setName] = useState(before);
  const [saving, setSaving] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const checked = checkPeerName(name);
  const error = checked.ok ? (problem?.sentence ?? null) : checked.error.sentence;

  const save = async () => {
    setSaving(true);
    const refused = await renamePeer(lab, id, name);
    setSaving(false);
    if (refused) setProblem(refused);
    else closeDialog(lab);
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (!checked.ok || saving) return;
    if (name === before) closeDialog(lab);
    else void save();
  };
  return (
    <DialogFrame title={`Rename ${namesIn(lab.store.getState().network)(id)}`}>
      <form onSubmit={onSubmit} noValidate>
        <DialogBody>
          <TextInput
            label="Name"
            value={name}
            onChange={(value) => {
              setName(value);
              setProblem(null);
            }}
            description="At most 32 characters, without spaces. A registered peer sends UNREG under its old name and REG under the new one."
            error={error}
            autoFocus
            maxLength={200}
          />
        </DialogBody>
        <DialogFoot>
          <Button label="Cancel" look="outlined" onPress={() => closeDialog(lab)} />
          <Button label="Rename" look="primary" type="submit" disabled={!checked.ok || saving} />
        </DialogFoot>
      </form>
    </DialogFrame>
  );
}
