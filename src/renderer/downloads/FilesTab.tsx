import { CircleCheck, CirclePause, CircleSlash, CircleX, Pause, Play, X } from 'lucide-react';
import { VisuallyHidden } from 'react-aria-components';
import type { Transfer } from '../../shared/network/state/snapshot-schema';
import type { NetworkState } from '../../shared/network/state/state';
import { printable } from '../../shared/text/printable';
import { Button } from '../components/Button';
import { classNames } from '../components/class-names';
import { Empty } from '../components/Empty';
import { Explained } from '../components/Explained';
import { useCurrentLab, useNetwork } from '../lab/context';
import { goToSearch } from '../search/ask';
import { count, listed, size } from '../words/count';
import { namesAt } from '../words/names';
import { cancelDownload, pauseDownload, resumeDownload } from './commands';
import css from './FilesTab.module.css';
import { SavedActions } from './SavedActions';
import { useDownload } from './use-download';
import { sizeWords, standingWords, wasCancelled } from './words';

const cx = classNames(css);

/** Holders that are named one by one. */
const MOST_NAMED = 3;

const VERIFIED = 'SHA-256 verified';

/** The downloads, newest first: how far each is, from whom it comes, and where it is in the end. */
export function FilesTab() {
  const lab = useCurrentLab();
  const network = useNetwork();
  const transfers = [...network.transfers.values()].reverse();
  if (transfers.length === 0) {
    return (
      <Empty action={<Button label="Search for a file" look="outlined" onPress={() => goToSearch(lab)} />}>
        Downloads are listed here. Search for a file, and press Download beside it; what a peer shares itself
        stands in the inspector.
      </Empty>
    );
  }
  return (
    <div className={cx('panel')}>
      <table className={cx('table')} aria-label="Downloads">
        <thead>
          <tr>
            <th scope="col">File</th>
            <th scope="col">Progress</th>
            <th scope="col">Size</th>
            <th scope="col">Rate</th>
            <th scope="col">From</th>
            <th scope="col">{lab.desktop === null ? 'Saved on the machine of the lab as' : 'Saved as'}</th>
            <th scope="col">
              <VisuallyHidden>Actions</VisuallyHidden>
            </th>
          </tr>
        </thead>
        <tbody>
          {transfers.map((transfer) => (
            <Row key={transfer.id} network={network} transfer={transfer} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ network, transfer }: { network: NetworkState; transfer: Transfer }) {
  const download = useDownload(transfer);
  const { name, phase, bytes, total, problem } = transfer;
  const shown = printable(name);
  const running = phase === 'running';
  return (
    <>
      <tr data-phase={phase}>
        <td className={cx('file')}>{shown}</td>
        <td>
          <span className={cx('progress')}>
            <Mark transfer={transfer} />
            {(running || phase === 'paused') && total !== null && (
              <progress
                className={cx('bar')}
                aria-label={`Download of ${shown}`}
                max={1}
                value={total > 0 ? bytes / total : 0}
              />
            )}
            <span className={cx('standing')}>{standingWords(network, transfer)}</span>
          </span>
        </td>
        <td className={cx('number')}>{sizeWords(transfer)}</td>
        <td className={cx('number')}>{running && download ? `${size(Math.round(download.rate))}/s` : '–'}</td>
        <td className={cx('from')}>
          <Explained by={transfer.holders.join(', ')}>{holderWords(network, transfer)}</Explained>
        </td>
        <td className={cx('path')}>
          {phase === 'done' && <Saved path={download?.path ?? null} sha256={download?.sha256 ?? null} />}
        </td>
        <td className={cx('act')}>
          {download?.path != null && <SavedActions download={download} path={download.path} />}
          <Actions transfer={transfer} shown={shown} />
        </td>
      </tr>
      {problem && !wasCancelled(transfer) && (
        <tr className={cx('trouble', phase === 'failed' && 'failed')}>
          <td colSpan={7} role={phase === 'failed' ? 'alert' : 'status'}>
            {problem.sentence}
          </td>
        </tr>
      )}
    </>
  );
}

function Mark({ transfer }: { transfer: Transfer }) {
  const { phase } = transfer;
  if (wasCancelled(transfer)) return <CircleSlash size={14} aria-hidden />;
  if (phase === 'done') return <CircleCheck size={14} aria-hidden className={cx('done')} />;
  if (phase === 'failed') return <CircleX size={14} aria-hidden className={cx('bad')} />;
  if (phase === 'paused') return <CirclePause size={14} aria-hidden />;
  return null;
}

/** Nothing appears under its name before its digest is right. */
function Saved({ path, sha256 }: { path: string | null; sha256: string | null }) {
  return (
    <>
      <span className={cx('verified')}>
        {sha256 === null ? VERIFIED : <Explained by={`SHA-256 ${sha256}`}>{VERIFIED}</Explained>}
      </span>
      {path !== null && <span className={`${cx('where')} selectable`}>{printable(path)}</span>}
    </>
  );
}

function Actions({ transfer: { id, phase }, shown }: { transfer: Transfer; shown: string }) {
  const lab = useCurrentLab();
  if (phase === 'done' || phase === 'failed') return null;
  return (
    <>
      {phase === 'running' ? (
        <Button
          label={`Pause the download of ${shown}`}
          icon={Pause}
          words="never"
          onPress={() => void pauseDownload(lab, id)}
        />
      ) : (
        <Button
          label={`Resume the download of ${shown}`}
          icon={Play}
          words="never"
          onPress={() => void resumeDownload(lab, id)}
        />
      )}
      <Button
        label={`Cancel the download of ${shown}`}
        icon={X}
        words="never"
        meaning="leaves nothing behind"
        onPress={() => void cancelDownload(lab, id)}
      />
    </>
  );
}

function holderWords(network: NetworkState, { holders, changedSeq }: Transfer): string {
  const nameOf = namesAt(network, changedSeq);
  if (holders.length > MOST_NAMED) return count(holders.length, 'holder');
  return listed(holders.map(nameOf));
}
