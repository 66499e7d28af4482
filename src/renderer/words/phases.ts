import type { Phase } from '../../shared/network/events';

/** In the order of a peer's life, which is the order in which they are shown. */
export const PHASES: readonly Phase[] = [
  'listening',
  'registering',
  'registered',
  'joining',
  'joined',
  'leaving',
  'left',
  'suspended',
  'crashed',
];

/** What each phase means, for tooltips and the help. */
export const PHASE_MEANING: Readonly<Record<Phase, string>> = {
  listening: 'its sockets are open; it is not registered',
  registering: 'it waits for the bootstrap server to answer its REG',
  registered: 'the bootstrap server knows it; it has no neighbours yet',
  joining: 'it sends JOIN to the neighbours that it was offered',
  joined: 'it takes part in the overlay',
  leaving: 'it says LEAVE to its neighbours and UNREG to the bootstrap server',
  left: 'it said goodbye to everybody',
  suspended: 'it is alive but silent',
  crashed: 'its sockets closed without a word; neighbours may still believe in it',
};
