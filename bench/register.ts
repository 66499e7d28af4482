import { bareServer } from './bare-server';
import { builtLab } from './built-lab';
import { median, type Row } from './figures';
import { probe } from './probe';

const RUNS = 5;
const REGISTRATIONS = 4_000;
const AIM = 0.7;

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
    const { port, stop } = await builtLab({ bootstrapCapacity: 100_000 });
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
