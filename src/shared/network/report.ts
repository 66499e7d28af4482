import { z } from 'zod';
import { addressKey, type Output, problemSchema, transport } from '../contract/parts';
import type { DeviationNote } from '../protocol/deviation';

/** The doctor's report. Texts in it that came from the examined program are hostile: show them, never interpret them. */

const sentences = z.array(z.string());

/** What the doctor tries. Bootstrap servers and peers are asked different things; some are asked of both. */
const checkName = z
  .enum([
    'ping',
    'echo',
    'reg-new',
    'reg-second',
    'reg-same-name',
    'reg-same-port',
    'reg-again',
    'reg-other-name',
    'reg-malformed',
    'unreg',
    'unreg-again',
    'join',
    'join-again',
    'join-malformed',
    'search',
    'leave',
    'leave-again',
    'garbage',
    'two-frames',
    'split-frame',
    'alive',
    'cleanup',
  ])
  .describe('Which check, for programs.');
export type CheckName = Output<typeof checkName>;

const verdict = z
  .enum(['exact', 'tolerated', 'wrong', 'no answer', 'not tried'])
  .describe(
    '`exact`: as the protocol says. `tolerated`: not so, but understood. `wrong`: unreadable, or not true. `no answer`: nothing came. `not tried`: there was no point in asking.',
  );
export type Verdict = Output<typeof verdict>;

const bytes = z
  .object({
    text: z.string().describe('Printable ASCII as it is, all else as `\\n`, `\\0` or `\\xHH`.'),
    hex: z.string().describe('Two digits for each byte, separated by spaces.'),
    length: z.int().min(0),
  })
  .describe('Bytes as they crossed the wire.');
export type Bytes = Output<typeof bytes>;

const note = z.object({
  name: z.string().describe('PROTOCOL.md, "Deviations", has them all.'),
  detail: z.object({ declared: z.int(), actual: z.int() }).exactOptional(),
}) as unknown as z.ZodType<DeviationNote>;

const answer = z
  .object({
    bytes,
    declared: z.int().nullable().describe('The length in its prefix; null where it has none.'),
    via: z
      .enum(['reply', 'other port', 'new message'])
      .describe(
        'On the path of the request, from another UDP port, or as a new message to the address that was advertised.',
      ),
    milliseconds: z.number().describe('From the sending of the request.'),
    deviations: z.array(note),
    exact: z
      .object({ bytes, differsAt: z.int().min(0) })
      .nullable()
      .describe('The same message in the exact form, and the index of the first byte that differs.'),
  })
  .describe('One frame that came back.');
export type Answer = Output<typeof answer>;

const check = z
  .object({
    name: checkName,
    transport,
    title: z.string().describe('What was tried, in words.'),
    sent: z.array(bytes).describe('In order; more than one where a frame was split or several were sent.'),
    expected: z.string().describe('What the protocol asks for, such as "0012 UNROK 0".'),
    answers: z.array(answer),
    verdict,
    findings: sentences.describe('Why, and how to mend it.'),
  })
  .describe('One thing that was tried.');
export type Check = Output<typeof check>;

const cause = z
  .object({
    sentence: z.string().describe('The finding, as the first of its places has it.'),
    verdict: verdict.describe('The worst one among the places.'),
    places: z.array(z.object({ name: checkName, transport })).describe('Every check that it affects.'),
  })
  .describe('One reason why checks are not exact, listed once however many checks it affects.');
export type Cause = Output<typeof cause>;

const death = z.object({
  name: checkName,
  transport,
  title: z.string().describe('The last question that was sent before.'),
  how: z.enum(['closed', 'silent']).describe('Nothing listens any more, or it no longer answers.'),
});
export type Death = Output<typeof death>;

const progress = z.object({
  transport,
  title: z.string().describe('The question that is sent now.'),
  asked: z.int().min(0).describe('Questions sent before it by this transport.'),
});
export type ExamineProgress = Output<typeof progress>;

const recognition = z.object({
  family: z
    .enum(['A', 'B', 'C', 'D', 'E', 'exact', 'uncertain'])
    .describe(
      'PROTOCOL.md, "Families"; `exact` where nothing deviates, `uncertain` where fewer than two traits of one family were seen, or as many of another.',
    ),
  certainty: z.enum(['certain', 'likely', 'none']),
  why: sentences,
});
export type Recognition = Output<typeof recognition>;

export const reportSchema = z
  .object({
    address: addressKey,
    resolved: addressKey.describe('Where it was looked for, when the address was a name.'),
    at: z.number().describe('Milliseconds since 1970 (UTC).'),
    milliseconds: z.number().describe('How long it took.'),
    reachable: z.boolean(),
    problem: problemSchema.nullable().describe('Why it cannot be reached.'),
    kind: z.enum(['bootstrap', 'peer', 'unknown']),
    recognition,
    transports: z
      .array(z.object({ transport, reachable: z.boolean(), words: z.string() }))
      .describe('What could be reached by which transport; those not asked for are absent.'),
    checks: z.array(check),
    causes: z.array(cause).describe('What is not exact, worst first, each reason once.'),
    thorough: z.boolean().describe('Whether the malformed requests were sent too.'),
    died: death
      .nullable()
      .describe('At which question the program stopped answering; null where it survived.'),
    conformant: z.boolean().describe('Whether every check that was made is exact.'),
  })
  .describe('What the doctor found.');
export type Report = Output<typeof reportSchema>;

/** An item of the stream of an examination: steps, then the report. */
export const examineItemSchema = z.union([
  z.object({ progress, report: z.null() }),
  z.object({ progress: z.null(), report: reportSchema }),
]);
export type ExamineItem = Output<typeof examineItemSchema>;
