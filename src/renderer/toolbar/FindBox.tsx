import { Search, X } from 'lucide-react';
import { type KeyboardEvent, useMemo, useRef, useState } from 'react';
import { Button as AriaButton, ComboBox, Input } from 'react-aria-components';
import type { PeerId } from '../../shared/network/events';
import type { PeerState } from '../../shared/network/state/state';
import { FIND_BOX_ID } from '../actions/focus';
import { goTo } from '../actions/go-to';
import { classNames } from '../components/class-names';
import { PhaseMark } from '../components/PhaseMark';
import { type Suggestion, SuggestionList } from '../components/Suggest';
import { useCurrentLab, useNetwork } from '../lab/context';
import { count, figure } from '../words/count';
import css from './FindBox.module.css';
import { findPeers } from './find-peers';

const cx = classNames(css);

/** Hits that are listed; more of them fit on no screen, and a longer query finds the rest. */
const MAX_LISTED = 12;

/**
 * Finds peers by name or address and lists them while one types. The arrow keys choose one; Enter goes to the chosen
 * one, or to the next hit where none is chosen, Shift+Enter to the one before.
 */
export function FindBox() {
  const lab = useCurrentLab();
  const network = useNetwork();
  const [query, setQuery] = useState('');
  // The hit that was gone to last.
  const [visited, setVisited] = useState<PeerId | null>(null);
  // After a hit was gone to, the list stays closed until it is asked for, since it covers the canvas.
  const [listed, setListed] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const hits = useMemo(() => findPeers(query, network.peers.values()), [query, network]);
  const asked = query.trim() !== '';
  const at = hits.findIndex(({ id }) => id === visited);

  const change = (text: string) => {
    setQuery(text);
    setVisited(null);
    setListed(true);
  };
  const visit = (id: PeerId) => {
    setVisited(id);
    setListed(false);
    goTo(lab, id);
  };
  const step = (by: 1 | -1) => {
    const start = at < 0 && by < 0 ? 0 : at;
    const hit = hits[(start + by + hits.length) % hits.length];
    if (hit) visit(hit.id);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const field = input.current;
    if (!field || event.nativeEvent.isComposing) return;
    const isOpen = field.getAttribute('aria-expanded') === 'true';
    if (event.key === 'Enter' && !field.hasAttribute('aria-activedescendant')) {
      event.preventDefault();
      step(event.shiftKey ? -1 : 1);
    } else if (event.key === 'Escape' && !isOpen) {
      if (query === '') field.blur();
      else change('');
    } else if (event.key === 'ArrowDown' && !listed) setListed(true);
  };

  return (
    <div className={cx('find')} onKeyDownCapture={onKeyDown}>
      <ComboBox
        aria-label="Find a peer"
        className={cx('box')}
        allowsCustomValue
        menuTrigger="input"
        // The list's items follow the text a step later; without this, the first letter would not open it.
        allowsEmptyCollection={listed && hits.length > 0}
        inputValue={query}
        onInputChange={change}
        value={null}
        onChange={(key) => {
          const hit = hits.find(({ id }) => id === key);
          if (hit) visit(hit.id);
        }}
        items={listed ? hits.slice(0, MAX_LISTED).map(suggestion) : []}
      >
        <Search size={14} aria-hidden className={cx('glass')} />
        <Input
          ref={input}
          id={FIND_BOX_ID}
          className={cx('input')}
          placeholder="Find a peer"
          autoComplete="off"
          spellCheck={false}
        />
        {asked ? (
          <span className={cx('found')} role="status" aria-label={foundWords(hits.length)}>
            {hits.length === 0
              ? 'none'
              : at < 0
                ? figure(hits.length)
                : `${figure(at + 1)}/${figure(hits.length)}`}
          </span>
        ) : (
          <kbd className={cx('found')}>/</kbd>
        )}
        {query !== '' && (
          <AriaButton
            slot={null}
            className={cx('clear')}
            aria-label="Clear the search"
            onPress={() => {
              change('');
              input.current?.focus();
            }}
          >
            <X size={13} aria-hidden />
          </AriaButton>
        )}
        <SuggestionList below={hits.length > MAX_LISTED && `${figure(hits.length - MAX_LISTED)} more`} />
      </ComboBox>
    </div>
  );
}

function suggestion({ id, name, phase, hosted }: PeerState): Suggestion {
  return {
    id,
    text: name,
    note: `${id} · ${phase}`,
    mark: <PhaseMark phase={phase} hosted={hosted} />,
  };
}

function foundWords(hits: number): string {
  return hits === 0 ? 'No peer found' : `${count(hits, 'peer')} found`;
}
