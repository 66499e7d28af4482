import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { App } from 'electron';
import { describe, expect, test, vi } from 'vitest';
import { NETWORK_FILE_SUFFIX } from '../../shared/recording/network-file';
import { networkFilesIn, requestedFiles } from './requested-files';

const folder = resolve('/home/anna');
const ring = join(folder, 'ring.syncpulse');

function desktop(first: readonly string[] = []) {
  const app = new EventEmitter();
  const files = requestedFiles(app as unknown as App, first);
  const receiver = { open: vi.fn(), show: vi.fn() };
  return { app, files, receiver };
}

describe('files that the desktop asks to be opened', () => {
  test('those of the command line are opened once the lab runs', () => {
    const { files, receiver } = desktop([ring]);
    files.receive(receiver);
    expect(receiver.open.mock.calls).toEqual([[ring]]);
  });

  test('a second start opens its file in the running app and shows the window', () => {
    const { app, files, receiver } = desktop();
    files.receive(receiver);
    app.emit('second-instance', {}, ['syncpulse', '--no-sandbox', 'ring.syncpulse'], folder);
    expect(receiver.show).toHaveBeenCalledTimes(1);
    expect(receiver.open.mock.calls).toEqual([[ring]]);
  });

  test('a second start without a file shows the window alone', () => {
    const { app, files, receiver } = desktop();
    files.receive(receiver);
    app.emit('second-instance', {}, ['syncpulse', '.'], folder);
    expect(receiver.show).toHaveBeenCalledTimes(1);
    expect(receiver.open).not.toHaveBeenCalled();
  });

  test('macOS sends an event, also before the lab runs', () => {
    const { app, files, receiver } = desktop();
    const event = { preventDefault: vi.fn() };
    app.emit('open-file', event, ring);
    expect(event.preventDefault).toHaveBeenCalled();
    files.receive(receiver);
    app.emit('open-file', event, join(folder, 'line.syncpulse'));
    expect(receiver.open.mock.calls).toEqual([[ring], [join(folder, 'line.syncpulse')]]);
  });
});

test('the files among arguments are those of the suffix, relative or as a URL; all others are passed over', () => {
  const args = ['.', '--json', '--api-port', '0', 'Ring.SYNCPULSE', 'notes.txt', pathToFileURL(ring).href];
  expect(networkFilesIn(args, folder)).toEqual([join(folder, 'Ring.SYNCPULSE'), ring]);
  expect(networkFilesIn(['file:///a%2Fb.syncpulse', '--name=x.syncpulse'], folder)).toEqual([]);
});

test('the installers associate the suffix of saved networks with the app', () => {
  const file = join(import.meta.dirname, '../../../electron-builder.json');
  const { fileAssociations } = JSON.parse(readFileSync(file, 'utf8'));
  expect(fileAssociations).toMatchObject([
    { ext: NETWORK_FILE_SUFFIX.slice(1), mimeType: 'application/x-syncpulse', role: 'Editor' },
  ]);
});
