import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environment, root, Watched } from '../e2e/host/child';
import { bareServer } from './bare-server';
import { median, type Row } from './figures';
import { probe } from './probe';

const RUNS = 5;
const REGISTRATIONS = 4_000;
const AIM = 0.6;

/**
 * REG a second at the bootstrap server of a lab as it is built and served, beside sockets that answer without reading, in
 * turn.
 */
export async function benchRegister(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const transport of ['tcp', 'udp'] as const) {
    const measured: number[] = [];
    const baseline: number[] = [];
    // The first turn warms both up and is not counted.
    const bare = await bareServer();
    const { port, stop } = await builtLab();
    for (let turn = 0; turn <= RUNS; turn += 1) {
      const bareRate = await registrations(
        transport,
        transport === 'tcp' ? bare.tcpPort : bare.udpPort,
        turn,
      );
      const rate = await registrations(transport, port, turn);
      if (turn === 0) continue;
      baseline.push(bareRate);
      measured.push(rate);
    }
    await bare.stop();
    await stop();
    const ratio = median(measured) / median(baseline);
    rows.push({
      what: `REG on ${transport.toUpperCase()}${transport === 'tcp' ? ', a connection each' : ''}`,
      measured: median(measured),
      baseline: median(baseline),
      unit: 'a second',
      aim: { words: `${AIM * 100} % of bare sockets`, reached: ratio >= AIM },
    });
  }
  return rows;
}

function registrations(transport: 'tcp' | 'udp', port: number, turn: number): Promise<number> {
  return probe('register-client.ts', transport, String(port), String(REGISTRATIONS), String(turn));
}

/** A lab of its own, with room for everybody who registers. */
async function builtLab(): Promise<{ port: number; stop(): Promise<void> }> {
  const cli = join(root, 'out/main/cli.js');
  if (!existsSync(cli)) throw new Error('The program is not built: run npm run build first.');
  const home = await mkdtemp(join(tmpdir(), 'syncpulse-bench-'));
  const ports = ['--api-port=0', '--bootstrap-port=0', '--peer-port=0'];
  const program = new Watched(
    spawn(process.execPath, [cli, 'serve', '--json', ...ports], {
      env: environment(home),
      stdio: ['ignore', 'pipe', 'pipe'],
    }),
  );
  const { api, token, bootstrap } = await program.ready();
  const roomy = await fetch(`${api}/settings`, {
    method: 'PATCH',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ bootstrapCapacity: 100_000 }),
  });
  if (!roomy.ok) throw new Error(await roomy.text());
  return {
    port: Number(bootstrap.split(':')[1]),
    async stop() {
      await program.end();
      await rm(home, { recursive: true, force: true });
    },
  };
}
