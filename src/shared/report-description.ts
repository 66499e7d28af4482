import { z } from 'zod';
import { addressKey, problemDescription } from './description-parts';
import type { Answer, Cause, Check, CheckName, Death, ExamineItem, Octets, Report } from './network/report';
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

const place = {
  name: z.string().describe('Which check, for programs.') as unknown as z.ZodType<CheckName>,
  transport,
};

const cause: z.ZodType<Cause> = z.object({
  sentence: z.string().describe('The finding, as the first of its places has it.'),
  verdict: z.enum(['exact', 'tolerated', 'wrong', 'no answer', 'not tried']),
  places: z.array(z.object(place)).describe('Every check that it affects.'),
});

const death: z.ZodType<Death> = z.object({
  ...place,
  title: z.string(),
  how: z.enum(['closed', 'silent']).describe('Nothing listens any more, or it no longer answers.'),
});

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
    causes: z.array(cause).describe('What is not exact, worst first, each reason once.'),
    thorough: z.boolean().describe('Whether the malformed requests were sent too.'),
    died: death
      .nullable()
      .describe('At which question the program stopped answering; null where it survived.'),
    conformant: z.boolean().describe('Whether every check that was made is exact.'),
  })
  .describe('What the doctor found.');

export const examineItemDescription: z.ZodType<ExamineItem> = z.union([
  z.object({
    progress: z.object({
      transport,
      title: z.string().describe('The question that is sent now.'),
      asked: z.int().min(0).describe('Questions sent before it by this transport.'),
    }),
    report: z.null(),
  }),
  z.object({ progress: z.null(), report: reportDescription }),
]);
