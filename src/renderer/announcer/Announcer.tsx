import { useEffect } from 'react';
import { VisuallyHidden } from 'react-aria-components';
import { useStore } from 'zustand';
import { lab } from '../store';
import { announce, announced } from './announce';

/** The region that screen readers listen to; nobody sees it. */
export function Announcer() {
  const words = useStore(announced, (state) => state.words);
  useEffect(
    () =>
      lab.subscribe(({ connection }, before) => {
        if (connection === before.connection || before.connection === 'connecting') return;
        announce(
          connection === 'lost' ? 'The connection to the lab is lost.' : 'The lab is connected again.',
        );
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
