import { addPeers, startBootstrap } from '../actions/commands';
import { Button } from '../components/Button';
import { classNames } from '../components/class-names';
import { useCurrentLab, useLab, useNetwork } from '../lab/context';
import { hasBootstrap } from '../words/bootstrap';
import css from './EmptyNetwork.module.css';

const cx = classNames(css);

/** What a person sees first: that there is nothing yet, and how to begin. */
export function EmptyNetwork() {
  const lab = useCurrentLab();
  const network = useNetwork();
  const connection = useLab((state) => state.connection);
  if (connection !== 'live' || network.peers.size > 0 || network.additions.size > 0) return null;
  const running = hasBootstrap(network.bootstrap);
  return (
    <section className={cx('empty')} aria-labelledby="no-peers-yet">
      <h2 id="no-peers-yet" className={cx('title')}>
        No peers yet
      </h2>
      <p className={cx('words')}>
        {running
          ? 'Each peer has real sockets on this machine. It asks the bootstrap server for neighbours and joins them; here you watch it do so.'
          : 'The bootstrap server, which tells peers of one another, is not running. Peers that you add wait for it.'}
      </p>
      <div className={cx('buttons')}>
        <Button
          label="Start with 10 peers"
          look="primary"
          onPress={() => void addPeers(lab, { count: 10 })}
        />
        {running ? (
          <Button label="Add one" look="outlined" onPress={() => void addPeers(lab)} />
        ) : (
          <Button label="Start bootstrap server" look="outlined" onPress={() => void startBootstrap(lab)} />
        )}
      </div>
      <p className={cx('hint')}>or double-click anywhere to put one there</p>
    </section>
  );
}
