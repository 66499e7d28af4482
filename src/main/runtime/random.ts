/** Numbers in [0, 1), as Math.random gives; the same again for the same seed, where a seed was given. */
export interface Random {
  (): number;
  /**
   * @param name what the numbers are for
   * @returns a stream of its own: how many numbers others take does not change what it gives
   */
  fork(name: string): Random;
}

/** A small seeded generator (Mulberry32, T. Ettinger 2017): the same seed gives the same numbers everywhere. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return Object.assign(next, { fork: (name: string) => seeded(hash(name, seed)) });
}

/** The system's own numbers: other ones each time. */
export const systemRandom: Random = Object.assign(() => Math.random(), { fork: () => systemRandom });

/** @returns a whole number from 0 to below `bound` */
export function randomInt(bound: number, random: () => number): number {
  return Math.floor(random() * bound);
}

/** @returns so many random bytes, as two lower-case hexadecimal digits each */
export function hexadecimal(bytes: number, random: () => number): string {
  return Array.from({ length: bytes }, () => randomInt(256, random).toString(16).padStart(2, '0')).join('');
}

/** FNV-1a of 32 bits (Fowler, Noll, Vo), begun with the seed, so that streams of two seeds differ too. */
function hash(text: string, seed: number): number {
  let value = (0x811c9dc5 ^ seed) >>> 0;
  for (const byte of new TextEncoder().encode(text)) value = Math.imul(value ^ byte, 0x01000193) >>> 0;
  return value;
}
