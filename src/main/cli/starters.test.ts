import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  askTcp,
  askUdp,
  expectExactness,
  expectRefusal,
  listen,
  startOverlay,
} from '../../../test/support/cli/starter-lab';
import { RawUdp } from '../../../test/support/raw-sockets';
import { hasTool, startStarter } from '../../../test/support/starter';
import { until } from '../../../test/support/until';
import type { PeerId } from '../../shared/network/events';
import { addressOf, keyOf } from '../../shared/protocol/address';
import { encodeFrame } from '../../shared/protocol/frame/encode-frame';
import type { Overlay } from '../network/overlay/overlay';

const FOLDER = resolve(import.meta.dirname, '../../../resources/starters');
/** Compilers are slow on a busy machine. */
const TIMEOUT_MS = 60_000;

interface Starter {
  readonly language: string;
  readonly tool: string;
  readonly version: string;
  /** @returns the command that runs it; compiled output is written to `folder` */
  readonly command: (folder: string) => readonly [string, ...string[]];
}

/** Maximum number of lines of a starter, so that it is quick to read. */
const MAX_LINES = 300;

test('each starter is short, and its lines are, too', async () => {
  const files = await readdir(FOLDER);
  expect(files.sort()).toEqual(['Peer.java', 'peer.go', 'peer.mjs', 'peer.py']);
  for (const file of files) {
    const lines = (await readFile(join(FOLDER, file), 'utf8')).trimEnd().split('\n');
    expect(lines.length, file).toBeLessThan(MAX_LINES);
    expect(Math.max(...lines.map((line) => line.length)), file).toBeLessThanOrEqual(120);
  }
});

const STARTERS: readonly Starter[] = [
  {
    language: 'Python',
    tool: 'python3',
    version: '--version',
    command: () => ['python3', join(FOLDER, 'peer.py')],
  },
  {
    language: 'Java',
    tool: 'java',
    version: '--version',
    command: () => ['java', '-XX:TieredStopAtLevel=1', join(FOLDER, 'Peer.java')],
  },
  {
    language: 'Node',
    tool: process.execPath,
    version: '--version',
    command: () => [process.execPath, join(FOLDER, 'peer.mjs')],
  },
  {
    language: 'Go',
    tool: 'go',
    version: 'version',
    command: (folder) => {
      const program = join(folder, 'peer');
      // `go run` does not forward signals to the program.
      const built = spawnSync('go', ['build', '-o', program, join(FOLDER, 'peer.go')], { encoding: 'utf8' });
      if (built.status !== 0) throw new Error(built.stderr);
      return [program];
    },
  },
];

/** Holds once a search was answered by a peer with one file alone. */
function answeredBy({ log }: Overlay, holder: PeerId, file: string): () => boolean {
  return () =>
    log
      .since(0)
      .events.some(
        (event) => event.type === 'search:hit' && event.holder === holder && event.files.join() === file,
      );
}

for (const { language, tool, version, command } of STARTERS) {
  const there = hasTool(tool, version);
  const missing = there ? '' : ` (skipped: there is no "${tool}" on this machine)`;
  describe.skipIf(!there)(`the ${language} starter${missing}`, { timeout: TIMEOUT_MS }, () => {
    let run: readonly [string, ...string[]];
    beforeAll(async () => {
      const folder = await mkdtemp(join(tmpdir(), 'syncpulse-starter-'));
      run = command(folder);
      return () => rm(folder, { recursive: true });
    }, TIMEOUT_MS);

    test('joins, is seen as an external peer with a neighbour table, and leaves in order on SIGTERM', async () => {
      const { overlay, bootstrap, hosted } = await startOverlay(2);
      const starter = await startStarter(run, 'anna', bootstrap);
      await until(overlay.log, ({ peers }) => peers.get(starter.id)?.phase === 'joined', TIMEOUT_MS);
      expect(overlay.log.state.peers.get(starter.id)).toMatchObject({
        name: 'anna',
        hosted: false,
        registered: true,
      });
      const [names] = await starter.waitForLine(
        /^Node registered with Bootstrap Server: Neighbors - \[(.*)\]$/,
      );
      expect(names?.split(', ').sort()).toEqual(['Node1', 'Node2']);
      await starter.waitForLine(new RegExp(`^neighbours: \\[${[...hosted].sort().join(', ')}\\]$`));
      expect(await overlay.ping(hosted[0] as PeerId, starter.id)).toMatchObject({ ok: true });
      expect(await overlay.disconnect(hosted[0] as PeerId, starter.id)).toEqual({ ok: true });
      await starter.waitForLine(new RegExp(`^neighbours: \\[${hosted[1]}\\]$`));
      expect(await overlay.connect(hosted[0] as PeerId, starter.id)).toEqual({ ok: true });

      starter.child.kill('SIGTERM');
      expect(await starter.ended).toBe(0);
      await starter.waitForLine(/^anna has left$/);
      // It is in no table and in no registry.
      await until(overlay.log, ({ peers }) => !peers.has(starter.id));
      expect(overlay.log.state.links.size).toBe(1);
      expectExactness(overlay);
    });

    test('returns at an address where a peer crashed, and leaves on a line "exit"', async () => {
      const { overlay, bootstrap } = await startOverlay(1);
      const first = await startStarter(run, 'anna', bootstrap);
      await until(overlay.log, ({ peers }) => peers.get(first.id)?.phase === 'joined', TIMEOUT_MS);
      first.child.kill('SIGKILL');
      await first.ended;
      const second = await startStarter(run, 'anna', bootstrap, addressOf(first.id).port);
      await second.waitForLine(/^received from \S+ 0015 REGOK 9998$/);
      await second.waitForLine(/^Node registered with Bootstrap Server: Neighbors - \[Node1\]$/);
      await second.waitForLine(/^neighbours: /);
      second.child.stdin?.write('exit\n');
      expect(await second.ended).toBe(0);
      await until(overlay.log, ({ peers }) => !peers.has(second.id));
      expectExactness(overlay);
    });

    test('answers PING, JOIN, LEAVE, SER and unknown requests exactly, on TCP and on UDP', async () => {
      const { bootstrap } = await startOverlay(0);
      const { id } = await startStarter(run, 'anna', bootstrap);
      const { ip, port } = addressOf(id);
      for (const ask of [askTcp, askUdp]) {
        const answered = async (frame: string) => ask(addressOf(id), frame);
        expect(await answered('0009 PING')).toBe('0009 PONG');
        expect(await answered('0025 JOIN 127.0.0.1 40001')).toBe('0013 JOINOK 0');
        expect(await answered('0026 LEAVE 127.0.0.1 40001')).toBe('0014 LEAVEOK 0');
        expect(await answered('0026 LEAVE 127.0.0.1 40001')).toBe('0017 LEAVEOK 9999');
        expect(await answered('0009 JOIN')).toBe('0016 JOINOK 9999');
        expect(await answered('0025 JOIN 127.0.0.1 99999')).toBe('0016 JOINOK 9999');
        expect(await answered(encodeFrame(`JOIN ${ip} ${port}`))).toBe('0016 JOINOK 9999');
        expect(await answered('0038 SER 127.0.0.1 40001 "windows 8" 0')).toBe(
          encodeFrame(`SEROK 1 ${ip} ${port} 0 "Windows 8"`),
        );
        // On whole words.
        expect(await answered('0033 SER 127.0.0.1 40001 "Wind" 0')).toBe(
          encodeFrame(`SEROK 0 ${ip} ${port} 0`),
        );
        expect(await answered('0010 HELLO')).toBe('0010 ERROR');
        expect(await answered('0009 SER ')).toBe('0010 ERROR');
        // A wrong length: five bytes, so that no unread byte resets the connection before the answer.
        expect(await answered('HELLO')).toBe('0010 ERROR');
      }
      // Several frames on one connection, split anywhere; a reply is not answered, a name is not interpreted.
      expect(await askTcp(addressOf(id), '0009 PI', 'NG0009 PONG0010 ERROR00', '09 PING')).toBe(
        '0009 PONG0009 PONG',
      );
      expect(await askTcp(addressOf(id), encodeFrame('JOIN \u001b[31mé 40002'))).toBe('0013 JOINOK 0');
    });

    test('forwards a search once, with one hop more, below the time-to-live, and answers its asker', async () => {
      const { bootstrap } = await startOverlay(0);
      const { id } = await startStarter(run, 'anna', bootstrap);
      const { ip, port } = addressOf(id);
      const [neighbour, asker] = [await listen(), await listen()];
      for (const { address } of [neighbour, asker]) {
        await askTcp(addressOf(id), encodeFrame(`JOIN ${address.ip} ${address.port}`));
      }
      const search = (words: string, hops: number) =>
        encodeFrame(`SER ${asker.address.ip} ${asker.address.port} "${words}" ${hops}`);

      // It has no such file: no answer, and one forwarded frame.
      expect(await askTcp(addressOf(id), search('Lord of the rings', 1))).toBe('');
      await neighbour.heard([search('Lord of the rings', 2)]);
      const found = (hops: number) => encodeFrame(`SEROK 1 ${ip} ${port} ${hops} "Twilight saga"`);
      // A duplicate; then at the time-to-live; then found here, one hop before the time-to-live.
      expect(await askTcp(addressOf(id), search('Lord of the rings', 2))).toBe('');
      expect(await askTcp(addressOf(id), search('twilight', 3))).toBe('');
      await asker.heard([found(3)]);
      expect(await askTcp(addressOf(id), search('saga', 2))).toBe('');
      await asker.heard([found(3), found(2)]);
      await neighbour.heard([search('Lord of the rings', 2), search('saga', 3)]);
      // In other letters it is another search, by which an origin repeats a search (an expanding ring does so).
      expect(await askTcp(addressOf(id), search('lord of the RINGS', 2))).toBe('');
      await neighbour.heard([
        search('Lord of the rings', 2),
        search('saga', 3),
        search('lord of the RINGS', 3),
      ]);
    });

    test.each(['tcp', 'udp'] as const)(
      'is found, searches from its prompt, lists its files, and leaves, by %s',
      async (transport) => {
        const { overlay, bootstrap, hosted } = await startOverlay(2);
        const [first, second] = hosted as [PeerId, PeerId];
        expect(await overlay.share(second, { names: ['Modern Times'] })).toMatchObject({ ok: true });
        const options = transport === 'udp' ? ['--udp'] : [];
        const starter = await startStarter(run, 'anna', bootstrap, 0, options);
        const table = `neighbours: [${[...hosted].sort().join(', ')}]`;
        await starter.waitForLine(new RegExp(`^${table.replaceAll(/[[\]]/g, '\\$&')}$`));
        const { peers } = await until(
          overlay.log,
          (state) => state.peers.get(starter.id)?.phase === 'joined',
        );
        expect(peers.get(starter.id)?.transport).toBe(transport);

        overlay.searches.start({ peer: first, query: 'saga' });
        await until(overlay.log, answeredBy(overlay, starter.id, 'Twilight saga'));

        const found = new RegExp(`^found "Modern Times" at ${second}, hops 0$`);
        starter.child.stdin?.write('search modern times\n');
        await starter.waitForLine(found);
        // The same query again is a new search, with new answers.
        starter.child.stdin?.write('search modern times\n');
        await starter.waitForLine(found, 2);
        starter.child.stdin?.write('neighbours\nfiles\nhelp\n');
        await starter.waitForLine(/^files: \[Adventures of Tintin, Twilight saga, Windows 8\]$/);
        await starter.waitForLine(/^commands: search WORDS, neighbours, files, exit$/);
        const tables = starter.out().filter((line) => line.startsWith('neighbours: '));
        // Once for each JOIN, and once for the command.
        expect(tables).toHaveLength(3);
        expect(tables[2]).toBe(table);

        starter.child.stdin?.write('exit\n');
        expect(await starter.ended).toBe(0);
        await until(overlay.log, (state) => !state.peers.has(starter.id));
        expectExactness(overlay);
      },
    );

    test('reports an error once for each source and kind, and none about an error report', async () => {
      const { bootstrap } = await startOverlay(0);
      const { id } = await startStarter(run, 'anna', bootstrap);
      const { port } = addressOf(id);
      const udp = await RawUdp.open();
      expect(await udp.ask(port, 'HELLO')).toBe('0010 ERROR');
      // Datagrams are answered in order: PONG is the next answer, so there was no earlier one.
      for (const report of [
        'Not a valid command',
        encodeFrame('Error: unknown verb'),
        '0010 ERROR',
        'FAIL',
      ]) {
        udp.send(port, report);
        expect(await udp.ask(port, '0009 PING')).toBe('0009 PONG');
      }
      expect(await udp.ask(port, encodeFrame('HELLO'))).toBe('0010 ERROR');
      expect(await udp.ask(port, encodeFrame('SER x'))).toBe('0010 ERROR');
      expect(await udp.ask(port, encodeFrame('JOIN x'))).toBe('0016 JOINOK 9999');
      for (let count = 0; count < 20; count += 1) {
        for (const text of [`HELLO ${count}`, `HM${count}`, `JOIN ${count}`, `SER ${count}`]) {
          udp.send(port, text).send(port, encodeFrame(text));
        }
      }
      expect(await udp.ask(port, '0009 PING')).toBe('0009 PONG');
      // Five bytes, so that no unread byte resets the connection; another connection is the same source.
      expect(await askTcp(addressOf(id), 'wrong')).toBe('');
      expect(await askTcp(addressOf(id), 'HELLO')).toBe('0010 ERROR');
      expect(await askTcp(addressOf(id), 'HELLO')).toBe('');
    });

    test('reports why it cannot take part, and ends with 1', async () => {
      const { bootstrap } = await startOverlay(0);
      const { id } = await startStarter(run, 'anna', bootstrap);
      const unusedAddress = await listen();
      await unusedAddress.close();
      await expectRefusal(run, 'bert', '0', keyOf(unusedAddress.address));
      await expectRefusal(run, 'carl', id.replace(/.*:/, ''), bootstrap);
    });
  });
}
