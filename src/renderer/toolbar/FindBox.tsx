import { Search, X } from 'lucide-react';
import { type KeyboardEvent, useRef, useState } from 'react';
import { Button as AriaButton, Input, SearchField } from 'react-aria-components';
import { classNames } from '../components/class-names';
import { goTo } from '../menus/menu-entries';
import { lab } from '../store';
import css from './FindBox.module.css';
import { findPeers } from './find-peers';

const cx = classNames(css);

export const FIND_BOX_ID = 'find-a-peer';

/** Finds peers by name or port; Enter goes to the next match, Shift+Enter to the one before. */
export function FindBox() {
  const [query, setQuery] = useState('');
  const [found, setFound] = useState<{ at: number; of: number } | null>(null);
  const at = useRef(-1);

  const change = (text: string) => {
    setQuery(text);
    at.current = -1;
    const matches = findPeers(text, lab.getState().network.peers.values());
    setFound(text.trim() === '' ? null : { at: -1, of: matches.length });
  };

  const step = (by: 1 | -1) => {
    const matches = findPeers(query, lab.getState().network.peers.values());
    const start = at.current < 0 && by < 0 ? 0 : at.current;
    at.current = matches.length === 0 ? -1 : (start + by + matches.length) % matches.length;
    const match = matches[at.current];
    setFound(query.trim() === '' ? null : { at: at.current, of: matches.length });
    if (match) goTo(match.id);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') step(event.shiftKey ? -1 : 1);
    else if (event.key === 'Escape' && query === '') (event.target as HTMLElement).blur();
  };

  return (
    <SearchField aria-label="Find a peer" className={cx('box')} value={query} onChange={change}>
      <Search size={14} aria-hidden className={cx('glass')} />
      <Input id={FIND_BOX_ID} className={cx('input')} placeholder="Find a peer" onKeyDown={onKeyDown} />
      {found ? (
        <span className={cx('found')} role="status">
          {found.of === 0 ? 'none' : `${found.at + 1}/${found.of}`}
        </span>
      ) : (
        <kbd className={cx('found')}>/</kbd>
      )}
      {query !== '' && (
        <AriaButton className={cx('clear')} aria-label="Clear the search">
          <X size={13} aria-hidden />
        </AriaButton>
      )}
    </SearchField>
  );
}
