import './jitless';
import './styles/tokens.css';
import './styles/base.css';
import { StrictMode } from 'react';
import { I18nProvider } from 'react-aria-components';
import { createRoot } from 'react-dom/client';
import { App } from './App';
import { stayConnected } from './connection';
import { watchHistory } from './history/history';
import { listenToKeys } from './keys';
import { watchNetwork } from './notices/watch-network';
import { followSearches } from './search/follow-searches';
import { followWidth } from './sheet';
import { followTheme } from './theme';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');

followTheme();
followWidth();
listenToKeys();
watchNetwork();
watchHistory();
followSearches();
void stayConnected(new AbortController().signal);

createRoot(root).render(
  <StrictMode>
    {/* The words are English, so the numbers among them are, too. */}
    <I18nProvider locale="en-US">
      <App />
    </I18nProvider>
  </StrictMode>,
);
