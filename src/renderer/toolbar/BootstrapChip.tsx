import { Power, TriangleAlert } from 'lucide-react';
import { Button as AriaButton } from 'react-aria-components';
import type { BootstrapState } from '../../shared/network/state/state';
import { startBootstrap, stopBootstrap } from '../actions/commands';
import { Button } from '../components/Button';
import { classNames } from '../components/class-names';
import { Tip } from '../components/Tip';
import { useCurrentLab, useLab } from '../lab/context';
import { bootstrapStanding } from '../words/bootstrap';
import { count } from '../words/count';
import css from './BootstrapChip.module.css';

const cx = classNames(css);

/** Where the bootstrap server stands, and its switch. */
export function BootstrapChip() {
  const lab = useCurrentLab();
  const bootstrap = useLab((state) => state.network.bootstrap);
  const settings = useLab((state) => state.network.settings);
  const selected = useLab((state) => state.bootstrapSelected);
  const running = bootstrap.phase === 'running';
  const elsewhere = bootstrap.phase === 'elsewhere';
  const address = running || elsewhere ? bootstrap.address : `${settings.bindHost}:${settings.bootstrapPort}`;
  const said = bootstrapStanding(bootstrap);
  return (
    <div className={cx('chip', selected && 'selected')} data-phase={bootstrap.phase}>
      <Tip name={`Bootstrap server ${said}`} meaning={meaning(bootstrap)}>
        <AriaButton
          className={cx('face')}
          aria-label={`Bootstrap server ${address}, ${said}`}
          onPress={() => lab.select.bootstrap()}
        >
          {bootstrap.phase === 'failed' ? (
            <TriangleAlert size={15} aria-hidden className={cx('alert')} />
          ) : (
            <span className={cx('square')} aria-hidden />
          )}
          <span className={cx('name')}>Bootstrap</span>
          <span className={cx('address')}>{running || elsewhere ? address : said}</span>
        </AriaButton>
      </Tip>
      {!elsewhere && (
        <span className={cx('switch')}>
          <Button
            label={running ? 'Stop bootstrap server' : 'Start bootstrap server'}
            icon={Power}
            words="never"
            onPress={() => void (running ? stopBootstrap(lab) : startBootstrap(lab))}
          />
        </span>
      )}
    </div>
  );
}

function meaning({ phase, problem, registry }: BootstrapState): string {
  if (phase === 'elsewhere') return 'Peers register at a bootstrap server that this lab does not run.';
  if (phase === 'running') return `${count(registry.size, 'peer')} registered. Select it to see more.`;
  return problem?.sentence ?? 'Peers that ask to be registered wait until it is started.';
}
