import { describe, expect, test } from 'vitest';
import { addPeer, bootstrapPort, portOf, startLab, stateOfPeer } from '../support/lab';
import { RawUdp } from '../support/raw-sockets';
import { until } from '../support/until';
import { ForeignProgram, type Habits } from './foreign-program';

/** Milliseconds that a program is watched while it sends nothing: several rounds of probes. */
const WATCHED_MS = 3_000;

const HABITS: Readonly<Record<string, Habits>> = {
  'writes localhost for its address (TCP)': { transport: 'tcp', host: 'localhost' },
  'writes localhost for its address (UDP)': { transport: 'udp', host: 'localhost' },
  'counts hops down, from the time-to-live': {
    transport: 'tcp',
    search: (query) => `"${query}" 3`,
    hops: 2,
  },
  'counts hops below zero': { transport: 'udp', search: (query) => `"${query}" -1`, hops: -1 },
  'sends SER with an id and the hops before the name': {
    transport: 'tcp',
    search: (query) => `1 4711 "${query}"`,
  },
  'sends SER with an id between the name and the hops': {
    transport: 'udp',
    search: (query) => `"${query}" id-7 0`,
  },
  'sends UNREG without a name': { transport: 'tcp', unregistersWithoutName: true },
  'sends no prefix (TCP)': { transport: 'tcp', bare: true },
  'sends no prefix (UDP)': { transport: 'udp', bare: true },
  'replies from another port': { transport: 'udp', replies: 'from another port' },
  'replies by new messages to the advertised address': { transport: 'udp', replies: 'as a new message' },
  'sends from another port than it advertises': { transport: 'udp', sendsFrom: 'another port' },
  'does not know PING (TCP)': { transport: 'tcp', onPing: 'error' },
  'does not know PING (UDP)': { transport: 'udp', onPing: 'error' },
  'loses its listener by PING (TCP)': { transport: 'tcp', onPing: 'listener ends' },
  'loses its listener by PING (UDP)': { transport: 'udp', onPing: 'listener ends' },
};

describe('a lab on its defaults, and a program that', () => {
  test.each(Object.entries(HABITS))(
    '%s: joins, is searched, searches, lives on and leaves',
    {
      timeout: 60_000,
    },
    async (_name, habits) => {
      const lab = await startLab({ silenceBeforeProbeS: 1 });
      const first = await addPeer(lab);
      expect(await lab.share(first, { names: ['Modern Times'] })).toEqual({ ok: true });
      const program = await ForeignProgram.open(habits);
      const shown = () => lab.log.state.peers.get(program.id);
      let crashes = 0;
      lab.log.subscribe(() => {
        if (shown()?.phase === 'crashed') crashes += 1;
      });

      // It registers and joins; the next peer is offered it, and joins it.
      expect(await program.register(bootstrapPort(lab))).toMatch(/^REGOK 1 /);
      expect(await program.join(portOf(first))).toMatch(/^JOINOK 0/);
      const second = await addPeer(lab);
      for (const peer of [first, second]) {
        await until(lab.log, () => stateOfPeer(lab, peer).neighbours.has(program.id));
      }
      expect(shown()).toMatchObject({ phase: 'joined', hosted: false, transport: habits.transport });

      lab.searches.start({ peer: second, query: ForeignProgram.FILE });
      await until(lab.log, () =>
        lab.log.since(0).events.some((event) => event.type === 'search:hit' && event.holder === program.id),
      );
      expect(await program.search(portOf(first), 'Modern Times')).toContain('"Modern Times"');

      const began = lab.log.now();
      await until(lab.log, () => lab.log.now() - began >= WATCHED_MS);
      expect(crashes).toBe(0);
      expect(program.listens).toBe(true);

      for (const peer of [first, second]) expect(await program.leave(portOf(peer))).toMatch(/^LEAVEOK 0/);
      expect(await program.unregister(bootstrapPort(lab))).toMatch(/^UNROK 0/);
      await until(lab.log, ({ peers }) => !peers.has(program.id));
      expect(lab.log.state.totals.out.ERROR ?? 0).toBeLessThanOrEqual(2);
    },
  );

  test('lists neighbours in REGOK without their number, as a bootstrap server', async () => {
    const server = await RawUdp.open();
    const program = await ForeignProgram.open({ transport: 'udp' });
    const lab = await startLab({ bootstrapAt: `127.0.0.1:${server.port}` });
    const adding = addPeer(lab);
    expect(await server.read()).toContain(' REG ');
    const body = `REGOK 127.0.0.1 ${program.port} anna`;
    server.send(server.lastFrom, `${String(body.length + 5).padStart(4, '0')} ${body}`);
    const peer = await adding;
    await until(lab.log, () => stateOfPeer(lab, peer).neighbours.has(program.id));
    expect(stateOfPeer(lab, peer)).toMatchObject({ phase: 'joined', registered: true });
  });
});
