/**
 * `npm run bench`: every figure is the median of several runs beside a baseline of the same run, so that a slow
 * machine is not taken for a slow program. `npm run bench -- core`, `-- canvas` and so on run one part.
 */
import { cpus } from 'node:os';
import { benchCanvas } from './canvas';
import { benchCanvasSize } from './canvas-size';
import { benchCrowded } from './crowded';
import { print, type Row } from './figures';
import { benchLoad } from './load';
import { benchMemory } from './memory';
import { benchRegister } from './register';
import { benchScale } from './scale';
import { benchSearch } from './search';
import { benchSimulate } from './simulate';
import { benchSpawn } from './spawn';
import { benchTransfer } from './transfer';

const parts: Readonly<Record<string, () => Promise<Row[]>>> = {
  core: async () => [
    ...(await benchRegister()),
    await benchSpawn(50),
    await benchSpawn(500),
    await benchMemory(),
  ],
  crowded: benchCrowded,
  scale: benchScale,
  search: benchSearch,
  simulate: benchSimulate,
  load: benchLoad,
  canvas: async () => [...(await benchCanvas()), ...(await benchCanvasSize())],
  transfer: benchTransfer,
};

const [wanted] = process.argv.slice(2);
if (wanted !== undefined && !(wanted in parts)) {
  console.error(`There is no part ${wanted}; choose one of ${Object.keys(parts).join(', ')}.`);
  process.exit(2);
}
console.log(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}`);
for (const [name, run] of Object.entries(parts)) {
  if (wanted === undefined || wanted === name) print(await run());
}
process.exit(0);
