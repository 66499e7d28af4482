import { TriangleAlert } from 'lucide-react';
import { isAlone } from '../../shared/network/state/link-listing';
import type { NetworkState, PeerState } from '../../shared/network/state/state';
import { printable } from '../../shared/text/printable';
import { allowedFor, canRename, isListed } from '../actions/allowed';
import { actOn, PEER_ACTIONS } from '../actions/peer-actions';
import { Address } from '../components/Address';
import { Button } from '../components/Button';
import { classNames } from '../components/class-names';
import { Explained } from '../components/Explained';
import { PhaseMark } from '../components/PhaseMark';
import { openDialog } from '../dialogs/open-dialog';
import { FilesSection } from '../files/FilesSection';
import { useCurrentLab } from '../lab/context';
import { useNow } from '../now';
import { count } from '../words/count';
import { ALONE_MEANING, neighbourCount } from '../words/listing';
import { PHASE_MEANING } from '../words/phases';
import { duration } from '../words/time';
import { Counters } from './Counters';
import { ExternalPeerButtons } from './ExternalPeerButtons';
import { Messages } from './Messages';
import { Neighbours } from './Neighbours';
import css from './PeerPage.module.css';
import { Facts, Headline, Section } from './Section';

const cx = classNames(css);

/** One peer: who it is, how it stands, whom it knows, what it says and hears. */
export function PeerPage({ network, peer }: { network: NetworkState; peer: PeerState }) {
  const now = useNow();
  return (
    <>
      <Headline
        mark={<PhaseMark phase={peer.phase} hosted={peer.hosted} size={14} />}
        title={printable(peer.name)}
        state={
          <>
            <p>
              <Explained by={`${peer.phase}: ${PHASE_MEANING[peer.phase]}`}>
                {peer.phase} for {duration(now - peer.since)}
              </Explained>
            </p>
            {peer.silentSince !== undefined && (
              <p>
                <Explained by="It has never answered PING and accepts no TCP connection, so whether it runs is not known.">
                  silent for {duration(now - peer.silentSince)}
                </Explained>
              </p>
            )}
          </>
        }
      >
        {isAlone(peer) && (
          <p className={cx('alone')}>
            <strong>Alone.</strong> {ALONE_MEANING}
          </p>
        )}
        {peer.problem && (
          <p className={cx('problem')} role="alert">
            <TriangleAlert size={14} aria-hidden />
            {peer.problem.sentence}
          </p>
        )}
        {peer.hosted ? (
          <PeerButtons network={network} peer={peer} />
        ) : (
          <ExternalPeerButtons network={network} peer={peer} />
        )}
        <Facts
          rows={[
            ['Address', <Address key="address" of={peer.id} />],
            ['Runs', peer.hosted ? 'here' : 'elsewhere'],
            ...(peer.transport ? [['Sends by', peer.transport.toUpperCase()] as const] : []),
            ['Registered', <Registered key="registered" network={network} peer={peer} />],
            ...(peer.examined ? [['Conformance', conformance(peer.examined, now)] as const] : []),
          ]}
        />
      </Headline>
      <Section title="Neighbours" note={neighbourCount(peer)}>
        <Neighbours network={network} peer={peer} />
      </Section>
      <FilesSection peer={peer} />
      <Section
        title="Counters"
        note={`${count(peer.traffic.messagesIn + peer.traffic.messagesOut, 'message')} in and out`}
      >
        <Counters traffic={peer.traffic} />
      </Section>
      <Messages observer={peer.id} network={network} />
    </>
  );
}

/** What the peer believes and what the registry lists are two facts: shown as one only while they agree. */
function Registered({ network, peer }: { network: NetworkState; peer: PeerState }) {
  const listed = isListed(network, peer.id);
  const words = (fact: boolean) => (fact ? 'yes' : 'no');
  // What an external peer believes is not known; what the registry lists is.
  if (!peer.hosted && listed !== null) return `registry: ${words(listed)}`;
  if (listed === null || listed === peer.registered) return words(peer.registered);
  const sentence =
    network.bootstrap.phase === 'running'
      ? 'The peer and the bootstrap server do not agree. Register repairs it.'
      : 'The bootstrap server is stopped, and its registry is empty.';
  return (
    <Explained by={sentence} className={cx('disagree')}>
      believes: {words(peer.registered)} · registry: {words(listed)}
    </Explained>
  );
}

function conformance(
  { at, conformant, deviations }: NonNullable<PeerState['examined']>,
  now: number,
): string {
  const result = conformant ? 'conformant' : count(deviations, 'deviation');
  return `${result}, ${duration(now - at)} ago`;
}

/** Only what can be done to it as it stands. */
function PeerButtons({ network, peer }: { network: NetworkState; peer: PeerState }) {
  const lab = useCurrentLab();
  const possible = PEER_ACTIONS.filter(
    ({ id }) => id !== 'remove' && allowedFor(network, [peer.id], id).length > 0,
  );
  const renames = canRename(network, peer.id);
  if (possible.length === 0 && !renames) return null;
  return (
    <div className={cx('buttons')}>
      {possible.slice(0, 3).map(({ id, label, meaning, keys }) => (
        <Button
          key={id}
          label={label}
          look="outlined"
          meaning={meaning}
          {...(keys?.[0] !== undefined && { shortcut: keys[0] })}
          onPress={() => actOn(lab, network, [peer.id], id)}
        />
      ))}
      {renames && (
        <Button
          label="Rename…"
          look="outlined"
          meaning="Give it another name, also in the registry"
          shortcut="F2"
          onPress={() => openDialog(lab, { kind: 'rename', id: peer.id })}
        />
      )}
    </div>
  );
}
