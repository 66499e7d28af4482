import './jitless';
import './styles/tokens.css';
import './styles/base.css';
import { StrictMode } from 'react';
import { I18nProvider } from 'react-aria-components';
import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import { App } from './App';
import { startLab } from './app/start-lab';
import { LabProvider } from './lab/context';
import { createLab } from './lab/lab';
import { liveSource } from './lab/live-source';
import { followWidth } from './sheet';
import { followTheme } from './theme';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');

followTheme();
followWidth();
const lab = createLab(liveSource());
startLab(lab);

const page = (
  <StrictMode>
    {/* The words are English, so the numbers among them are, too. */}
    <I18nProvider locale="en-US">
      <LabProvider lab={lab}>
        <App />
      </LabProvider>
    </I18nProvider>
  </StrictMode>
);
// The keys work as soon as the page has loaded: a key that a person presses then is not lost.
flushSync(() => createRoot(root).render(page));
