import { z } from 'zod';
import type { Observer, PeerId, Phase } from './network/events';
import type { Identity } from './network/identity';
import type { Problem, ProblemCode } from './problem';
import type { AddressKey } from './protocol/address';
import type { Verb } from './protocol/message';

/** The parts that every description of what the API answers is made of. */

/** A string of a narrower type than a schema need tell. */
export const text = <T extends string>(what: string) => z.string().describe(what) as unknown as z.ZodType<T>;

export const peerId = text<PeerId>('A peer, by its address ip:port, such as 127.0.0.1:5002.');
export const observer = text<Observer>('Who saw it: a peer as ip:port, or `bootstrap`.');
export const addressKey = text<AddressKey>('An address, ip:port.');
export const identity = text<Identity>(
  'One peer for its whole life, such as n17: its address may be that of another peer before and after.',
);
export const verb = text<Verb>('REG, JOIN, LEAVEOK …; PROTOCOL.md has them all.');
export const time = z.number().describe('Milliseconds since 1970 (UTC).');
export const count = z.int().min(0);
export const transport = z.enum(['tcp', 'udp']);
export const phase: z.ZodType<Phase> = z.enum([
  'listening',
  'registering',
  'registered',
  'joining',
  'joined',
  'leaving',
  'left',
  'suspended',
  'crashed',
]);
export const place = z
  .object({
    x: z.number(),
    y: z.number(),
    wired: z
      .literal(true)
      .exactOptional()
      .describe('It is part of the shape of a wiring, rather than a point that the user chose.'),
  })
  .describe('Where on the canvas it was asked for.');

export const problemDescription: z.ZodType<Problem> = z
  .object({
    code: text<ProblemCode>('What went wrong, for programs, such as `port-in-use`.'),
    sentence: z.string().describe('What went wrong, for people: what happened, to whom, and what to do.'),
    freePort: z.int().exactOptional().describe('The next port that is free, where that would help.'),
    fields: z
      .record(z.string(), z.string())
      .exactOptional()
      .describe('What is wrong with single fields of the input, by name.'),
  })
  .describe('What went wrong.');
