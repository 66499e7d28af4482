import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { describe, expect, onTestFinished, test } from 'vitest';
import { addPeer, bootstrapPort, portOf, startLab } from '../../../../test/support/lab';
import { RawTcp } from '../../../../test/support/raw-sockets';
import { until } from '../../../../test/support/until';
import { DEFAULT_SETTINGS } from '../../../shared/settings/settings';
import type { EventLog } from '../../network/log/event-log';
import { ConsolePeer } from '../console/console-peer';

/** A program that answers every frame with one sentence, as those of the course do. */
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

/** The request by which a program becomes known, and the reply. */
const JOINS = { introduction: '0025 JOIN 127.0.0.1 24411', accepted: '0013 JOINOK 0' };
const REGISTERS = { introduction: '0028 REG 127.0.0.1 24411 ann', accepted: '0012 REGOK 0' };

/** Each actor, and its address. */
const ACTORS: Readonly<
  Record<string, () => Promise<{ log: EventLog; port: number; introduction: string; accepted: string }>>
> = {
  'a peer': async () => {
    const lab = await startLab();
    return { log: lab.log, port: portOf(await addPeer(lab)), ...JOINS };
  },
  'the bootstrap server': async () => {
    const lab = await startLab();
    return { log: lab.log, port: bootstrapPort(lab), ...REGISTERS };
  },
  'the console': async () => {
    const unusedAddress = { ip: '127.0.0.1', port: 9 };
    const opened = await ConsolePeer.open({ ip: '127.0.0.1', port: 0 }, unusedAddress, DEFAULT_SETTINGS);
    if (!opened.ok) throw new Error(opened.error.sentence);
    onTestFinished(() => opened.value.close());
    return { log: opened.value.log, port: opened.value.address.port, ...JOINS };
  },
};

describe.each(Object.entries(ACTORS))('%s', (_name, open) => {
  test.each(['Not a valid command', 'Unrecognised request type', '0026 Error: what is that', 'FAIL'])(
    'never answers the error report "%s", and records the ignored source',
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
      // It receives no further error; a readable request is still served.
      reporter.send(port, '0009 PING');
      await until(log, (state) => (state.totals.out.PONG ?? 0) === 1 && state.totals.rejected === 3);
      expect(reporter.received).toBe(2);
      expect(log.state.totals.out.ERROR).toBe(1);
    },
  );

  test('answers the same unreadable frame once, however often it arrives', async () => {
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

  test('answers a program that opens a connection for each bad line a few times, and still answers others of its machine', async () => {
    const { log, port, introduction, accepted } = await open();
    const exchange = async (...texts: readonly string[]) => {
      const connection = await RawTcp.connect(port);
      for (const text of texts) connection.send(text);
      return connection.end().readToEnd();
    };
    const answers: string[] = [];
    for (let count = 0; count < 40; count += 1) answers.push(await exchange(`HELLO ${count}\n`));
    expect(answers.filter((answer) => answer === '0010 ERROR')).toHaveLength(16);
    expect(answers.slice(16).every((answer) => answer === '')).toBe(true);
    expect(log.state.totals.ignored).toBe(1);
    expect(log.state.totals.rejected).toBe(40);
    expect(log.since(0).events.filter(({ type }) => type === 'sender:ignored')).toMatchObject([
      { reason: 'too-many-from-host', transport: 'tcp', frame: 'HELLO 16' },
    ]);

    // Others of the machine: another mistake, a request that can be read, and a program that is known here.
    expect(await exchange('0010 LEAVE')).toBe('0017 LEAVEOK 9999');
    expect(await exchange('0009 PING')).toBe('0009 PONG');
    expect(await exchange(introduction, '0010 HELLO')).toBe(`${accepted}0010 ERROR`);
  });
});
