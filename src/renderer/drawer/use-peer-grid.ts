import { type KeyboardEvent, type MouseEvent, useRef, useState } from 'react';
import type { PeerId } from '../../shared/network/events';
import type { PeerState } from '../../shared/network/state/state';
import { canvas } from '../canvas-handle';
import { useCurrentLab } from '../lab/context';
import { openMenu } from '../menus/context-menu';
import { rowId } from './PeerRow';

/** Rows that Page Up and Page Down go by. */
const PAGE = 10;

/** What keys and the pointer do in the table of peers; its selection is the canvas's selection. */
export function usePeerGrid(peers: readonly PeerState[], show: (index: number) => void) {
  const lab = useCurrentLab();
  const [cursor, setCursor] = useState<PeerId | null>(null);
  const anchor = useRef<PeerId | null>(null);
  const indexOf = (id: PeerId | null) => peers.findIndex((peer) => peer.id === id);
  // A peer that is gone cannot be where the cursor is.
  const current = indexOf(cursor) >= 0 ? cursor : null;

  const selectRange = (to: number) => {
    const from = Math.max(0, indexOf(anchor.current));
    lab.select.only(peers.slice(Math.min(from, to), Math.max(from, to) + 1).map((peer) => peer.id));
  };

  const moveTo = (wanted: number, event: { shiftKey: boolean; ctrlKey: boolean }) => {
    const index = Math.max(0, Math.min(peers.length - 1, wanted));
    const peer = peers[index];
    if (!peer) return;
    setCursor(peer.id);
    show(index);
    if (event.shiftKey) selectRange(index);
    else if (!event.ctrlKey) {
      anchor.current = peer.id;
      lab.select.only([peer.id]);
    }
  };

  const onKeyDown = (event: KeyboardEvent) => {
    // The sort buttons in the header keep their own keys.
    if (event.target !== event.currentTarget) return;
    const at = indexOf(current);
    switch (event.key) {
      case 'ArrowDown':
        moveTo(at + 1, event);
        break;
      case 'ArrowUp':
        moveTo(at - 1, event);
        break;
      case 'PageDown':
        moveTo(at + PAGE, event);
        break;
      case 'PageUp':
        moveTo(at - PAGE, event);
        break;
      case 'Home':
        moveTo(0, event);
        break;
      case 'End':
        moveTo(peers.length - 1, event);
        break;
      case ' ': {
        const here = current ?? peers[0]?.id;
        if (here === undefined) return;
        setCursor(here);
        anchor.current = here;
        lab.select.toggle(here);
        break;
      }
      case 'Enter':
        if (current === null) return;
        canvas(lab).focus(current);
        break;
      case 'ContextMenu':
        menuAtCursor();
        break;
      case 'F10':
        if (!event.shiftKey) return;
        menuAtCursor();
        break;
      default:
        return;
    }
    event.preventDefault();
    event.stopPropagation();
  };

  const menuAtCursor = () => {
    if (current === null) return;
    const row = document.getElementById(rowId(current))?.getBoundingClientRect();
    openMenu(
      lab,
      { clientX: (row?.left ?? 0) + 24, clientY: row?.bottom ?? 0 },
      { kind: 'peer', id: current },
    );
  };

  const onPoint = (id: PeerId, event: MouseEvent) => {
    setCursor(id);
    if (event.shiftKey && anchor.current !== null) return selectRange(indexOf(id));
    anchor.current = id;
    if (event.ctrlKey || event.metaKey) lab.select.toggle(id);
    else lab.select.only([id]);
  };

  const onMenu = (id: PeerId, event: MouseEvent) => {
    event.preventDefault();
    setCursor(id);
    anchor.current = id;
    openMenu(lab, event, { kind: 'peer', id });
  };

  /** It begins where the selection is; without one, the first arrow key goes to the first row. */
  const onFocus = () => {
    if (current !== null) return;
    const [selected] = lab.store.getState().selection;
    if (selected === undefined) return;
    setCursor(selected);
    anchor.current = selected;
    show(indexOf(selected));
  };

  return { cursor: current, onKeyDown, onPoint, onMenu, onFocus, onGo: canvas(lab).focus };
}
