import { useState } from 'react';
import type { PeerId } from '../../shared/network/events';
import type { NetworkState, PeerState } from '../../shared/network/state/state';
import { printable } from '../../shared/text/printable';
import { allowedFor, askersFor, canConnect } from '../actions/allowed';
import { connectPeers, disconnectPeers, pingPeer } from '../actions/commands';
import { actOn } from '../actions/peer-actions';
import { Button } from '../components/Button';
import { classNames } from '../components/class-names';
import { openDialog } from '../dialogs/open-dialog';
import { useCurrentLab } from '../lab/context';
import { namesIn } from '../words/names';
import css from './ExternalPeerButtons.module.css';

const cx = classNames(css);

/** Hosted peers that one may choose from; a list of thousands is no choice. */
const MOST_OFFERED = 200;

/**
 * What can be done about a peer that runs elsewhere: a hosted peer speaks with it. Who that is can be chosen; its
 * neighbours come first. It is not crashed or restarted from here, since only its own program can do that.
 */
export function ExternalPeerButtons({ network, peer }: { network: NetworkState; peer: PeerState }) {
  const lab = useCurrentLab();
  const askers = askersFor(network, peer.id).slice(0, MOST_OFFERED);
  const [chosen, choose] = useState<PeerId | null>(null);
  const asker = askers.find(({ id }) => id === chosen) ?? askers[0];
  const nameOf = namesIn(network);
  return (
    <>
      {asker && (
        <label className={cx('asker')}>
          Speak with it as
          <select
            className={cx('select')}
            value={asker.id}
            onChange={({ target }) => choose(askers.find(({ id }) => id === target.value)?.id ?? null)}
          >
            {askers.map(({ id }) => (
              <option key={id} value={id}>
                {nameOf(id)}
              </option>
            ))}
          </select>
        </label>
      )}
      <div className={cx('buttons')}>
        {asker && (
          <Button
            label="Ping"
            look="outlined"
            meaning={`${nameOf(asker.id)} sends PING`}
            onPress={() => void pingPeer(lab, asker.id, peer.id)}
          />
        )}
        {asker && canConnect(network, asker.id, peer.id) && (
          <Button
            label="Join"
            look="outlined"
            meaning={`${nameOf(asker.id)} sends JOIN`}
            onPress={() => void connectPeers(lab, asker.id, peer.id)}
          />
        )}
        {asker?.neighbours.has(peer.id) && (
          <Button
            label="Leave"
            look="outlined"
            meaning={`${nameOf(asker.id)} sends LEAVE`}
            onPress={() => void disconnectPeers(lab, asker.id, peer.id)}
          />
        )}
        {allowedFor(network, [peer.id], 'remove').length > 0 && (
          <Button
            label="Remove"
            look="outlined"
            meaning="take what is left of it out of the registry and the neighbour tables"
            onPress={() => actOn(lab, network, [peer.id], 'remove')}
          />
        )}
        <Button
          label="Check conformance…"
          look="outlined"
          meaning="ask it everything that the protocol has, and see what is exact"
          onPress={() => openDialog(lab, { kind: 'doctor', address: peer.id, name: printable(peer.name) })}
        />
      </div>
    </>
  );
}
