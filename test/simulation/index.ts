/**
 * `npm run simulate -- --seed N --peers P --minutes M`: real peers on virtual time over a simulated network, which come,
 * crash and go at random. The same seed gives the same events, whose digest is printed. The exit code is 1 where the
 * network is not whole at the end, with what is wrong and the seed.
 */

import { createWriteStream } from 'node:fs';
import { parseArgs } from 'node:util';
import { simulate } from './simulation';

const USAGE = `usage: npm run simulate -- [--seed N] [--peers P] [--minutes M] [--loss L] [--events FILE]
  --seed     the same seed gives the same run (default: another each time)
  --peers    at most at once (default 100)
  --minutes  of virtual time (default 10)
  --loss     share of packets that are lost, 0 to 1 (default 0)
  --events   writes each event as a line of JSON`;

const values = readArguments();
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
const peers = Number(values.peers ?? 100);
const minutes = Number(values.minutes ?? 10);
const loss = Number(values.loss ?? 0);
const isPossible =
  Number.isInteger(seed) && Number.isInteger(peers) && peers >= 2 && minutes > 0 && loss >= 0 && loss < 1;
if (values.help || !isPossible) {
  console.log(USAGE);
  process.exit(values.help ? 0 : 2);
}
console.log(`seed ${seed}`);
const file = values.events === undefined ? undefined : createWriteStream(values.events);
const start = performance.now();
const outcome = await simulate({ seed, peers, minutes, links: { loss } }, (line) => file?.write(line));
await new Promise<void>((resolve) => (file ? file.end(resolve) : resolve()));
const realS = (performance.now() - start) / 1_000;
const virtualS = outcome.virtualMs / 1_000;
console.log(
  `${Object.entries(outcome.commands)
    .map(([action, count]) => `${action} ${count}`)
    .join(', ')}, bootstrap server stopped ${outcome.serverStops} times`,
);
console.log(
  `${outcome.events.toLocaleString('en')} events, ${outcome.peersLeft} peers at the end, whole after ${outcome.settledAfterS.toFixed(1)} s`,
);
console.log(
  `${virtualS.toFixed(0)} s of virtual time in ${realS.toFixed(1)} s: ${(virtualS / realS).toFixed(1)} times faster`,
);
console.log(`sha256 of the events ${outcome.sha256}`);
for (const fault of outcome.faults) console.log(`fault: ${fault}`);
if (outcome.faults.length > 0) {
  console.log(`repeat it with: npm run simulate -- --seed ${seed} --peers ${peers} --minutes ${minutes}`);
}
process.exit(outcome.faults.length > 0 ? 1 : 0);

/** What cannot be understood ends the program, with the usage. */
function readArguments() {
  try {
    return parseArgs({
      options: {
        seed: { type: 'string' },
        peers: { type: 'string' },
        minutes: { type: 'string' },
        loss: { type: 'string' },
        events: { type: 'string' },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
    return process.exit(2);
  }
}
