import { Download } from 'lucide-react';
import { Button as AriaButton, VisuallyHidden } from 'react-aria-components';
import { identityAt } from '../../shared/network/state/identity';
import type { Search } from '../../shared/network/state/snapshot-schema';
import type { NetworkState } from '../../shared/network/state/state';
import { printable } from '../../shared/text/printable';
import { goTo } from '../actions/go-to';
import { Button } from '../components/Button';
import { classNames } from '../components/class-names';
import { Explained } from '../components/Explained';
import { PhaseMark } from '../components/PhaseMark';
import { Tip } from '../components/Tip';
import { startDownload } from '../downloads/commands';
import { standingWords } from '../downloads/words';
import { useCurrentLab } from '../lab/context';
import { figure } from '../words/count';
import { namesAt } from '../words/names';
import { HOPS_MEANING, milliseconds } from '../words/searches';
import { type FoundFile, foundIn } from './found-files';
import css from './Results.module.css';

const cx = classNames(css);

/** Lines drawn; more are counted. */
const MOST_SHOWN = 300;

/** What was found, in the order in which it came: file, holder, hops, time. */
export function Results({ network, search }: { network: NetworkState; search: Search }) {
  const found = foundIn(search.answers);
  if (found.length === 0) return null;
  return (
    <>
      <table className={cx('table')} aria-label="Results">
        <thead>
          <tr>
            <th scope="col">File</th>
            <th scope="col">Holder</th>
            <th scope="col">
              <Explained by={HOPS_MEANING}>Hops</Explained>
            </th>
            <th scope="col">
              <Explained by="From the start of the search until its origin received the answer">
                Time
              </Explained>
            </th>
            <th scope="col">
              <VisuallyHidden>Actions</VisuallyHidden>
            </th>
          </tr>
        </thead>
        <tbody>
          {found.slice(0, MOST_SHOWN).map((one) => (
            <Line key={`${one.holder} ${one.name}`} network={network} search={search} found={one} />
          ))}
        </tbody>
      </table>
      {found.length > MOST_SHOWN && (
        <p className={cx('more')}>and {figure(found.length - MOST_SHOWN)} more</p>
      )}
    </>
  );
}

interface LineProps {
  readonly network: NetworkState;
  readonly search: Search;
  readonly found: FoundFile;
}

function Line({ network, search, found }: LineProps) {
  const lab = useCurrentLab();
  const { name, holder, seq, hops, latencyMs, holders, first } = found;
  const there = network.peers.get(holder);
  // Another peer may have its address by now.
  const peer = there?.identity === identityAt(network.identities, holder, seq) ? there : undefined;
  const holderName = namesAt(network, seq)(holder);
  const shown = printable(name);
  const transfer = [...network.transfers.values()].findLast((one) => one.name === name);
  return (
    <tr>
      <td className={cx('file')}>{shown}</td>
      <td>
        {peer ? (
          <Tip name={holder}>
            <AriaButton className={cx('holder')} onPress={() => goTo(lab, holder)}>
              <PhaseMark phase={peer.phase} hosted={peer.hosted} />
              <span className={cx('name')}>{holderName}</span>
            </AriaButton>
          </Tip>
        ) : (
          <Explained by={holder} className={cx('holder', 'gone')}>
            {holderName}
          </Explained>
        )}
      </td>
      <td className={cx('number')}>{figure(hops)}</td>
      <td className={cx('number')}>{milliseconds(latencyMs)}</td>
      <td className={cx('get')}>
        {first && transfer && <span className={cx('standing')}>{standingWords(network, transfer)}</span>}
        {first && (
          <Button
            label={`Download ${shown}`}
            icon={Download}
            words="never"
            meaning={holders.length === 1 ? `from ${holderName}` : `from ${holders.length} holders at once`}
            onPress={() => void startDownload(lab, { name, peer: search.peer, holders })}
          />
        )}
      </td>
    </tr>
  );
}
