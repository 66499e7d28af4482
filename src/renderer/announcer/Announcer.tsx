import { useEffect } from 'react';
import { VisuallyHidden } from 'react-aria-components';
import { useCurrentLab, useLabPart } from '../lab/context';
import type { LabState } from '../lab/lab';
import { announce, announced } from './announce';

const WORDS: Readonly<Record<LabState['connection'], string>> = {
  connecting: '',
  live: 'The lab is connected again.',
  silent: 'The lab does not answer.',
  lost: 'The connection to the lab is lost.',
};

/** The region that screen readers listen to; nobody sees it. */
export function Announcer() {
  const lab = useCurrentLab();
  const words = useLabPart(announced, (state) => state.words);
  useEffect(
    () =>
      lab.store.subscribe(({ connection }, before) => {
        if (connection === before.connection || before.connection === 'connecting') return;
        announce(lab, WORDS[connection]);
      }),
    [lab],
  );
  return (
    <VisuallyHidden>
      <div role="status" aria-label="Announcements" aria-live="polite">
        {words}
      </div>
    </VisuallyHidden>
  );
}
