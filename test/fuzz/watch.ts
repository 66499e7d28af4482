import { Worker } from 'node:worker_threads';
import type { Finding } from './finding';
import { Window } from './socket-window';
import type { News, Task } from './worker';

export interface Outcome {
  readonly tried: number;
  readonly seconds: number;
  readonly findings: readonly Finding[];
  /** Heap in use after a collection at each checkpoint, in bytes. */
  readonly heaps: readonly number[];
}

/** Milliseconds that one input may take; all of them together take microseconds. */
const TIME_OUT = 5_000;

/** Fuzzes one target in a thread of its own, which is ended if an input is never finished. */
export function watch(
  task: Omit<Task, 'shared'>,
  tell: (tried: number, heap: number) => void,
): Promise<Outcome> {
  const shared = Window.make();
  const window = new Window(shared);
  const worker = new Worker(new URL('./worker.mjs', import.meta.url), { workerData: { ...task, shared } });
  const start = performance.now();
  const findings: Finding[] = [];
  const heaps: number[] = [];
  let tried = 0;
  let before = -1;
  return new Promise((resolve, reject) => {
    const watchdog = setInterval(() => {
      const { count } = window;
      if (count > 0 && count === before) {
        findings.push({
          target: task.name,
          what: `not finished after ${TIME_OUT} ms`,
          inputs: [window.see()],
        });
        tried = count;
        void worker.terminate();
      }
      before = count;
    }, TIME_OUT);
    worker.on('message', (news: News) => {
      if (news.kind === 'found') findings.push(news.finding);
      else tried = news.tried;
      if (news.kind !== 'checkpoint') return;
      heaps.push(news.heap);
      tell(news.tried, news.heap);
    });
    worker.once('error', reject);
    worker.once('exit', () => {
      clearInterval(watchdog);
      resolve({ tried, seconds: (performance.now() - start) / 1_000, findings, heaps });
    });
  });
}
