import { useMemo, useState } from 'react';
import type { Phase } from '../../shared/network/events';
import type { NetworkState } from '../../shared/network/state/state';
import { type Summary, summarise } from '../../shared/network/state/summary';
import { classNames } from '../components/class-names';
import { Explained } from '../components/Explained';
import { PhaseMark } from '../components/PhaseMark';
import { useLab, useNetwork } from '../lab/context';
import { count, figure, size } from '../words/count';
import { TABLE_NOT_KNOWN } from '../words/listing';
import { PHASE_MEANING, PHASES } from '../words/phases';
import { Additions } from './Additions';
import { AllFigures } from './AllFigures';
import { FittingRow } from './FittingRow';
import { loopWords } from './loop-words';
import css from './StatusBar.module.css';

const cx = classNames(css);

/** Phases that last stand first and always; the others show at the end, while there is somebody in them. */
const LASTING: readonly Phase[] = ['joined', 'crashed', 'left'];
const PASSING = PHASES.filter((phase) => !LASTING.includes(phase));

/**
 * The network in figures. Every figure has a place of its own width, so that a change shoves nothing. The first ones are
 * the most important: those at the end are hidden where the window has no room for them, and the button at the right
 * shows all.
 */
export function StatusBar() {
  const network = useNetwork();
  const connection = useLab((state) => state.connection);
  const [figuresHidden, setFiguresHidden] = useState(false);
  const [newsHidden, setNewsHidden] = useState(false);
  const unseen = useLab((state) => state.network.seq === 0);
  // The state is replaced with every event, so it stands for its contents.
  const summary = useMemo(() => summarise(network), [network]);
  const { loopDelayMs, loopDelayP99Ms, messagesPerSecond } = network.process;
  const loop = loopWords(loopDelayMs, loopDelayP99Ms);
  return (
    <div className={cx('bar')} role="status" aria-label="Network status" aria-live="off">
      <FittingRow className={cx('figures')} onHidden={setFiguresHidden}>
        <Phases summary={summary} phases={LASTING} label="Peers by phase" />
        <Figure value={figure(summary.links)} unit={summary.links === 1 ? 'link' : 'links'} width={9} />
        {summary.linksNotKnown > 0 && (
          <span data-figure className={cx('notKnown')}>
            <Explained
              by={`${count(summary.linksNotKnown, 'link')} with one side not known. ${TABLE_NOT_KNOWN}`}
            >
              {figure(summary.linksNotKnown)} not known
            </Explained>
          </span>
        )}
        <Figure
          value={figure(summary.islands)}
          unit={summary.islands === 1 ? 'island' : 'islands'}
          width={9}
        />
        <Figure before="degree" value={summary.meanDegree.toFixed(1)} width={10} />
        {network.totals.undelivered > 0 && (
          <span data-figure className={cx('unsent')}>
            <Explained
              by={`${count(network.totals.undelivered, 'message')} could not be sent, mostly because a connection was refused. They are not counted as sent; the events name each, and why.`}
            >
              {figure(network.totals.undelivered)} not sent
            </Explained>
          </span>
        )}
        <Figure value={figure(Math.round(messagesPerSecond))} unit="msg/s" width={9} />
        {!loop.busy && <Loop network={network} words={loop.words} />}
        <Phases summary={summary} phases={PASSING} label="Peers in a passing phase" />
      </FittingRow>
      <FittingRow className={cx('news')} onHidden={setNewsHidden}>
        {connection !== 'live' && !unseen && (
          <span data-figure className={cx('lost')}>
            {connection === 'silent' ? 'no answer' : 'not connected'}
          </span>
        )}
        <Additions additions={network.additions} />
        {loop.busy && <Loop network={network} words={loop.words} busy />}
      </FittingRow>
      {/* The button keeps its room while there is nothing more to show: its coming and going must hide no figure. */}
      <div className={cx('all', !(figuresHidden || newsHidden) && 'unneeded')}>
        <AllFigures network={network} summary={summary} />
      </div>
    </div>
  );
}

interface PhasesProps {
  readonly summary: Summary;
  readonly phases: readonly Phase[];
  readonly label: string;
}

function Phases({ summary, phases, label }: PhasesProps) {
  const passing = phases === PASSING;
  return (
    <ul className={cx('phases', passing && 'passing')} aria-label={label}>
      {phases.map((phase) => {
        const peers = summary.phases[phase];
        return (
          <li
            key={phase}
            data-figure
            // An empty passing phase is not shown, with room for it or without.
            {...(passing && peers === 0 ? { 'data-empty': true } : {})}
            className={cx('phase', peers === 0 && 'none')}
          >
            <Explained by={`${figure(peers)} ${phase}: ${PHASE_MEANING[phase]}`}>
              <span className={cx('number')}>{figure(peers)}</span>
              <PhaseMark phase={phase} size={11} /> <span className={cx('word')}>{phase}</span>
            </Explained>
          </li>
        );
      })}
    </ul>
  );
}

interface FigureProps {
  readonly before?: string;
  readonly value: string;
  readonly unit?: string;
  /** In characters. */
  readonly width: number;
}

function Figure({ before, value, unit, width }: FigureProps) {
  return (
    <span data-figure style={{ minWidth: `${width}ch` }}>
      {before && <span className={cx('unit')}>{before} </span>}
      {value}
      {unit && <span className={cx('unit')}> {unit}</span>}
    </span>
  );
}

interface LoopProps {
  readonly network: NetworkState;
  readonly words: string;
  readonly busy?: boolean;
}

function Loop({ network: { process }, words, busy = false }: LoopProps) {
  const { loopDelayMs, loopDelayP99Ms, memory } = process;
  return (
    <span data-figure className={cx('loop', busy && 'busy')}>
      <Explained
        by={`Delay of the lab's event loop: ${loopDelayMs.toFixed(1)} ms on average, ${loopDelayP99Ms.toFixed(1)} ms for the slowest hundredth. It uses ${size(memory)} of memory.`}
      >
        {words}
      </Explained>
    </span>
  );
}
