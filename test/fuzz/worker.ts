import { memoryUsage } from 'node:process';
import { parentPort, workerData } from 'node:worker_threads';
import { seeded } from '../../src/main/runtime/random';
import type { Finding } from './finding';
import { Mutator } from './mutator';
import { fuzz } from './session';
import { Window } from './socket-window';
import { TARGETS, type TargetName } from './targets';

/** What a worker is told, and what it tells. */
export interface Task {
  readonly name: TargetName;
  readonly seed: number;
  readonly inputs: number;
  readonly until: number;
  readonly shared: SharedArrayBuffer;
}

export type News =
  | { readonly kind: 'found'; readonly finding: Finding }
  /** Heap in use after a collection, in bytes. */
  | { readonly kind: 'checkpoint'; readonly tried: number; readonly heap: number }
  | { readonly kind: 'ended'; readonly tried: number };

const { name, seed, inputs, until, shared }: Task = workerData;
const window = new Window(shared);
const tell = (news: News) => parentPort?.postMessage(news);

const tried = await fuzz({
  name,
  make: TARGETS[name],
  mutator: new Mutator(seeded(seed)),
  inputs,
  until,
  trying: (bytes) => window.show(bytes),
  found: (finding) => tell({ kind: 'found', finding }),
  checkpoint: (count) => {
    globalThis.gc?.();
    tell({ kind: 'checkpoint', tried: count, heap: memoryUsage().heapUsed });
  },
});
tell({ kind: 'ended', tried });
