import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { experimentSchema } from '../experiment/experiment';
import { experimentStateSchema } from '../experiment/experiment-report';
import { metricsDetailSchema, metricsReportSchema } from '../network/metrics/metrics-schema';
import { MAX_WALK_LENGTH, STRATEGY_KINDS } from '../strategy';
import { command } from './command';
import { output } from './parts';

/** A query of an address is text, so its number is read from text. */
const searchChoice = z.strictObject({
  strategy: z.enum(STRATEGY_KINDS).exactOptional().describe('Only searches of this strategy.'),
  timeToLive: z.coerce
    .number()
    .int()
    .min(0)
    .max(MAX_WALK_LENGTH)
    .exactOptional()
    .describe('Only searches that go so far: the time-to-live, of a random walk the length.'),
});

export const metricsContract = {
  get: command
    .route({
      method: 'GET',
      path: '/metrics',
      tags: ['metrics'],
      summary: 'Everything that was measured: each search, each peer, the figures, the curves',
    })
    .input(searchChoice)
    .output(output(metricsDetailSchema)),
  watch: command
    .route({
      method: 'GET',
      path: '/metrics/watch',
      tags: ['metrics'],
      summary: 'The figures and curves, at most twice a second (server-sent)',
    })
    .input(searchChoice)
    .output(eventIterator(output(metricsReportSchema))),
  reset: command
    .route({
      method: 'POST',
      path: '/metrics/reset',
      tags: ['metrics'],
      summary: 'Forget what was measured and count again from now on',
    })
    .output(output(z.object({ reset: z.literal(true) }))),
};

export const experimentContract = {
  run: command
    .route({
      method: 'POST',
      path: '/experiment',
      tags: ['metrics'],
      summary: "Run the course's experiment; answered when it has begun",
      description:
        'It runs in a network of its own, with its own bootstrap server on free ports of this machine, and changes nothing of the network that is shown. Peers join, some of them ask every query, some leave or crash and it is asked again, as the variant says. On the way a file is generated, uploaded, found, downloaded and verified. Watch it, or ask for its report, at `/experiment/watch`.',
    })
    .input(experimentSchema)
    .output(output(experimentStateSchema)),
  watch: command
    .route({
      method: 'GET',
      path: '/experiment/watch',
      tags: ['metrics'],
      summary: 'Where the experiment stands, and in the end its report (server-sent)',
    })
    .output(eventIterator(output(experimentStateSchema))),
  cancel: command
    .route({
      method: 'POST',
      path: '/experiment/cancel',
      tags: ['metrics'],
      summary: 'Stop the experiment and everything that it started',
    })
    .output(output(z.object({ cancelled: z.literal(true) }))),
};
