/** A number in [0, 1), as Math.random gives; seeded where a run must be the same again. */
export type Random = () => number;

/** A small seeded generator (Mulberry32, T. Ettinger 2017): the same seed gives the same numbers everywhere. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** @returns a whole number from 0 to below `bound` */
export function below(bound: number, random: Random): number {
  return Math.floor(random() * bound);
}
