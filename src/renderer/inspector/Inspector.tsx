import { useLayoutEffect, useRef } from 'react';
import { classNames } from '../components/class-names';
import { useLab, useNetwork } from '../lab/context';
import type { LabState } from '../lab/lab';
import { BootstrapPage } from './BootstrapPage';
import css from './Inspector.module.css';
import { LinkPage } from './LinkPage';
import { ManyPage } from './ManyPage';
import { OverviewPage } from './OverviewPage';
import { PeerPage } from './PeerPage';

const cx = classNames(css);

/** What is selected, looked at closely; the whole network where nothing is. */
export function Inspector() {
  const scroller = useRef<HTMLElement>(null);
  const subject = useLab(subjectOf);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each selection begins at its top
  useLayoutEffect(() => {
    if (scroller.current) scroller.current.scrollTop = 0;
  }, [subject]);
  return (
    <section ref={scroller} className={cx('inspector')} aria-label="Inspector">
      <Page />
    </section>
  );
}

/** @returns what the inspector shows, by a value that is the same for the same selection */
function subjectOf({ bootstrapSelected, selectedLink, selection }: LabState): unknown {
  if (bootstrapSelected) return 'bootstrap';
  if (selectedLink !== null) return selectedLink;
  if (selection.size > 1) return selection;
  const [only] = selection;
  return only;
}

function Page() {
  const network = useNetwork();
  const selection = useLab((state) => state.selection);
  const selectedLink = useLab((state) => state.selectedLink);
  const bootstrapSelected = useLab((state) => state.bootstrapSelected);
  if (bootstrapSelected) return <BootstrapPage network={network} />;
  const link = selectedLink === null ? undefined : network.links.get(selectedLink);
  if (link) return <LinkPage key={selectedLink} network={network} link={link} />;
  const [only] = selection;
  const peer = selection.size === 1 && only !== undefined ? network.peers.get(only) : undefined;
  if (peer) return <PeerPage key={peer.identity} network={network} peer={peer} />;
  if (selection.size > 1) return <ManyPage network={network} ids={selection} />;
  return <OverviewPage network={network} />;
}
