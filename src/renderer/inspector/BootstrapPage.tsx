import { X } from 'lucide-react';
import { useMemo } from 'react';
import type { NetworkState } from '../../shared/network/state/state';
import type { AddressKey } from '../../shared/protocol/address';
import { printable } from '../../shared/text/printable';
import { removeEntry, startBootstrap, stopBootstrap } from '../actions/commands';
import { goTo } from '../actions/go-to';
import { Address, CopyAddress } from '../components/Address';
import { Button } from '../components/Button';
import { classNames } from '../components/class-names';
import { PhaseMark } from '../components/PhaseMark';
import { openDialog } from '../dialogs/open-dialog';
import { useCurrentLab } from '../lab/context';
import type { Lab } from '../lab/lab';
import { bootstrapStanding, hasBootstrap } from '../words/bootstrap';
import { figure } from '../words/count';
import { portOf } from '../words/names';
import css from './BootstrapPage.module.css';
import { Counters } from './Counters';
import { Messages } from './Messages';
import { Facts, Headline, Section } from './Section';

const cx = classNames(css);

function examine(lab: Lab, address: AddressKey | null, name: string): void {
  if (address !== null) openDialog(lab, { kind: 'doctor', address, name });
}

/** Registered peers named one by one. */
const MOST_NAMED = 300;

/** The bootstrap server: where it listens, whom it knows, what it says and hears. */
export function BootstrapPage({ network }: { network: NetworkState }) {
  const lab = useCurrentLab();
  const { bootstrap, settings } = network;
  const running = bootstrap.phase === 'running';
  const elsewhere = bootstrap.phase === 'elsewhere';
  return (
    <>
      <Headline
        mark={<span className={cx('square', running && 'running')} aria-hidden />}
        title="Bootstrap server"
        state={bootstrapStanding(bootstrap)}
      >
        {bootstrap.problem && <p className={cx('problem')}>{bootstrap.problem.sentence}</p>}
        <div className={cx('buttons')}>
          {running && <Button label="Stop" look="outlined" onPress={() => void stopBootstrap(lab)} />}
          {!hasBootstrap(bootstrap) && (
            <Button label="Start" look="outlined" onPress={() => void startBootstrap(lab)} />
          )}
          {hasBootstrap(bootstrap) && (
            <Button
              label="Join this network…"
              look="outlined"
              meaning="addresses that other machines can use, and peers to start from"
              onPress={() => openDialog(lab, { kind: 'invitation' })}
            />
          )}
          {elsewhere && bootstrap.address !== null && (
            <Button
              label="Check conformance…"
              look="outlined"
              onPress={() => examine(lab, bootstrap.address, 'the bootstrap server')}
            />
          )}
          <Button label="Settings" look="outlined" onPress={() => openDialog(lab, { kind: 'settings' })} />
        </div>
        <Facts
          rows={[
            [
              'Address',
              bootstrap.address === null ? (
                `${settings.bindHost} port ${settings.bootstrapPort}`
              ) : (
                <Address key="address" of={bootstrap.address} />
              ),
            ],
            ...(elsewhere
              ? []
              : ([
                  ['Capacity', figure(settings.bootstrapCapacity)],
                  ['Neighbours offered', figure(settings.neighboursOffered)],
                ] as const)),
          ]}
        />
      </Headline>
      {elsewhere ? (
        <Section title="Registry and counters">
          <p className={cx('state')}>
            They are kept by the program that runs the server, and not known here. What the peers of this lab
            sent to it, and received, is in the list of events.
          </p>
        </Section>
      ) : (
        <>
          <Section title="Registry" note={figure(bootstrap.registry.size)}>
            <Registry network={network} />
          </Section>
          <Section title="Counters">
            <Counters traffic={bootstrap.traffic} />
          </Section>
          <Messages observer="bootstrap" network={network} />
        </>
      )}
    </>
  );
}

function Registry({ network }: { network: NetworkState }) {
  const lab = useCurrentLab();
  const entries = useMemo(() => [...network.bootstrap.registry], [network]);
  if (entries.length === 0) return <p className={cx('state')}>Nobody is registered.</p>;
  return (
    <ul>
      {entries.slice(0, MOST_NAMED).map(([id, given]) => {
        const name = printable(given);
        const peer = network.peers.get(id);
        return (
          <li key={id} className={cx('entry')}>
            <button type="button" className={cx('line')} disabled={!peer} onClick={() => goTo(lab, id)}>
              {peer && <PhaseMark phase={peer.phase} hosted={peer.hosted} />}
              <span className={cx('name')}>{name}</span>
              <span className={cx('aside')}>{peer ? portOf(id) : id}</span>
              {peer?.phase === 'crashed' && <span className={cx('gone')}>gone</span>}
            </button>
            <CopyAddress of={id} whose={name} />
            <Button
              label={`Take ${name} out of the registry`}
              icon={X}
              words="never"
              onPress={() => void removeEntry(lab, id)}
            />
          </li>
        );
      })}
      {entries.length > MOST_NAMED && (
        <li className={cx('aside')}>and {figure(entries.length - MOST_NAMED)} more</li>
      )}
    </ul>
  );
}
