import { z } from 'zod';

/** How a batch of new peers is wired. All of them by real JOINs; `offered` takes what the bootstrap server offers. */
export const TOPOLOGIES = [
  'offered',
  'ring',
  'star',
  'line',
  'tree',
  'random',
  'small-world',
  'scale-free',
] as const;

export const topologySchema = z.enum(TOPOLOGIES);
export type Topology = (typeof TOPOLOGIES)[number];
