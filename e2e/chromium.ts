import { existsSync } from 'node:fs';
import type { LaunchOptions } from '@playwright/test';

/** Nothing but this machine can be reached from the tests' pages, and nothing is fetched behind their backs. */
const SWITCHES = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-gpu',
  '--disable-quic',
  '--disable-sync',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE *.localhost, EXCLUDE 127.0.0.1',
  '--no-first-run',
];

/** `CHROMIUM` names one (`npm test` looks for it); else Debian's; else the one that Playwright has brought. */
export function chromiumOptions(): LaunchOptions {
  const executablePath = process.env['CHROMIUM'] ?? ['/usr/bin/chromium'].find((path) => existsSync(path));
  return {
    ...(executablePath !== undefined && { executablePath }),
    args: SWITCHES,
    // Chromium's own sandbox does not run as root, nor where user namespaces are forbidden.
    chromiumSandbox: false,
  };
}
