import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { describe, expect, onTestFinished, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../../shared/settings';
import type { EventLog } from '../network/event-log';
import { addPeer, bootstrapPort, portOf, startLab } from '../network/testing/lab';
import { until } from '../network/testing/until';
import { ConsolePeer } from './console/console-peer';

/** A program that answers whatever it receives with one sentence, as those of the course do. */
class ErrorReporter {
  received = 0;
  readonly #socket: Socket;

  private constructor(socket: Socket, sentence: (count: number) => string) {
    this.#socket = socket;
    socket.on('message', (bytes, { port }) => {
      if (!/^\d{4} (ERROR|PONG)/.test(bytes.toString())) return;
      this.received += 1;
      socket.send(sentence(this.received), port, '127.0.0.1');
    });
  }

  static async open(sentence: (count: number) => string): Promise<ErrorReporter> {
    const socket = createSocket('udp4');
    onTestFinished(() => void socket.close());
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    return new ErrorReporter(socket, sentence);
  }

  send(port: number, text: string): void {
    this.#socket.send(text, port, '127.0.0.1');
  }
}

/** What each actor is, and where it listens. */
const ACTORS: Readonly<Record<string, () => Promise<{ log: EventLog; port: number }>>> = {
  'a peer': async () => {
    const lab = await startLab();
    return { log: lab.log, port: portOf(await addPeer(lab)) };
  },
  'the bootstrap server': async () => {
    const lab = await startLab();
    return { log: lab.log, port: bootstrapPort(lab) };
  },
  'the console': async () => {
    const nobody = { ip: '127.0.0.1', port: 9 };
    const opened = await ConsolePeer.open({ ip: '127.0.0.1', port: 0 }, nobody, DEFAULT_SETTINGS);
    if (!opened.ok) throw new Error(opened.error.sentence);
    onTestFinished(() => opened.value.close());
    return { log: opened.value.log, port: opened.value.address.port };
  },
};

describe.each(Object.entries(ACTORS))('%s', (_name, open) => {
  test.each(['Not a valid command', 'Unrecognised request type', '0026 Error: what is that', 'FAIL'])(
    'never answers the error report "%s", and records who is ignored',
    async (sentence) => {
      const { log, port } = await open();
      const reporter = await ErrorReporter.open(() => sentence);
      reporter.send(port, 'HELLO');
      const { totals } = await until(log, (state) => state.totals.ignored === 1);
      expect(totals.ignored).toBe(1);
      const ignored = log.since(0).events.filter(({ type }) => type === 'sender:ignored');
      expect(ignored).toMatchObject([
        {
          reason: 'error-report',
          transport: 'udp',
          frame: /Error/.test(sentence) ? 'Error: what is that' : sentence,
        },
      ]);
      // It is sent nothing more; a request that can be read is still served.
      reporter.send(port, '0009 PING');
      await until(log, (state) => (state.totals.out.PONG ?? 0) === 1 && state.totals.rejected === 3);
      expect(reporter.received).toBe(2);
      expect(log.state.totals.out.ERROR).toBe(1);
    },
  );

  test('answers the same nonsense once, however often it comes', async () => {
    const { log, port } = await open();
    const reporter = await ErrorReporter.open((count) => `WHAAT ${count}`);
    for (let count = 0; count < 50; count += 1) reporter.send(port, `HELLO ${count}`);
    await until(log, (state) => state.totals.rejected >= 51);
    expect(log.state.totals.out.ERROR).toBe(1);
  });

  test('stops after a few errors of different kinds', async () => {
    const { log, port } = await open();
    const reporter = await ErrorReporter.open(() => 'hm');
    const kinds = [
      'HELLO',
      'JOIN',
      'JOIN x.. 1',
      'LEAVE',
      'LEAVE 1 1',
      'UNREG',
      'UNREG 1 1 1',
      'REG',
      'REG 1 1 1',
      'SER',
      'SER 1 1 "a" 0',
      'JOIN 127.0.0.1 0',
    ];
    for (const text of kinds) reporter.send(port, text);
    await until(log, (state) => state.totals.rejected >= kinds.length);
    await until(log, (state) => state.totals.ignored === 1);
    expect(log.since(0).events.filter(({ type }) => type === 'sender:ignored')).toMatchObject([
      { reason: 'too-many-errors' },
    ]);
  });
});
