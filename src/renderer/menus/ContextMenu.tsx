import { useRef } from 'react';
import { Popover } from 'react-aria-components';
import type { NetworkState } from '../../shared/network/state/state';
import { classNames } from '../components/class-names';
import overlay from '../components/overlay.module.css';
import { useCurrentLab, useLab, useLabPart, useNetwork } from '../lab/context';
import { ActionMenu, type MenuGroup } from './ActionMenu';
import css from './ContextMenu.module.css';
import { closeMenu, contextMenu, type MenuTarget } from './context-menu';
import { bootstrapMenu, canvasMenu, linkMenu, peerMenu } from './menu-entries';

const cx = classNames(css);
const ox = classNames(overlay);

/** The one context menu of the window, at the point where it was asked for. */
export function ContextMenu() {
  const lab = useCurrentLab();
  const open = useLabPart(contextMenu, (state) => state.open);
  const anchor = useRef<HTMLSpanElement>(null);
  if (!open) return null;
  return (
    <>
      <span ref={anchor} className={cx('anchor')} style={{ left: open.clientX, top: open.clientY }} />
      <Popover
        key={`${open.clientX} ${open.clientY}`}
        triggerRef={anchor}
        isOpen
        onOpenChange={(isOpen) => !isOpen && closeMenu(lab)}
        placement="bottom start"
        offset={2}
        className={ox('popover')}
        aria-label={LABELS[open.target.kind]}
      >
        <TargetMenu target={open.target} />
      </Popover>
    </>
  );
}

const LABELS: Readonly<Record<MenuTarget['kind'], string>> = {
  peer: 'Peer actions',
  link: 'Link actions',
  bootstrap: 'Bootstrap server actions',
  canvas: 'Canvas actions',
};

function TargetMenu({ target }: { target: MenuTarget }) {
  const lab = useCurrentLab();
  const network = useNetwork();
  const selection = useLab((state) => state.selection);
  const frozen = useLab((state) => state.frozen);
  const groups = (picture: NetworkState): MenuGroup[] => {
    switch (target.kind) {
      case 'peer':
        return peerMenu(lab, picture, selection);
      case 'link':
        return linkMenu(lab, picture, target.key);
      case 'bootstrap':
        return bootstrapMenu(lab, picture);
      case 'canvas':
        return canvasMenu(lab, picture, selection, frozen, target.place);
    }
  };
  return <ActionMenu label={LABELS[target.kind]} groups={groups(network)} onClose={() => closeMenu(lab)} />;
}
