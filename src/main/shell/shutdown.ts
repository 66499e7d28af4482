import { app, dialog } from 'electron';

/** Milliseconds in which everything must have closed; then the app ends all the same. */
const SHUTDOWN_TIMEOUT_MS = 3_000;

/**
 * On the way out, once the windows are gone, every peer leaves. A program error that nobody caught ends the app
 * the same orderly way: said once, exit code 1.
 *
 * @param stop closes the lab; awaited for at most three seconds
 */
export function stopOnQuit(stop: () => Promise<void>): void {
  let ending = false;
  const end = (code: number) => {
    if (ending) return;
    ending = true;
    const late = new Promise((resolve) => setTimeout(resolve, SHUTDOWN_TIMEOUT_MS));
    const stopped = stop().catch((error: unknown) =>
      console.error(`not everything closed: ${String(error)}`),
    );
    void Promise.race([stopped, late]).then(() => app.exit(code));
  };
  app.on('will-quit', (event) => {
    event.preventDefault();
    end(0);
  });
  // On macOS an app outlives its windows; a lab that nobody sees and that holds its ports would only surprise.
  app.on('window-all-closed', () => app.quit());
  const fail = (reason: unknown) => {
    console.error(reason);
    if (ending) return;
    const text = reason instanceof Error ? (reason.stack ?? reason.message) : String(reason);
    dialog.showErrorBox('syncPulse met an error of its own and ends', text);
    end(1);
  };
  process.on('uncaughtException', fail);
  // Electron only warns of a promise that was rejected unhandled, on a console that a desktop app does not have.
  process.on('unhandledRejection', fail);
}
