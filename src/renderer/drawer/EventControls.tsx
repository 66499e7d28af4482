import { Copy, Pause, Play, X } from 'lucide-react';
import { useSyncExternalStore } from 'react';
import { MenuTrigger, Popover } from 'react-aria-components';
import { VERB_NAMES } from '../../shared/protocol/verbs';
import { Button } from '../components/Button';
import { classNames } from '../components/class-names';
import fields from '../components/fields.module.css';
import overlay from '../components/overlay.module.css';
import { useCurrentLab, useLab, useLabPart } from '../lab/context';
import { ActionMenu } from '../menus/ActionMenu';
import { figure } from '../words/count';
import { copyRows } from './copy-rows';
import css from './EventControls.module.css';
import { eventView, isFiltered, NO_FILTER, onlyPeer } from './event-view';
import type { LogTail, TailState } from './log-tail';

const cx = classNames(css);
const fx = classNames(fields);
const ox = classNames(overlay);

const MESSAGES = { with: 'Everything', without: 'No messages', only: 'Messages only' } as const;

/** Filters, pause and copy for the list of events below. */
export function EventControls() {
  const lab = useCurrentLab();
  const view = useLabPart(eventView, (state) => state);
  const selection = useLab((state) => state.selection);
  const only = useLab(({ network }) => {
    const [first] = selection;
    const peer = first === undefined ? undefined : network.peers.get(first);
    return peer && selection.size === 1 ? onlyPeer(peer) : undefined;
  });
  return (
    <>
      <input
        type="search"
        aria-label="Filter events by text"
        placeholder="Text"
        className={`${fx('input', 'quiet')} ${cx('text')}`}
        maxLength={300}
        value={view.text}
        onChange={(event) => eventView(lab).setState({ text: event.target.value })}
      />
      <input
        type="search"
        aria-label="Filter events by peer, name or address"
        placeholder="Peer"
        className={`${fx('input', 'quiet')} ${cx('peer')}`}
        maxLength={300}
        value={view.about}
        onChange={(event) => eventView(lab).setState({ about: event.target.value })}
      />
      <select
        aria-label="Filter events by verb"
        className={fx('select', 'quiet')}
        value={view.verb}
        onChange={(event) => eventView(lab).setState({ verb: event.target.value })}
      >
        <option value="">Any verb</option>
        {VERB_NAMES.map((verb) => (
          <option key={verb}>{verb}</option>
        ))}
      </select>
      <select
        aria-label="Messages among the events"
        className={`${fx('select', 'quiet')} ${cx('messages')}`}
        value={view.messages}
        onChange={({ target }) =>
          eventView(lab).setState({
            messages: target.value === 'only' || target.value === 'without' ? target.value : 'with',
          })
        }
      >
        {Object.entries(MESSAGES).map(([value, words]) => (
          <option key={value} value={value}>
            {words}
          </option>
        ))}
      </select>
      {view.tail && <TailControls tail={view.tail} />}
      {/* What comes and goes stands last, where it shoves nothing. */}
      {isFiltered(view) && (
        <Button
          label="Clear the filter"
          icon={X}
          words="never"
          onPress={() => eventView(lab).setState(NO_FILTER)}
        />
      )}
      {only !== undefined && view.about !== only && (
        <Button label="Only selected" look="link" onPress={() => eventView(lab).setState({ about: only })} />
      )}
    </>
  );
}

function TailControls({ tail }: { tail: LogTail }) {
  const lab = useCurrentLab();
  const state: TailState = useSyncExternalStore(tail.subscribe, tail.state);
  return (
    <>
      <Button
        label={state.paused ? 'Resume' : 'Pause'}
        icon={state.paused ? Play : Pause}
        words="never"
        pressed={state.paused}
        onPress={() => (state.paused ? tail.resume() : tail.pause())}
      />
      <MenuTrigger>
        <Button label="Copy" icon={Copy} words="never" disabled={state.rows.length === 0} />
        <Popover className={ox('popover')} placement="bottom start" offset={4}>
          <ActionMenu
            label="Copy"
            groups={[
              {
                id: 'copy',
                entries: [
                  { id: 'text', label: 'Copy as text', refusal: null, run: () => void copyRows(lab, 'text') },
                  { id: 'json', label: 'Copy as JSON', refusal: null, run: () => void copyRows(lab, 'json') },
                ],
              },
            ]}
          />
        </Popover>
      </MenuTrigger>
      {state.paused && <span className={cx('held')}>paused, {figure(state.held)} waiting</span>}
    </>
  );
}
