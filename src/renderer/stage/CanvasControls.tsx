import { Check, Snowflake, Waypoints } from 'lucide-react';
import { MenuTrigger, Popover, Toolbar } from 'react-aria-components';
import { ActionButton } from '../actions/ActionButton';
import { entryOf } from '../actions/action';
import { useActionContext } from '../actions/use-actions';
import { FIT, FREEZE, LAYOUTS, ZOOM_IN, ZOOM_OUT } from '../actions/view-actions';
import { Button } from '../components/Button';
import { classNames } from '../components/class-names';
import overlay from '../components/overlay.module.css';
import { useCurrentLab, useLab, useLabLayout } from '../lab/context';
import { ActionMenu } from '../menus/ActionMenu';
import css from './CanvasControls.module.css';

const cx = classNames(css);
const ox = classNames(overlay);

/** What moves the view and arranges the picture, at the edge of the canvas. */
export function CanvasControls() {
  const lab = useCurrentLab();
  const frozen = useLab((state) => state.frozen);
  return (
    <>
      <Toolbar aria-label="View" orientation="vertical" className={cx('controls')} data-over-canvas>
        <ActionButton action={ZOOM_IN} words="never" />
        <ActionButton action={ZOOM_OUT} words="never" />
        <ActionButton action={FIT} words="never" />
        <ActionButton action={FREEZE} words="never" pressed={frozen} />
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
  const context = useActionContext();
  const arrangement = useLabLayout((state) => state.arrangement);
  const entries = LAYOUTS.map(({ id, action, labelFor }) => {
    const { icon, ...entry } = entryOf(action, context);
    const label = labelFor(context);
    return id === arrangement ? { ...entry, label: `${label} (now)`, icon: Check } : { ...entry, label };
  });
  return <ActionMenu label="Layout" groups={[{ id: 'layout', title: 'Layout', entries }]} />;
}
