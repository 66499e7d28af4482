import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { RawTcp, RawUdp } from '../../../../test/support/raw-sockets';
import { until } from '../../../../test/support/until';
import { DEFAULT_SETTINGS, type Settings } from '../../../shared/settings/settings';
import { seeded } from '../../runtime/random';
import { systemRuntime } from '../../runtime/system';
import { socketTransport } from '../frames/frames';
import { EventLog } from '../log/event-log';
import { BootstrapServer } from './server';

const log = { current: new EventLog() };
let settings: Settings;
let port: number;

beforeEach(async () => {
  log.current = new EventLog();
  settings = { ...DEFAULT_SETTINGS };
  const opened = await BootstrapServer.open(
    { ip: '127.0.0.1', port: 0 },
    {
      transport: socketTransport(),
      emit: log.current.emit,
      settings: () => settings,
      runtime: { ...systemRuntime, random: seeded(1) },
    },
  );
  if (!opened.ok) throw new Error(opened.error.sentence);
  port = opened.value.address.port;
  onTestFinished(() => opened.value.stop());
});

/** Says it on a connection of its own, as it stands, and gives what comes back until the server hangs up. */
async function overTcp(bytes: string | Uint8Array): Promise<string> {
  return (await RawTcp.connect(port)).send(bytes).end().readToEnd();
}

async function overUdp(bytes: string | Uint8Array): Promise<string> {
  return (await RawUdp.open()).ask(port, bytes);
}

describe('the bootstrap server, byte by byte', () => {
  it('offers nobody, then one, then two, as triples on TCP', async () => {
    expect(await overTcp('0028 REG 127.0.0.1 5001 anna')).toBe('0012 REGOK 0');
    expect(await overTcp('0027 REG 127.0.0.1 5002 ben')).toBe('0032 REGOK 1 127.0.0.1 5001 anna');
    expect([
      '0051 REGOK 2 127.0.0.1 5001 anna 127.0.0.1 5002 ben',
      '0051 REGOK 2 127.0.0.1 5002 ben 127.0.0.1 5001 anna',
    ]).toContain(await overTcp('0028 REG 127.0.0.1 5003 carl'));
  });

  it('lists pairs on UDP, and answers from the port that it listens on', async () => {
    await overTcp('0028 REG 127.0.0.1 5001 anna');
    const client = await RawUdp.open();
    expect(await client.ask(port, '0027 REG 127.0.0.1 5002 ben')).toBe('0027 REGOK 1 127.0.0.1 5001');
    expect(client.lastFrom).toBe(port);
    expect([
      '0042 REGOK 2 127.0.0.1 5001 127.0.0.1 5002',
      '0042 REGOK 2 127.0.0.1 5002 127.0.0.1 5001',
    ]).toContain(await client.ask(port, '0028 REG 127.0.0.1 5003 carl'));
  });

  it('offers as many as the settings say, and takes a change at once', async () => {
    settings = { ...settings, neighboursOffered: 0 };
    await overTcp('0028 REG 127.0.0.1 5001 anna');
    expect(await overTcp('0027 REG 127.0.0.1 5002 ben')).toBe('0012 REGOK 0');
    settings = { ...settings, neighboursOffered: 200 };
    expect(await overTcp('0028 REG 127.0.0.1 5003 carl')).toMatch(/^0051 REGOK 2 /);
  });

  it.each(['tcp', 'udp'])('refuses with the codes of the protocol over %s', async (transport) => {
    const ask = transport === 'tcp' ? overTcp : overUdp;
    settings = { ...settings, bootstrapCapacity: 1 };
    expect(await ask('0028 REG 127.0.0.1 5001 anna')).toBe('0012 REGOK 0');
    expect(await ask('0028 REG 127.0.0.1 5001 anna')).toBe('0015 REGOK 9998');
    expect(await ask('0027 REG 127.0.0.1 5001 ben')).toBe('0015 REGOK 9997');
    expect(await ask('0027 REG 127.0.0.1 5002 ben')).toBe('0015 REGOK 9996');
    expect(await ask('0021 REG 127.0.0.1 x ')).toBe('0015 REGOK 9999');
    expect(await ask('0032 REG 127.0.0.1 5001 two words')).toBe('0015 REGOK 9999');
    expect(log.current.state.bootstrap.registry.size).toBe(1);
    const refused = log.current.since(0).events.flatMap((event) => ('code' in event ? [event.code] : []));
    expect(refused).toEqual([9998, 9997, 9996, 'port-invalid', 'fields-too-many']);
  });

  it.each(['tcp', 'udp'])('takes out again by UNREG and by LEAVE over %s', async (transport) => {
    const ask = transport === 'tcp' ? overTcp : overUdp;
    await ask('0028 REG 127.0.0.1 5001 anna');
    await ask('0027 REG 127.0.0.1 5002 ben');
    expect(await ask('0029 UNREG 127.0.0.1 5001 eve')).toBe('0015 UNROK 9999');
    expect(await ask('0030 UNREG 127.0.0.1 5001 anna')).toBe('0012 UNROK 0');
    expect(await ask('0030 UNREG 127.0.0.1 5001 anna')).toBe('0015 UNROK 9999');
    expect(await ask('0010 UNREG')).toBe('0015 UNROK 9999');
    expect(await ask('0025 LEAVE 127.0.0.1 5002')).toBe('0014 LEAVEOK 0');
    expect(await ask('0025 LEAVE 127.0.0.1 5002')).toBe('0017 LEAVEOK 9999');
    expect(log.current.state.bootstrap.registry.size).toBe(0);
    expect(await ask('0028 REG 127.0.0.1 5001 anna')).toBe('0012 REGOK 0');
  });

  it.each(['tcp', 'udp'])(
    'answers PING and ECHO, and ERROR to what peers ask each other, over %s',
    async (transport) => {
      const ask = transport === 'tcp' ? overTcp : overUdp;
      expect(await ask('0009 PING')).toBe('0009 PONG');
      expect(await ask('PING\n')).toBe('PONG\n');
      expect(await ask('0009 ECHO')).toBe('0012 ECHOK 0');
      expect(await ask('0024 JOIN 127.0.0.1 5001')).toBe('0010 ERROR');
      expect(await ask('0027 SER 127.0.0.1 5001 "a" 0')).toBe('0010 ERROR');
      expect(log.current.state.totals.rejected).toBe(0);
    },
  );

  it('prints its registry unframed and hangs up, though the asker would go on', async () => {
    await overTcp('0028 REG 127.0.0.1 5001 anna');
    await overTcp('0027 REG 127.0.0.1 5002 ben');
    const client = await RawTcp.connect(port);
    client.send('0010 PRINT');
    expect(await client.readToEnd()).toBe('127.0.0.1 5001 anna\n127.0.0.1 5002 ben\n');
  });

  it('prints an empty registry as nothing, and none at all over UDP', async () => {
    expect(await overTcp('0010 PRINT')).toBe('');
    expect(await overUdp('0010 PRINT')).toBe('0010 ERROR');
  });

  it.each(['tcp', 'udp'])('answers noise with ERROR and counts it over %s', async (transport) => {
    const ask = transport === 'tcp' ? overTcp : overUdp;
    const noise = [
      '0012 NONSENSE',
      'a line that means nothing',
      Uint8Array.of(0xff, 0xfe, 1, 2, 3),
      '0009 \u0007\u0007\u0007\u0007',
    ];
    for (const [index, bytes] of noise.entries()) {
      expect(await ask(bytes)).toBe('0010 ERROR');
      expect(log.current.state.bootstrap.traffic.rejected).toBe(index + 1);
    }
    const rejected = log.current.since(0).events.filter(({ type }) => type === 'frame:rejected');
    expect(rejected[0]).toMatchObject({
      observer: 'bootstrap',
      frame: '0012 NONSENSE',
      code: 'verb-unknown',
      transport,
    });
  });

  it('does not answer an answer: two servers would go on for ever', async () => {
    const client = await RawUdp.open();
    for (const answer of [
      '0012 REGOK 0',
      '0012 UNROK 0',
      '0013 JOINOK 0',
      '0014 LEAVEOK 0',
      '0009 PONG',
      '0012 ECHOK 0',
      '0010 ERROR',
      '0028 SEROK 0 127.0.0.1 5001 0',
    ]) {
      client.send(port, answer);
    }
    // Datagrams of one socket keep their order on loopback: only this last one is answered.
    expect(await client.ask(port, '0009 PING')).toBe('0009 PONG');
    expect(client.received).toEqual([]);
  });

  it('goes on with many requests on one connection', async () => {
    const client = await RawTcp.connect(port);
    client.send('0028 REG 127.0.0.1 5001 anna');
    expect(await client.read(12)).toBe('0012 REGOK 0');
    client.send('0009 PING0009 ECHO');
    expect(await client.read(21)).toBe('0009 PONG0012 ECHOK 0');
  });

  it('tells who spoke and what was said, both ways', async () => {
    await overTcp('0028 REG 127.0.0.1 5001 anna');
    const address = `127.0.0.1:${port}`;
    await until(log.current, (state) => state.totals.messagesOut === 1);
    expect(log.current.messagesOf('bootstrap')).toMatchObject([
      {
        type: 'message:received',
        from: '127.0.0.1:5001',
        to: address,
        verb: 'REG',
        bytes: 28,
        frame: '0028 REG 127.0.0.1 5001 anna',
        deviations: [],
      },
      {
        type: 'message:sent',
        from: address,
        to: '127.0.0.1:5001',
        verb: 'REGOK',
        bytes: 12,
        frame: '0012 REGOK 0',
        deviations: [],
      },
    ]);
  });
});
