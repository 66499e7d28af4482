import { useMemo } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import type { NetworkState } from '../../shared/network/state/state';
import { type Summary, summarise } from '../../shared/network/state/summary';
import { addPeers } from '../actions/commands';
import { Address } from '../components/Address';
import { Button } from '../components/Button';
import { classNames } from '../components/class-names';
import { PhaseMark } from '../components/PhaseMark';
import { Tip } from '../components/Tip';
import { openDialog } from '../dialogs/open-dialog';
import { useCurrentLab } from '../lab/context';
import { bootstrapStanding, hasBootstrap } from '../words/bootstrap';
import { count, figure, size } from '../words/count';
import { PHASE_MEANING, PHASES } from '../words/phases';
import { Counters, hasTraffic } from './Counters';
import css from './OverviewPage.module.css';
import { Facts, Headline, Section } from './Section';

const cx = classNames(css);

/** The whole network, where nothing is selected. */
export function OverviewPage({ network }: { network: NetworkState }) {
  const lab = useCurrentLab();
  const summary = useMemo(() => summarise(network), [network]);
  const { bootstrap, process, totals } = network;
  return (
    <>
      <Headline mark={null} title="Network">
        <p className={cx('hint')}>
          {summary.peers === 0
            ? 'Add a peer and watch what it says to whom.'
            : 'Select a peer or a link to look inside. Right-click for what it can do.'}
        </p>
        <Facts
          rows={[
            ['Peers', figure(summary.peers)],
            ['Links', linkCount(summary)],
            ['Islands', figure(summary.islands)],
            ['Mean degree', summary.meanDegree.toFixed(1)],
          ]}
        />
      </Headline>
      {summary.peers === 0 ? (
        <Section title="How to begin">
          <Beginning />
        </Section>
      ) : (
        <Section title="Phases">
          <ul>
            {PHASES.filter((phase) => summary.phases[phase] > 0).map((phase) => (
              <li key={phase}>
                <Tip name={`${PHASE_MEANING[phase]}. Click to select them.`}>
                  <AriaButton
                    className={cx('phase')}
                    onPress={() => lab.select.only(peersIn(network, phase))}
                  >
                    <PhaseMark phase={phase} />
                    <span>{phase}</span>
                    <span className={cx('many')}>{figure(summary.phases[phase])}</span>
                  </AriaButton>
                </Tip>
              </li>
            ))}
          </ul>
        </Section>
      )}
      <Section title="Bootstrap server">
        <Facts
          rows={[
            ['State', bootstrapStanding(bootstrap)],
            ...(hasBootstrap(bootstrap) && bootstrap.address !== null
              ? [['Address', <Address key="address" of={bootstrap.address} />] as const]
              : []),
            ['Registered', count(bootstrap.registry.size, 'peer')],
          ]}
        />
        <div className={cx('more')}>
          <Button label="Look inside" look="link" onPress={() => lab.select.bootstrap()} />
        </div>
      </Section>
      {hasTraffic(totals) && (
        <Section title="Traffic" note="all peers, the bootstrap server and the API">
          <Counters traffic={totals} />
        </Section>
      )}
      <Section title="This lab">
        <Facts
          rows={[
            ['Messages a second', figure(Math.round(process.messagesPerSecond))],
            ['Loop delay, mean', `${process.loopDelayMs.toFixed(1)} ms`],
            ['Loop delay, slowest 1 %', `${process.loopDelayP99Ms.toFixed(1)} ms`],
            ['Memory', size(process.memory)],
          ]}
        />
      </Section>
    </>
  );
}

function linkCount({ links, linksNotKnown }: Summary): string {
  return linksNotKnown === 0
    ? figure(links)
    : `${figure(links)}, ${figure(linksNotKnown)} not known on one side`;
}

function peersIn(network: NetworkState, phase: (typeof PHASES)[number]) {
  return [...network.peers.values()].filter((peer) => peer.phase === phase).map((peer) => peer.id);
}

function Beginning() {
  const lab = useCurrentLab();
  return (
    <div className={cx('begin')}>
      <ul className={cx('ways')}>
        <li>
          Press <kbd>N</kbd> or double-click the canvas to add a peer.
        </li>
        <li>
          Press <kbd>M</kbd> to add many, wired as a ring, a star, a tree …
        </li>
        <li>
          Press <kbd>?</kbd> for all keys and gestures.
        </li>
      </ul>
      <div className={cx('buttons')}>
        <Button label="Add 10 peers" look="outlined" onPress={() => void addPeers(lab, { count: 10 })} />
        <Button
          label="Choose a wiring"
          look="outlined"
          onPress={() => openDialog(lab, { kind: 'add-many' })}
        />
      </div>
    </div>
  );
}
