import { describe, expect, it } from 'vitest';
import { launch } from './launch.mjs';

/** Runs a few lines of JavaScript in the place of Electron. */
const run = (lines: string, windowWithin?: number) => launch(process.execPath, ['-e', lines], windowWithin);

const REPORT_WINDOW = "process.send({ syncpulse: 'starting' }); process.send({ syncpulse: 'window' });";

describe('launch', () => {
  it('reports the exit code of an app that had a window, whatever it is', async () => {
    const lines = `${REPORT_WINDOW} process.disconnect(); process.exitCode = 3;`;
    expect(await run(lines)).toEqual({ code: 3 });
  });

  it('notices an app that ends without a window', async () => {
    const lines = "process.send({ syncpulse: 'starting' }, () => process.exit(78));";
    expect(await run(lines)).toEqual({ noWindow: 'Electron ended before it showed a page (78)' });
  });

  it('notices an app that runs and never shows a page, and ends it', async () => {
    const lines = "process.send({ syncpulse: 'starting' }); setInterval(() => {}, 1000);";
    expect(await run(lines, 50)).toEqual({ noWindow: 'Electron showed no page within 0.05 s' });
  });

  it('notices a program that cannot be started', async () => {
    const result = await launch('/no/such/program', []);
    expect(result).toMatchObject({ noWindow: expect.stringContaining('did not start') });
  });

  it('asks the app over its own channel to end, and waits for it', async () => {
    const lines = `
      process.once('message', (message) => {
        console.error('asked: ' + message.syncpulse);
        process.disconnect();
        process.exitCode = message.syncpulse === 'quit' ? 0 : 1;
      });
      process.send({ syncpulse: 'starting' });
      process.send({ syncpulse: 'window' }, () => process.send({ syncpulse: 'listening' }));
    `;
    const ended = run(lines);
    // The request may come before the app listens: the channel keeps it.
    process.emit('SIGTERM', 'SIGTERM');
    expect(await ended).toEqual({ code: 0 });
  });
});
