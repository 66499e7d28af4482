import { Download, FlaskConical, RotateCcw } from 'lucide-react';
import { MenuTrigger, Popover } from 'react-aria-components';
import { Button } from '../components/Button';
import { classNames } from '../components/class-names';
import overlay from '../components/overlay.module.css';
import { openDialog } from '../dialogs/open-dialog';
import { useCurrentLab } from '../lab/context';
import { ActionMenu } from '../menus/ActionMenu';
import { type ExportChoice, exportMetrics } from './exports';
import css from './MetricsControls.module.css';
import { metrics, useMetrics } from './metrics-store';
import { cancelExperiment, resetMetrics } from './run-experiment';
import { SearchChooser } from './SearchChooser';

const cx = classNames(css);
const ox = classNames(overlay);

const EXPORTS: readonly { readonly what: ExportChoice; readonly label: string }[] = [
  { what: 'png', label: 'Plots as PNG' },
  { what: 'svg', label: 'Plots as SVG' },
  { what: 'figures', label: 'Figures as CSV' },
  { what: 'searches', label: 'Searches as CSV' },
  { what: 'peers', label: 'Peers as CSV' },
  { what: 'json', label: 'Everything as JSON' },
];

/** What can be done with the figures: run the experiment, look at its result, save them. */
export function MetricsControls() {
  const lab = useCurrentLab();
  const experiment = useMetrics((state) => state.experiment);
  const view = useMetrics((state) => state.view);
  const hasReport = useMetrics((state) => state.report !== null);
  return (
    <>
      {experiment.state === 'running' ? (
        <>
          <progress
            className={cx('progress')}
            max={1}
            value={experiment.progress.share}
            aria-label="The experiment"
          />
          <span className={cx('words')}>{experiment.progress.words}</span>
          <Button label="Cancel" look="outlined" onPress={() => void cancelExperiment(lab)} />
        </>
      ) : (
        <Button
          label="Run the experiment…"
          icon={FlaskConical}
          look="outlined"
          words="wide"
          meaning="In a network of its own, peers ask every query; others leave or crash, and they ask again."
          onPress={() => openDialog(lab, { kind: 'experiment' })}
        />
      )}
      {experiment.state === 'ended' && (
        <Button
          label={view === 'experiment' ? 'Show live figures' : 'Show the experiment'}
          look="outlined"
          onPress={() => metrics(lab).setState({ view: view === 'experiment' ? 'live' : 'experiment' })}
        />
      )}
      {(view === 'live' || experiment.state !== 'ended') && <SearchChooser />}
      <Button
        label="Reset"
        icon={RotateCcw}
        look="outlined"
        words="wide"
        meaning="Forgets what was measured and counts again from now on"
        disabled={!hasReport}
        onPress={() => void resetMetrics(lab)}
      />
      <MenuTrigger>
        <Button label="Export" icon={Download} look="outlined" words="wide" disabled={!hasReport} />
        <Popover className={ox('popover')} placement="bottom start" offset={4}>
          <ActionMenu
            label="Export"
            groups={[
              {
                id: 'export',
                entries: EXPORTS.map(({ what, label }) => ({
                  id: what,
                  label,
                  refusal: null,
                  run: () => void exportMetrics(lab, what),
                })),
              },
            ]}
          />
        </Popover>
      </MenuTrigger>
    </>
  );
}
