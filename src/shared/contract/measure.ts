import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { described } from '../described';
import { type ExperimentState, experimentSchema } from '../experiment';
import {
  experimentStateDescription,
  metricsDetailDescription,
  metricsReportDescription,
} from '../metrics-description';
import type { MetricsDetail, MetricsReport } from '../network/metrics';
import { command } from './command';

export const metricsContract = {
  get: command
    .route({
      method: 'GET',
      path: '/metrics',
      tags: ['metrics'],
      summary: 'Everything that was measured: each search, each peer, the figures, the curves',
    })
    .output(described<MetricsDetail>(metricsDetailDescription)),
  watch: command
    .route({
      method: 'GET',
      path: '/metrics/watch',
      tags: ['metrics'],
      summary: 'The figures and curves, at most twice a second (server-sent)',
    })
    .output(eventIterator(described<MetricsReport>(metricsReportDescription))),
};

export const experimentContract = {
  run: command
    .route({
      method: 'POST',
      path: '/experiment',
      tags: ['metrics'],
      summary: "Run the course's experiment; answered when it has begun",
      description:
        'Peers join, some of them ask every query, two leave in order and they ask again, two crash and they ask again. On the way a file is generated, uploaded, found, downloaded and verified. Watch it, or ask for its report, at `/experiment/watch`.',
    })
    .input(experimentSchema)
    .output(described<ExperimentState>(experimentStateDescription)),
  watch: command
    .route({
      method: 'GET',
      path: '/experiment/watch',
      tags: ['metrics'],
      summary: 'Where the experiment stands, and in the end its report (server-sent)',
    })
    .output(eventIterator(described<ExperimentState>(experimentStateDescription))),
  cancel: command
    .route({
      method: 'POST',
      path: '/experiment/cancel',
      tags: ['metrics'],
      summary: 'Stop the experiment; its peers stay',
    })
    .output(described<{ readonly cancelled: true }>(z.object({ cancelled: z.literal(true) }))),
};
