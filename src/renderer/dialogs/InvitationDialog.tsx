import { Copy, TriangleAlert } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { Invitation, Starter } from '../../shared/contract/network';
import type { Problem } from '../../shared/problem';
import { Button } from '../components/Button';
import { Choice } from '../components/Choice';
import { CopyButton } from '../components/CopyButton';
import { classNames } from '../components/class-names';
import { copyText } from '../components/copy-text';
import { useCurrentLab } from '../lab/context';
import { notify } from '../notices/notices';
import { problemOf } from '../notices/problem-of';
import { DialogBody, DialogFrame } from './DialogFrame';
import css from './InvitationDialog.module.css';
import { openDialog } from './open-dialog';

const cx = classNames(css);

/** Where others find this network, and a peer in one file that they can start. */
export function InvitationDialog() {
  const lab = useCurrentLab();
  const [invitation, setInvitation] = useState<Invitation | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  useEffect(() => {
    lab.client.network.invitation().then(setInvitation, (error) => setProblem(problemOf(error)));
  }, [lab]);
  return (
    <DialogFrame title="Join this network" width="wide">
      <DialogBody>
        {problem && <p role="alert">{problem.sentence}</p>}
        {invitation && <Addresses invitation={invitation} />}
        {invitation && <Starters starters={invitation.starters} />}
      </DialogBody>
    </DialogFrame>
  );
}

function Addresses({ invitation: { addresses, open } }: { invitation: Invitation }) {
  const lab = useCurrentLab();
  if (addresses.length === 0) {
    return (
      <p className={cx('note')}>
        The bootstrap server does not run, so nobody can join. Start it, and open this again.
      </p>
    );
  }
  return (
    <section>
      <p className={cx('lead')}>A peer in any language joins by registering with the bootstrap server at</p>
      <ul className={cx('addresses')}>
        {addresses.map(({ address, reach, interface: name }) => (
          <li key={address} className={cx('address')}>
            <code className={cx('where')}>{address}</code>
            <span className={cx('reach')}>
              {reach === 'this machine' ? 'from this machine' : 'from other machines'}
              {name !== '' && `, ${name}`}
            </span>
            <CopyButton label={`Copy ${address}`} text={address} />
          </li>
        ))}
      </ul>
      {!open && (
        <p className={cx('warning')}>
          <TriangleAlert size={15} aria-hidden />
          <span>
            Other machines cannot reach it. Bind it to an address of this machine that they can use, or to
            0.0.0.0, and start it again.
          </span>
          <Button
            label="Change settings"
            look="outlined"
            onPress={() => openDialog(lab, { kind: 'settings' })}
          />
        </p>
      )}
    </section>
  );
}

function Starters({ starters }: { starters: readonly Starter[] }) {
  const [chosen, choose] = useState(starters[0]?.file ?? '');
  const starter = starters.find(({ file }) => file === chosen);
  return (
    <section className={cx('starters')}>
      <Choice
        label="A whole peer in one file, with the standard library alone, to begin with"
        value={chosen}
        options={starters.map(({ file, language }) => ({ value: file, words: language }))}
        onChange={choose}
      />
      {starter && (
        <>
          <div className={cx('line')}>
            <code className={cx('command')}>{starter.command}</code>
            <CopyButton label="Copy command" text={starter.command} />
            <CopyFile name={starter.file} text={starter.source} />
          </div>
          <textarea className={cx('source')} readOnly aria-label={starter.file} value={starter.source} />
        </>
      )}
    </section>
  );
}

function CopyFile({ name, text }: { name: string; text: string }) {
  const lab = useCurrentLab();
  const copy = async () => {
    const copied = await copyText(text);
    notify(lab, {
      key: 'copy',
      tone: copied ? 'answer' : 'error',
      title: copied ? 'Copied' : 'Not copied',
      ...(copied ? {} : { sentence: 'The clipboard is not open to this page.' }),
    });
  };
  return <Button label={`Copy ${name}`} icon={Copy} look="outlined" onPress={() => void copy()} />;
}
