import { type Random, randomInt } from '../../src/main/runtime/random';
import { DICTIONARY, goldenVectors } from './seeds';

/** Octets of the longest input: more than a frame may have, so that what is too long is tried as well. */
const LONGEST = 12_000;
const BLANK = 0x20;

type Mutation = (octets: Uint8Array, random: Random) => Uint8Array;

/**
 * Makes inputs out of the golden vectors: each is one of them (or an earlier input), changed in one to four places.
 * Two times in three its length is then put right, so that the change reaches what lies behind the framing.
 */
export class Mutator {
  readonly #random: Random;
  readonly #seeds = goldenVectors();
  readonly #words = DICTIONARY.map((word) => Buffer.from(word, 'utf8'));
  readonly #mutations: readonly Mutation[];

  constructor(random: Random) {
    this.#random = random;
    this.#mutations = [
      replaceToken(this.#words),
      replaceToken(this.#words),
      flipBit,
      setOctet,
      insertOctets,
      cutOut,
      repeatPart,
      (octets) => Buffer.concat([octets, this.#seed()]),
      (octets) => Buffer.concat([octets.subarray(0, octets.length / 2), this.#seed()]),
    ];
  }

  next(): Uint8Array {
    let octets = this.#seed();
    for (let left = 1 + randomInt(4, this.#random); left > 0; left -= 1) {
      const mutate = this.#mutations[randomInt(this.#mutations.length, this.#random)];
      if (mutate) octets = mutate(octets, this.#random);
    }
    if (octets.length > LONGEST) octets = octets.subarray(0, LONGEST);
    return randomInt(3, this.#random) === 0 ? octets : withLength(octets);
  }

  #seed(): Uint8Array {
    return this.#seeds[randomInt(this.#seeds.length, this.#random)] ?? new Uint8Array();
  }
}

function flipBit(octets: Uint8Array, random: Random): Uint8Array {
  const changed = Uint8Array.from(octets);
  const at = randomInt(changed.length, random);
  changed[at] = (changed[at] ?? 0) ^ (1 << randomInt(8, random));
  return changed;
}

function setOctet(octets: Uint8Array, random: Random): Uint8Array {
  const changed = Uint8Array.from(octets);
  changed[randomInt(changed.length, random)] = randomInt(256, random);
  return changed;
}

function insertOctets(octets: Uint8Array, random: Random): Uint8Array {
  const at = randomInt(octets.length + 1, random);
  const more = Uint8Array.from({ length: 1 + randomInt(4, random) }, () => randomInt(256, random));
  return Buffer.concat([octets.subarray(0, at), more, octets.subarray(at)]);
}

function cutOut(octets: Uint8Array, random: Random): Uint8Array {
  const [start, end] = part(octets, random);
  return Buffer.concat([octets.subarray(0, start), octets.subarray(end)]);
}

/** Mostly once more; now and then so often that some limit is passed. */
function repeatPart(octets: Uint8Array, random: Random): Uint8Array {
  const [start, end] = part(octets, random);
  const times = randomInt(500, random) === 0 ? 300 : 1;
  const again = Array.from({ length: times }, () => octets.subarray(start, end));
  return Buffer.concat([octets.subarray(0, end), ...again, octets.subarray(end)]);
}

function replaceToken(words: readonly Uint8Array[]): Mutation {
  return (octets, random) => {
    const start = octets.indexOf(BLANK, randomInt(octets.length + 1, random)) + 1;
    const blank = octets.indexOf(BLANK, start);
    const end = blank < 0 ? octets.length : blank;
    // The long ones are rare, or they would be most of what is tried.
    const word = words[randomInt(words.length, random)] ?? octets;
    if (word.length > 100 && randomInt(20, random) !== 0) return octets;
    return Buffer.concat([octets.subarray(0, start), word, octets.subarray(end)]);
  };
}

function part(octets: Uint8Array, random: Random): [start: number, end: number] {
  const start = randomInt(octets.length + 1, random);
  return [start, start + randomInt(octets.length - start + 1, random)];
}

/** Gives what has four octets and a blank in front, or what has not, the length that it has. */
function withLength(octets: Uint8Array): Uint8Array {
  const body = octets[4] === BLANK ? octets.subarray(5) : octets;
  const prefix = Buffer.from(`${String(Math.min(body.length + 5, 9_999)).padStart(4, '0')} `, 'latin1');
  return Buffer.concat([prefix, body]);
}
