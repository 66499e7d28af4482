import { z } from 'zod';
import type { AddressKey } from '../protocol/address';
import type { Verb } from '../protocol/message';

/** The parts that every schema of events and answers is made of. The types of both are inferred from these schemas. */

type ReadonlyDeep<T> = T extends string | number | boolean | null | undefined
  ? T
  : T extends readonly (infer Item)[]
    ? readonly ReadonlyDeep<Item>[]
    : { readonly [Key in keyof T]: ReadonlyDeep<T[Key]> };

/** The type that a schema describes. All of it is read-only, at every depth. */
export type Output<S extends z.ZodType> = ReadonlyDeep<z.output<S>>;

/** The same schema, typed so that read-only values fit it: the output of a command. */
export function output<S extends z.ZodType>(schema: S): z.ZodType<Output<S>, Output<S>> {
  return schema as unknown as z.ZodType<Output<S>, Output<S>>;
}

/** A string of a narrower type, whose form the description tells in words. */
export const text = <T extends string>(what: string) =>
  z.string().describe(what) as unknown as z.ZodType<T, T>;

/** An object with one entry for each of the names. */
export function each<Name extends string, S extends z.ZodType>(
  names: readonly Name[],
  make: (name: Name) => S,
) {
  return z.object(Object.fromEntries(names.map((name) => [name, make(name)])) as Record<Name, S>);
}

export const addressKey = text<AddressKey>('An address, ip:port.');
/** A peer is named by the address that it advertises. */
export const peerId = text<AddressKey>('A peer, by its address ip:port, such as 127.0.0.1:5002.');
export const observer = text<AddressKey | 'bootstrap'>('Who saw it: a peer as ip:port, or `bootstrap`.');
/** Numbered in the order in which peers were added. One that is added again, or takes the address of another, gets a new one. */
export const identity = text<`n${number}`>(
  'One peer for its whole life, such as n17: its address may be that of another peer before and after.',
);
/** Numbered in the order in which they began. */
export const searchId = text<`s${number}`>('A search, such as s1.');
/** Numbered in the order in which they began. */
export const transferId = text<`t${number}`>('A download, such as t1.');
export const verb = text<Verb>('REG, JOIN, LEAVEOK …; PROTOCOL.md has them all.');
export const time = z.number().describe('Milliseconds since 1970 (UTC).');
export const count = z.int().min(0);
export const transport = z.enum(['tcp', 'udp']);

export const problemSchema = z
  .object({
    code: z
      .enum([
        'address-taken',
        'bad-input',
        'bootstrap-silent',
        'bootstrap-stopped',
        'cancelled',
        'connection-closed',
        'disk-full',
        'no-answer',
        'no-longer-kept',
        'not-found',
        'not-possible-now',
        'out-of-descriptors',
        'port-in-use',
        'port-not-usable',
        'refused',
        'too-large',
        'unreadable-answer',
        'wrong-content',
      ])
      .describe('What went wrong, for programs, such as `port-in-use`.'),
    sentence: z.string().describe('What went wrong, for people: what happened, to whom, and what to do.'),
    freePort: z.int().exactOptional().describe('The next port that is free, where that would help.'),
    fields: z
      .record(z.string(), z.string())
      .exactOptional()
      .describe('What is wrong with single fields of the input, by name.'),
  })
  .describe('What went wrong.');
