import { type Random, randomInt } from '../../src/main/runtime/random';
import { DICTIONARY, goldenVectors } from './seeds';

/** Bytes of the longest input: more than a frame may have, so that what is too long is tried as well. */
const LONGEST = 12_000;
const BLANK = 0x20;

type Mutation = (bytes: Uint8Array, random: Random) => Uint8Array;

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
      setByte,
      insertBytes,
      cutOut,
      repeatPart,
      (bytes) => Buffer.concat([bytes, this.#seed()]),
      (bytes) => Buffer.concat([bytes.subarray(0, bytes.length / 2), this.#seed()]),
    ];
  }

  next(): Uint8Array {
    let bytes = this.#seed();
    for (let left = 1 + randomInt(4, this.#random); left > 0; left -= 1) {
      const mutate = this.#mutations[randomInt(this.#mutations.length, this.#random)];
      if (mutate) bytes = mutate(bytes, this.#random);
    }
    if (bytes.length > LONGEST) bytes = bytes.subarray(0, LONGEST);
    return randomInt(3, this.#random) === 0 ? bytes : withLength(bytes);
  }

  #seed(): Uint8Array {
    return this.#seeds[randomInt(this.#seeds.length, this.#random)] ?? new Uint8Array();
  }
}

function flipBit(bytes: Uint8Array, random: Random): Uint8Array {
  const changed = Uint8Array.from(bytes);
  const at = randomInt(changed.length, random);
  changed[at] = (changed[at] ?? 0) ^ (1 << randomInt(8, random));
  return changed;
}

function setByte(bytes: Uint8Array, random: Random): Uint8Array {
  const changed = Uint8Array.from(bytes);
  changed[randomInt(changed.length, random)] = randomInt(256, random);
  return changed;
}

function insertBytes(bytes: Uint8Array, random: Random): Uint8Array {
  const at = randomInt(bytes.length + 1, random);
  const more = Uint8Array.from({ length: 1 + randomInt(4, random) }, () => randomInt(256, random));
  return Buffer.concat([bytes.subarray(0, at), more, bytes.subarray(at)]);
}

function cutOut(bytes: Uint8Array, random: Random): Uint8Array {
  const [start, end] = part(bytes, random);
  return Buffer.concat([bytes.subarray(0, start), bytes.subarray(end)]);
}

/** Mostly once more; now and then so often that some limit is passed. */
function repeatPart(bytes: Uint8Array, random: Random): Uint8Array {
  const [start, end] = part(bytes, random);
  const times = randomInt(500, random) === 0 ? 300 : 1;
  const again = Array.from({ length: times }, () => bytes.subarray(start, end));
  return Buffer.concat([bytes.subarray(0, end), ...again, bytes.subarray(end)]);
}

function replaceToken(words: readonly Uint8Array[]): Mutation {
  return (bytes, random) => {
    const start = bytes.indexOf(BLANK, randomInt(bytes.length + 1, random)) + 1;
    const blank = bytes.indexOf(BLANK, start);
    const end = blank < 0 ? bytes.length : blank;
    // The long ones are rare, or they would be most of what is tried.
    const word = words[randomInt(words.length, random)] ?? bytes;
    if (word.length > 100 && randomInt(20, random) !== 0) return bytes;
    return Buffer.concat([bytes.subarray(0, start), word, bytes.subarray(end)]);
  };
}

function part(bytes: Uint8Array, random: Random): [start: number, end: number] {
  const start = randomInt(bytes.length + 1, random);
  return [start, start + randomInt(bytes.length - start + 1, random)];
}

/** Gives what has four bytes and a blank in front, or what has not, the length that it has. */
function withLength(bytes: Uint8Array): Uint8Array {
  const body = bytes[4] === BLANK ? bytes.subarray(5) : bytes;
  const prefix = Buffer.from(`${String(Math.min(body.length + 5, 9_999)).padStart(4, '0')} `, 'latin1');
  return Buffer.concat([prefix, body]);
}
