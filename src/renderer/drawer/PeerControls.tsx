import { MenuTrigger, Popover } from 'react-aria-components';
import { Button } from '../components/Button';
import { classNames } from '../components/class-names';
import overlay from '../components/overlay.module.css';
import { useCurrentLab, useLab, useNetwork } from '../lab/context';
import { ActionMenu } from '../menus/ActionMenu';
import { peerMenu } from '../menus/menu-entries';
import { count } from '../words/count';
import css from './PeerControls.module.css';

const cx = classNames(css);
const ox = classNames(overlay);

/** How many there are and are selected, and what can be done to those. */
export function PeerControls() {
  const lab = useCurrentLab();
  const network = useNetwork();
  const selection = useLab((state) => state.selection);
  if (network.peers.size === 0) return null;
  return (
    <>
      <span className={cx('count')}>
        {count(network.peers.size, 'peer')}
        {selection.size > 0 && ` · ${selection.size} selected`}
      </span>
      {selection.size > 0 && (
        <MenuTrigger>
          <Button label="Act on selected…" look="outlined" />
          <Popover className={ox('popover')} placement="bottom start" offset={4}>
            <ActionMenu label="Peer actions" groups={peerMenu(lab, network, selection)} />
          </Popover>
        </MenuTrigger>
      )}
    </>
  );
}
