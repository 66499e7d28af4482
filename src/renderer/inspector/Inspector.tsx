import { classNames } from '../components/class-names';
import { usePicture } from '../picture';
import { useLab } from '../store';
import { BootstrapPage } from './BootstrapPage';
import css from './Inspector.module.css';
import { LinkPage } from './LinkPage';
import { ManyPage } from './ManyPage';
import { OverviewPage } from './OverviewPage';
import { PeerPage } from './PeerPage';

const cx = classNames(css);

/** What is selected, looked at closely; the whole network where nothing is. */
export function Inspector() {
  return (
    <section className={cx('inspector')} aria-label="Inspector">
      <Page />
    </section>
  );
}

function Page() {
  const network = usePicture();
  const selection = useLab((state) => state.selection);
  const selectedLink = useLab((state) => state.selectedLink);
  const bootstrapSelected = useLab((state) => state.bootstrapSelected);
  if (bootstrapSelected) return <BootstrapPage network={network} />;
  const link = selectedLink === null ? undefined : network.links.get(selectedLink);
  if (link) return <LinkPage key={selectedLink} network={network} link={link} />;
  const [only] = selection;
  const peer = selection.size === 1 && only !== undefined ? network.peers.get(only) : undefined;
  if (peer) return <PeerPage key={peer.id} network={network} peer={peer} />;
  if (selection.size > 1) return <ManyPage network={network} ids={selection} />;
  return <OverviewPage network={network} />;
}
