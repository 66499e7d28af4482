import { ArrowLeftRight, ArrowRight, Minus } from 'lucide-react';
import type { PeerId } from '../../shared/network/events';
import { kindOfLink } from '../../shared/network/state/link-listing';
import type { Link, NetworkState } from '../../shared/network/state/state';
import { canConnect } from '../actions/allowed';
import { connectPeers, disconnectPeers } from '../actions/commands';
import { goTo } from '../actions/go-to';
import { Address } from '../components/Address';
import { Button } from '../components/Button';
import { classNames } from '../components/class-names';
import { PhaseMark } from '../components/PhaseMark';
import { useCurrentLab } from '../lab/context';
import { useNow } from '../now';
import { LINK_WORDS, sideWords } from '../words/listing';
import { namesIn } from '../words/names';
import { duration } from '../words/time';
import css from './LinkPage.module.css';
import { Messages } from './Messages';
import { Facts, Headline } from './Section';

const cx = classNames(css);

const MARKS = { mutual: ArrowLeftRight, 'one-sided': ArrowRight, 'not-known': Minus } as const;

/** One link: what each of its two sides lists as far as it is known, and the messages between them. */
export function LinkPage({ network, link }: { network: NetworkState; link: Link }) {
  const nameOf = namesIn(network);
  const kind = kindOfLink(network, link);
  const Mark = MARKS[kind];
  const [first, second] = link.ab ? [link.a, link.b] : [link.b, link.a];
  // The side that runs here has seen the messages.
  const seenBy = network.peers.get(first)?.hosted === false ? second : first;
  const other = network.peers.get(seenBy === first ? second : first);
  return (
    <>
      <Headline
        mark={<Mark size={15} aria-hidden />}
        title={`${nameOf(first)} and ${nameOf(second)}`}
        state={LINK_WORDS[kind]}
      >
        <Side network={network} from={link.a} to={link.b} has={link.ab} />
        <Side network={network} from={link.b} to={link.a} has={link.ba} />
      </Headline>
      <Messages
        key={network.peers.get(seenBy)?.identity}
        network={network}
        observer={seenBy}
        {...(other && { about: other.identity })}
        title="Messages"
        aside={`as ${nameOf(seenBy)} saw them`}
      />
    </>
  );
}

interface SideProps {
  readonly network: NetworkState;
  readonly from: PeerId;
  readonly to: PeerId;
  readonly has: boolean;
}

function Side({ network, from, to, has }: SideProps) {
  const lab = useCurrentLab();
  const now = useNow();
  const peer = network.peers.get(from);
  const name = namesIn(network)(from);
  const since = peer?.neighbours.get(to);
  return (
    <div className={cx('side')}>
      <p className={cx('said')}>
        {peer && <PhaseMark phase={peer.phase} hosted={peer.hosted} />}
        {sideWords(network, from, to)}
        {since !== undefined && <span className={cx('since')}>for {duration(now - since)}</span>}
      </p>
      <Facts rows={[[`Address of ${name}`, <Address key="address" of={from} whose={name} />]]} />
      <div className={cx('buttons')}>
        <Button label={`Go to ${name}`} look="outlined" disabled={!peer} onPress={() => goTo(lab, from)} />
        {has ? (
          <Button
            label={`Remove from ${name}`}
            look="outlined"
            meaning="A LEAVE to that neighbour alone"
            disabled={peer?.hosted !== true}
            onPress={() => void disconnectPeers(lab, from, to)}
          />
        ) : (
          <Button
            label={`Add to ${name}`}
            look="outlined"
            meaning="A JOIN to that peer alone"
            disabled={!canConnect(network, from, to)}
            onPress={() => void connectPeers(lab, from, to)}
          />
        )}
      </div>
    </div>
  );
}
