import { Pause, Play, StepBack, StepForward, X } from 'lucide-react';
import { Slider, SliderThumb, SliderTrack } from 'react-aria-components';
import type { Anatomy, Step } from '../../shared/network/search/anatomy-schema';
import type { NetworkState } from '../../shared/network/state/state';
import { VERBS } from '../../shared/protocol/verbs';
import { printable } from '../../shared/text/printable';
import { Button } from '../components/Button';
import { classNames } from '../components/class-names';
import { useCurrentLab, useNetwork } from '../lab/context';
import { count, figure } from '../words/count';
import { namesAt } from '../words/names';
import { milliseconds, share, strategyWords } from '../words/searches';
import css from './AnatomyBar.module.css';
import { replay } from './replay';
import { anatomyOnCanvas, leaveAnatomy, useSearchPanel } from './search-panel';

const cx = classNames(css);

/** Over the canvas while it shows a search: which one, what it came to, and its messages step by step. */
export function AnatomyBar() {
  const lab = useCurrentLab();
  const anatomy = useSearchPanel(anatomyOnCanvas);
  const step = useSearchPanel((panel) => panel.step);
  const playing = useSearchPanel((panel) => panel.playing);
  const network = useNetwork();
  if (!anatomy) return null;
  const { steps } = anatomy;
  const began = network.searches.get(anatomy.search)?.seq ?? steps[0]?.seq ?? network.seq;
  const at = Math.min(step ?? steps.length, steps.length);
  const current = step === null || at === 0 ? undefined : steps[at - 1];
  return (
    <section className={cx('bar')} aria-label="Anatomy of a search">
      <header className={cx('head')}>
        <p className={cx('title')}>
          <strong>“{printable(anatomy.query)}”</strong> from {namesAt(network, began)(anatomy.peer)}
          <span className={cx('how')}> · {strategyWords(anatomy.strategy)}</span>
        </p>
        <Button
          label="Leave the anatomy"
          shortcut="Esc"
          icon={X}
          words="never"
          onPress={() => leaveAnatomy(lab)}
        />
      </header>
      <p className={cx('words')}>{current ? stepWords(current, anatomy, network) : figuresOf(anatomy)}</p>
      {steps.length > 0 && (
        <div className={cx('replay')}>
          <Button
            label={playing ? 'Pause' : 'Play it again, slowly'}
            icon={playing ? Pause : Play}
            words="never"
            onPress={() => (playing ? replay(lab).pause() : replay(lab).play())}
          />
          <Button
            label="One message back"
            icon={StepBack}
            words="never"
            disabled={at === 0}
            onPress={() => replay(lab).by(-1)}
          />
          <Button
            label="One message on"
            icon={StepForward}
            words="never"
            disabled={at === steps.length}
            onPress={() => replay(lab).by(1)}
          />
          <Slider
            className={cx('slider')}
            aria-label="Messages"
            minValue={0}
            maxValue={steps.length}
            value={at}
            onChange={(value) => replay(lab).goTo(Number(value))}
          >
            <SliderTrack className={cx('track')}>
              <div className={cx('past')} style={{ width: `${(at / steps.length) * 100}%` }} />
              <SliderThumb className={cx('thumb')} />
            </SliderTrack>
          </Slider>
          <span className={cx('at')}>
            {figure(at)} / {figure(steps.length)}
          </span>
        </div>
      )}
    </section>
  );
}

function figuresOf({ reached, population, answers, redundancy, recall, stepsLeftOut }: Anatomy): string {
  const parts = [
    `${figure(reached.length)} of ${figure(population)} reached`,
    `${share(redundancy)} wasted`,
    recall === null ? count(answers.length, 'answer') : `recall ${share(recall)}`,
    ...(stepsLeftOut > 0 ? [`${figure(stepsLeftOut)} more messages than can be played`] : []),
  ];
  return parts.join(' · ');
}

/** @returns one message in words: "3.1 ms: Node1 asks Node4" */
function stepWords(step: Step, { answers }: Anatomy, network: NetworkState): string {
  const { seq, at, from, to, kind, verb } = step;
  const nameOf = namesAt(network, seq);
  const inVain = kind === 'answer' && !answers.some(({ holder }) => holder === from);
  const does = inVain
    ? 'has nothing, it tells'
    : kind === 'walking'
      ? (VERBS[verb].predicate ?? `sends ${verb} to`)
      : KINDS[kind];
  return `${milliseconds(at)}: ${nameOf(from)} ${does} ${nameOf(to)}`;
}

const KINDS = { first: 'asks', duplicate: 'asks again, in vain,', answer: 'answers' } as const;
