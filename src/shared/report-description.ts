import { z } from 'zod';
import { addressKey, problemDescription } from './description-parts';
import type { Answer, Check, CheckName, Octets, Report } from './network/report';
import type { DeviationNote } from './protocol/deviation';

/** The doctor's report in words, for whoever writes a program against the API. Nothing is checked by it. */

const transport = z.enum(['tcp', 'udp']);
const sentences = z.array(z.string());

const octets: z.ZodType<Octets> = z
  .object({
    text: z.string().describe('Printable ASCII as it is, all else as `\\n`, `\\0` or `\\xHH`.'),
    hex: z.string().describe('Two digits for each octet, separated by blanks.'),
    length: z.int().min(0),
  })
  .describe('Octets as they crossed the wire.');

const note = z.object({
  name: z.string().describe('PROTOCOL.md, "Deviations", has them all.'),
  detail: z.object({ declared: z.int(), actual: z.int() }).exactOptional(),
}) as unknown as z.ZodType<DeviationNote>;

const answer: z.ZodType<Answer> = z
  .object({
    octets,
    declared: z.int().nullable().describe('The length in its prefix; null where it has none.'),
    via: z
      .enum(['reply', 'other port', 'new message'])
      .describe(
        'On the path of the request, from another UDP port, or as a new message to the address that was advertised.',
      ),
    milliseconds: z.number(),
    deviations: z.array(note),
    exact: z
      .object({ octets, differsAt: z.int().min(0) })
      .nullable()
      .describe('The same message in the exact form, and the index of the first octet that differs.'),
  })
  .describe('One frame that came back.');

const check: z.ZodType<Check> = z
  .object({
    name: z.string().describe('Which check, for programs.') as unknown as z.ZodType<CheckName>,
    transport,
    title: z.string().describe('What was tried, in words.'),
    sent: z.array(octets),
    expected: z.string().describe('What the protocol asks for.'),
    answers: z.array(answer),
    verdict: z.enum(['exact', 'tolerated', 'wrong', 'no answer', 'not tried']),
    findings: sentences.describe('Why, and how to mend it.'),
  })
  .describe('One thing that was tried.');

export const reportDescription: z.ZodType<Report> = z
  .object({
    address: addressKey,
    resolved: addressKey.describe('Where it was looked for, when the address was a name.'),
    at: z.number().describe('Milliseconds since 1970 (UTC).'),
    milliseconds: z.number().describe('How long it took.'),
    reachable: z.boolean(),
    problem: problemDescription.nullable().describe('Why it cannot be reached.'),
    kind: z.enum(['bootstrap', 'peer', 'unknown']),
    recognition: z.object({
      family: z
        .enum(['A', 'B', 'C', 'D', 'E', 'exact', 'uncertain'])
        .describe('PROTOCOL.md, "Families"; `exact` where nothing deviates.'),
      certainty: z.enum(['certain', 'likely', 'none']),
      why: sentences,
    }),
    transports: z.array(z.object({ transport, reachable: z.boolean(), words: z.string() })),
    checks: z.array(check),
    conformant: z.boolean().describe('Whether every check that was made is exact.'),
  })
  .describe('What the doctor found.');
