import { command } from './contract/command';
import { doctorContract } from './contract/doctor';
import { downloadContract } from './contract/download';
import { layoutContract } from './contract/layout';
import { experimentContract, metricsContract } from './contract/metrics';
import { bootstrapContract, eventContract, networkContract } from './contract/network';
import { networkFileContract } from './contract/network-file';
import { additionContract, peerContract } from './contract/peer';
import { searchContract } from './contract/search';
import { settingsSchema } from './settings/settings';

export type { FeedItem, LogBatch, LogFilter } from './contract/network';
export type { AddPeers } from './contract/peer';

/**
 * Every command and every stream, declared once: its place in HTTP, its input (checked before a handler sees
 * it), its output and its errors. Served over the window's MessagePort, a WebSocket, and HTTP with an OpenAPI
 * description. To add one: declare it in the part that it belongs to (`contract/`), handle it in `src/main/api/commands/router.ts`.
 */
export const contract = {
  network: networkContract,
  networkFile: networkFileContract,
  event: eventContract,
  bootstrap: bootstrapContract,
  peer: peerContract,
  layout: layoutContract,
  doctor: doctorContract,
  download: downloadContract,
  addition: additionContract,
  search: searchContract,
  metrics: metricsContract,
  experiment: experimentContract,
  settings: {
    get: command
      .route({ method: 'GET', path: '/settings', tags: ['settings'], summary: 'The settings in force' })
      .output(settingsSchema),
    update: command
      .route({
        method: 'PATCH',
        path: '/settings',
        tags: ['settings'],
        summary: 'Change settings; a running bootstrap server moves if its address changes',
      })
      .input(settingsSchema.partial().strict())
      .output(settingsSchema),
  },
};

export type Contract = typeof contract;
