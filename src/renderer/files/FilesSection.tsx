import { FileText, Folder, X } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import type { PeerState } from '../../shared/network/state/state';
import { printable } from '../../shared/text/printable';
import { Button } from '../components/Button';
import { classNames } from '../components/class-names';
import { TextInput } from '../components/TextInput';
import { Section } from '../inspector/Section';
import { figure, size } from '../words/count';
import css from './FilesSection.module.css';
import { type Sharing, useSharing } from './use-sharing';

const cx = classNames(css);

/** Files named one by one. */
const MOST_SHOWN = 200;

/** What a peer shares, and what it is to share. Of an external peer nobody knows. */
export function FilesSection({ peer }: { peer: PeerState }) {
  if (!peer.hosted) {
    return (
      <Section title="Files">
        <p className={cx('quiet')}>What it shares is known only to whom it answers.</p>
      </Section>
    );
  }
  return <Hosted peer={peer} />;
}

function Hosted({ peer }: { peer: PeerState }) {
  const sharing = useSharing(peer);
  const files = [...peer.files];
  const given = new Set(sharing.told?.names);
  return (
    <Section title="Files" note={figure(files.length)}>
      {files.length === 0 && <p className={cx('quiet')}>It shares nothing.</p>}
      <ul className={cx('list')} aria-label="Files">
        {files.slice(0, MOST_SHOWN).map(([name, bytes]) => (
          <li key={name} className={cx('file')}>
            {given.has(name) ? <FileText size={13} aria-hidden /> : <Folder size={13} aria-hidden />}
            <span className={`${cx('name')} selectable`}>{printable(name)}</span>
            <span className={cx('size')}>{size(bytes)}</span>
            {given.has(name) && (
              <Button
                label={`Share ${printable(name)} no more`}
                icon={X}
                words="never"
                onPress={() => void sharing.remove(name)}
              />
            )}
          </li>
        ))}
        {files.length > MOST_SHOWN && (
          <li className={cx('quiet')}>and {figure(files.length - MOST_SHOWN)} more</li>
        )}
      </ul>
      <ShareName sharing={sharing} />
      <ShareFolder sharing={sharing} />
    </Section>
  );
}

function ShareName({ sharing }: { sharing: Sharing }) {
  const [name, setName] = useState('');
  const [error, setError] = useState<string | null>(null);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const problem = await sharing.add(name);
    setError(problem);
    if (problem === null) setName('');
  };
  return (
    <form className={cx('form')} onSubmit={(event) => void submit(event)}>
      <TextInput
        label="Share a name"
        value={name}
        onChange={(text) => {
          setName(text);
          setError(null);
        }}
        placeholder="Such as Happy Feet"
        description="2 to 10 MB are made up for it, the same at every peer."
        error={error}
      />
      <Button label="Share" look="outlined" type="submit" disabled={name.trim() === ''} />
    </form>
  );
}

function ShareFolder({ sharing }: { sharing: Sharing }) {
  const [path, setPath] = useState('');
  const [error, setError] = useState<string | null>(null);
  const shared = sharing.told?.folder ?? null;
  const share = async (folder: string | null) => {
    const problem = await sharing.shareFolder(folder);
    setError(problem);
    if (problem === null) setPath('');
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void share(path.trim());
  };
  return (
    <>
      <form className={cx('form')} onSubmit={submit}>
        <TextInput
          label="Share a folder"
          value={path}
          onChange={(text) => {
            setPath(text);
            setError(null);
          }}
          placeholder="Path on the machine of the lab"
          description="Everybody in the network can read its files; not those of sub-folders."
          error={error}
        />
        <Button label="Share" look="outlined" type="submit" disabled={path.trim() === ''} />
      </form>
      {shared !== null && (
        <p className={cx('folder')}>
          <span className={`${cx('name')} selectable`}>{printable(shared)}</span>
          <Button label="Stop sharing it" look="outlined" onPress={() => void share(null)} />
        </p>
      )}
    </>
  );
}
