import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chromium } from '@playwright/test';

const USUAL_PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** `CHROMIUM` names one; else Playwright's own; else the machine's. @returns {string | undefined} its program */
function findChromium() {
  const places = [process.env.CHROMIUM, chromium.executablePath(), ...USUAL_PLACES];
  return places.find((path) => path && existsSync(path));
}

/**
 * The end-to-end tests need a Chromium. On Debian, as root, it is installed; elsewhere it is said what to do.
 *
 * @returns {string | undefined} its program; undefined when there is none, which has been said
 */
export function ensureChromium() {
  const found = findChromium();
  if (found) return found;
  if (process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/etc/debian_version')) {
    console.log('Installing Chromium for the end-to-end tests: apt-get install chromium');
    apt('update') && apt('install', '-y', '--no-install-recommends', 'chromium', 'fonts-dejavu-core');
  }
  const installed = findChromium();
  if (!installed) {
    console.error(
      'The end-to-end tests need Chromium. Debian: `sudo apt-get install chromium`; elsewhere: `npx playwright install chromium`; or set CHROMIUM to the path of one.',
    );
  }
  return installed;
}

function apt(...args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const run = spawnSync('apt-get', ['-q', ...args], { env, encoding: 'utf8' });
  if (run.status !== 0) console.error(`apt-get ${args[0]} failed: ${run.stderr ?? run.error}`);
  return run.status === 0;
}
