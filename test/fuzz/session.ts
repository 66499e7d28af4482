import type { Finding } from './finding';
import type { Target } from './handlers';
import type { Mutator } from './mutator';
import type { TargetName } from './targets';

export interface SessionOptions {
  readonly name: TargetName;
  readonly make: () => Promise<Target>;
  readonly mutator: Pick<Mutator, 'next'>;
  /** How many inputs to make. */
  readonly inputs: number;
  /** When to end before that, in milliseconds since 1970. */
  readonly until: number;
  /** Told of each input before it is tried, so that somebody else knows it if it is never finished. */
  readonly trying: (bytes: Uint8Array) => void;
  readonly found: (finding: Finding) => void;
  /** Told how many inputs have been tried, after each million; whoever measures memory does it now. */
  readonly checkpoint: (tried: number) => void;
}

/** Inputs kept, so that what came before a finding can be tried again with it. */
const HISTORY = 64;
/** Inputs between two turns of the event loop, in which timers and promises of the target go on. */
const BATCH = 200;
const CHECKPOINT_EVERY = 1_000_000;
/** Different findings after which it is time to mend something. */
const ENOUGH = 10;

/** Tries inputs until there have been enough, or time is up. @returns how many were tried */
export async function fuzz(options: SessionOptions): Promise<number> {
  const { name, make, mutator, inputs, until, trying, found, checkpoint } = options;
  let target = await make();
  let history: Uint8Array[] = [];
  const known = new Set<string>();
  const stumbled = (error: unknown): string | null => {
    const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
    // The same place in the code is the same finding, whatever the message says of the input.
    const frames = what.split('\n').filter((line) => line.trimStart().startsWith('at '));
    const kind = frames.slice(0, 3).join('\n') || what;
    if (known.has(kind)) return null;
    known.add(kind);
    return what.split('\n').slice(0, 4).join('\n');
  };
  // What breaks later, in a timer or a promise, has no single input to blame.
  const later = (error: unknown) => {
    const what = stumbled(error);
    if (what !== null) found({ target: name, what, inputs: history });
  };
  process.on('uncaughtException', later);
  let tried = 0;
  try {
    while (tried < inputs && known.size < ENOUGH && Date.now() < until) {
      for (let left = Math.min(BATCH, inputs - tried); left > 0; left -= 1) {
        const bytes = mutator.next();
        trying(bytes);
        tried += 1;
        history.push(bytes);
        if (history.length > 2 * HISTORY) history = history.slice(-HISTORY);
        try {
          target.take(bytes);
        } catch (error) {
          const what = stumbled(error);
          if (what !== null) found({ target: name, what, inputs: await fewest(make, history) });
          await target.close();
          target = await make();
          history = [];
        }
      }
      await new Promise((turned) => setImmediate(turned));
      if (tried % CHECKPOINT_EVERY === 0) checkpoint(tried);
    }
  } finally {
    await target.close();
    process.off('uncaughtException', later);
  }
  return tried;
}

/** @returns the last input alone if it does it alone, else as many before it as are kept */
async function fewest(make: () => Promise<Target>, history: readonly Uint8Array[]): Promise<Uint8Array[]> {
  const last = history.slice(-1);
  const target = await make();
  try {
    for (const bytes of last) target.take(bytes);
    return history.slice(-HISTORY);
  } catch {
    return last;
  } finally {
    await target.close();
  }
}
