import { useEffect } from 'react';
import { VisuallyHidden } from 'react-aria-components';
import { useStore } from 'zustand';
import { type LabState, lab } from '../store';
import { announce, announced } from './announce';

const WORDS: Readonly<Record<LabState['connection'], string>> = {
  connecting: '',
  live: 'The lab is connected again.',
  silent: 'The lab does not answer.',
  lost: 'The connection to the lab is lost.',
};

/** The region that screen readers listen to; nobody sees it. */
export function Announcer() {
  const words = useStore(announced, (state) => state.words);
  useEffect(
    () =>
      lab.subscribe(({ connection }, before) => {
        if (connection === before.connection || before.connection === 'connecting') return;
        announce(WORDS[connection]);
      }),
    [],
  );
  return (
    <VisuallyHidden>
      <div role="status" aria-label="Announcements" aria-live="polite">
        {words}
      </div>
    </VisuallyHidden>
  );
}
