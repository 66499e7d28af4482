import type { PeerId } from '../../shared/network/events';
import type { NetworkState, PeerState } from '../../shared/network/state/state';
import { printable } from '../../shared/text/printable';
import { entryOf } from '../actions/action';
import { allowedFor } from '../actions/allowed';
import { goTo } from '../actions/go-to';
import { PAIR_ACTIONS, PEER_ACTIONS } from '../actions/peer-actions';
import { useActionContext } from '../actions/use-actions';
import { Button } from '../components/Button';
import { CopyButton } from '../components/CopyButton';
import { classNames } from '../components/class-names';
import { PhaseMark } from '../components/PhaseMark';
import { useCurrentLab } from '../lab/context';
import { count, figure } from '../words/count';
import { portOf } from '../words/names';
import { PHASES } from '../words/phases';
import css from './ManyPage.module.css';
import { Facts, Headline, Section } from './Section';

const cx = classNames(css);

/** Peers named one by one; beyond, the table of peers is the place. */
const MOST_NAMED = 100;

/** Several peers at once: what they have in common, and what can be done to all of them. */
export function ManyPage({ network, ids }: { network: NetworkState; ids: ReadonlySet<PeerId> }) {
  const peers = [...ids].map((id) => network.peers.get(id)).filter((peer) => peer !== undefined);
  // The tables of external peers are not seen here.
  const tables = peers.filter((peer) => peer.hosted).map((peer) => peer.neighbours.size);
  return (
    <>
      <Headline mark={null} title={`${count(peers.length, 'peer')} selected`}>
        <ul className={cx('phases')}>
          {PHASES.map((phase) => [phase, peers.filter((peer) => peer.phase === phase).length] as const)
            .filter(([, many]) => many > 0)
            .map(([phase, many]) => (
              <li key={phase}>
                <PhaseMark phase={phase} /> {figure(many)} {phase}
              </li>
            ))}
        </ul>
        <Facts
          rows={[
            [
              'Registered',
              `${figure(peers.filter((peer) => peer.registered).length)} of ${figure(peers.length)}`,
            ],
            ['Mean degree', tables.length === 0 ? 'not known' : mean(tables).toFixed(1)],
            ['Links among them', figure(linksAmong(network, ids))],
          ]}
        />
      </Headline>
      <Section title="Actions">
        <Actions network={network} ids={ids} />
      </Section>
      <Section
        title="Peers"
        note={
          <CopyButton label="Copy the addresses, one in a line" text={peers.map(({ id }) => id).join('\n')} />
        }
      >
        <Names peers={peers} />
      </Section>
    </>
  );
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function linksAmong(network: NetworkState, ids: ReadonlySet<PeerId>): number {
  let links = 0;
  for (const { a, b } of network.links.values()) if (ids.has(a) && ids.has(b)) links += 1;
  return links;
}

function Actions({ network, ids }: { network: NetworkState; ids: ReadonlySet<PeerId> }) {
  const context = { ...useActionContext(), network, selection: ids };
  const pair = PAIR_ACTIONS.map((action) => entryOf(action, context)).filter(
    ({ refusal }) => refusal === null,
  );
  return (
    <div className={cx('buttons')}>
      {PEER_ACTIONS.map((action) => {
        const { label, icon, meaning, shortcut, refusal, run } = entryOf(action, context);
        const allowed = allowedFor(network, ids, action.id).length;
        const some = allowed > 0 && allowed < ids.size ? ` ${figure(allowed)}` : '';
        return (
          <Button
            key={action.id}
            label={`${label}${some}`}
            {...(icon && { icon })}
            look="outlined"
            {...(meaning !== undefined && { meaning })}
            {...(shortcut !== undefined && { shortcut })}
            disabled={refusal !== null}
            onPress={run}
          />
        );
      })}
      {pair.map(({ id, label, icon, run }) => (
        <Button key={id} label={label} look="outlined" {...(icon ? { icon } : {})} onPress={run} />
      ))}
    </div>
  );
}

function Names({ peers }: { peers: readonly PeerState[] }) {
  const lab = useCurrentLab();
  return (
    <ul>
      {peers.slice(0, MOST_NAMED).map((peer) => (
        <li key={peer.id}>
          <button type="button" className={cx('line')} onClick={() => goTo(lab, peer.id)}>
            <PhaseMark phase={peer.phase} hosted={peer.hosted} />
            <span className={cx('name')}>{printable(peer.name)}</span>
            <span className={cx('port')}>{portOf(peer.id)}</span>
          </button>
        </li>
      ))}
      {peers.length > MOST_NAMED && (
        <li className={cx('port')}>and {figure(peers.length - MOST_NAMED)} more</li>
      )}
    </ul>
  );
}
