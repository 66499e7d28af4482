// Before `npm run dev`: electron-vite starts the runtime, which does not come with `npm ci`, and without it says only
// "Electron uninstall".
import { fetchRuntime } from './electron-runtime.mjs';

const runtime = await fetchRuntime();
if ('why' in runtime) {
  console.error(
    `npm run dev needs the Electron runtime, which cannot be had: ${runtime.why}. ` +
      'Where it stays so, `npm start` serves the same lab to a browser, without reloading.',
  );
  process.exitCode = 1;
}
