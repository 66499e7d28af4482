import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { examineItemSchema, reportSchema } from '../network/report';
import { isHost } from '../protocol/address';
import { command } from './command';
import { output } from './parts';

const examine = z.strictObject({
  host: z
    .string()
    .max(255)
    .refine(isHost, 'the host is an ip or a name, such as 127.0.0.1')
    .describe('Where it is: an ip or a name.'),
  port: z.int().min(1).max(65_535),
  transport: z.enum(['tcp', 'udp']).optional().describe('By which to ask; both where it is left out.'),
  thorough: z
    .boolean()
    .optional()
    .describe('Also send a malformed REG or JOIN, last. Some programs end when they read one.'),
});

export const doctorContract = {
  examine: command
    .route({
      method: 'POST',
      path: '/doctor',
      tags: ['doctor'],
      summary: 'Examine a bootstrap server or a peer that anybody wrote; takes some seconds',
      description:
        'It is asked everything that the protocol has, in the name of the doctor, which takes itself out again. That it cannot be reached is in the report.',
    })
    .input(examine)
    .output(output(reportSchema)),
  watch: command
    .route({
      method: 'POST',
      path: '/doctor/watch',
      tags: ['doctor'],
      summary: 'The same, with each question before it is sent, and the report at the end (server-sent)',
      description: 'Closing the stream ends the examination; what it registered is taken out again.',
    })
    .input(examine)
    .output(eventIterator(output(examineItemSchema))),
};
