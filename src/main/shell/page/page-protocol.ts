import { protocol } from 'electron';
import { PAGE_SCHEME } from './page-address';
import { servePageFiles } from './page-files';

/** Makes the page's scheme a secure origin of its own. Must run before the app is ready. */
export function declarePageProtocol(): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: PAGE_SCHEME,
      privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
    },
  ]);
}

/** @param folder absolute path of the built page */
export function servePageProtocol(folder: string): void {
  protocol.handle(PAGE_SCHEME, servePageFiles(folder));
}
