import { Check, Maximize, Minus, Plus, Snowflake, Waypoints } from 'lucide-react';
import { MenuTrigger, Popover, Toolbar } from 'react-aria-components';
import { chooseLayout } from '../actions/commands';
import { canvas } from '../canvas-handle';
import { Button } from '../components/Button';
import { classNames } from '../components/class-names';
import overlay from '../components/overlay.module.css';
import { useCurrentLab, useLab, useLabLayout, useNetwork } from '../lab/context';
import { ActionMenu } from '../menus/ActionMenu';
import { layoutEntries } from '../menus/layout-entries';
import css from './CanvasControls.module.css';

const cx = classNames(css);
const ox = classNames(overlay);

/** What moves the view and arranges the picture, at the edge of the canvas. */
export function CanvasControls() {
  const lab = useCurrentLab();
  const frozen = useLab((state) => state.frozen);
  const frozenWords = frozen ? 'Release layout' : 'Freeze layout';
  return (
    <>
      <Toolbar aria-label="View" orientation="vertical" className={cx('controls')} data-over-canvas>
        <Button label="Zoom in" icon={Plus} words="never" shortcut="+" onPress={canvas(lab).zoomIn} />
        <Button label="Zoom out" icon={Minus} words="never" shortcut="-" onPress={canvas(lab).zoomOut} />
        <Button label="Fit to view" icon={Maximize} words="never" shortcut="F" onPress={canvas(lab).fit} />
        <Button
          label={frozenWords}
          icon={Snowflake}
          words="never"
          shortcut="Z"
          pressed={frozen}
          onPress={() => lab.freeze(!frozen)}
        />
        <MenuTrigger>
          <Button label="Layout" icon={Waypoints} words="never" meaning="How the peers are arranged" />
          <Popover className={ox('popover')} placement="left bottom" offset={6}>
            <LayoutMenu />
          </Popover>
        </MenuTrigger>
      </Toolbar>
      {frozen && (
        <div className={cx('frozen')} role="status" data-over-canvas>
          <Snowflake size={14} aria-hidden />
          <span>Layout frozen</span>
          <Button label="Release" look="link" onPress={() => lab.freeze(false)} />
        </div>
      )}
    </>
  );
}

function LayoutMenu() {
  const lab = useCurrentLab();
  const network = useNetwork();
  const selection = useLab((state) => state.selection);
  const arrangement = useLabLayout((state) => state.arrangement);
  const entries = layoutEntries(network, selection).map((entry) => ({
    ...entry,
    ...(entry.id === arrangement ? { icon: Check } : {}),
    label: entry.id === arrangement ? `${entry.label} (now)` : entry.label,
    run: () => void chooseLayout(lab, entry.id, entry.root),
  }));
  return <ActionMenu label="Layout" groups={[{ id: 'layout', title: 'Layout', entries }]} />;
}
