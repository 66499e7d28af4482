import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { App } from 'electron';
import { NETWORK_FILE_SUFFIX } from '../../shared/recording/network-file';
import { readArguments } from './arguments';

interface Receiver {
  /** Opens one file; the path is absolute. */
  readonly open: (path: string) => void;
  /** Brings the window to the front. */
  readonly show: () => void;
}

/**
 * Files that the desktop asks this app to open: by the event `open-file` on macOS, and by the arguments of this process
 * or of a second one on the other systems. Requests that arrive before the lab runs wait for `receive`.
 *
 * @param first paths in the arguments of this process
 */
export function requestedFiles(app: Pick<App, 'on'>, first: readonly string[]) {
  const waiting = [...first];
  let receiver: Receiver | undefined;
  const request = (paths: readonly string[]) => {
    if (!receiver) return void waiting.push(...paths);
    receiver.show();
    for (const path of paths) receiver.open(path);
  };
  app.on('open-file', (event, path) => {
    event.preventDefault();
    request([path]);
  });
  app.on('second-instance', (_event, argv, folder) => request(networkFilesIn(argv.slice(1), folder)));
  return {
    receive(next: Receiver): void {
      receiver = next;
      for (const path of waiting.splice(0)) next.open(path);
    },
  };
}

/**
 * @param folder what relative paths are relative to
 * @returns the absolute paths of the `.syncpulse` files among arguments; a desktop of Linux gives them as file: URLs
 */
export function networkFilesIn(args: readonly string[], folder: string): string[] {
  return readArguments(args)
    .others.map((text) => (text.startsWith('file:') ? pathOf(text) : resolve(folder, text)))
    .filter((path) => path.toLowerCase().endsWith(NETWORK_FILE_SUFFIX));
}

function pathOf(url: string): string {
  try {
    return fileURLToPath(url);
  } catch {
    // A URL of another machine or with an encoded slash names no file here.
    return '';
  }
}
