/** Milliseconds of delay from which on the figures on the screen speak of this machine and not of the network. */
const BUSY = 50;

export interface LoopWords {
  readonly words: string;
  readonly busy: boolean;
}

/**
 * @param mean of the event loop's delay over the last second, milliseconds
 * @param worst its 99th percentile
 */
export function loopWords(mean: number, worst: number): LoopWords {
  const slow = mean >= BUSY ? mean : worst >= 2 * BUSY ? worst : null;
  if (slow === null)
    return { words: `loop ${mean < 10 ? mean.toFixed(1) : Math.round(mean)} ms`, busy: false };
  return { words: `loop ${Math.round(slow)} ms — this machine is busy`, busy: true };
}
