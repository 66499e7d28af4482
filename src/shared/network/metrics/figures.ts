/** Every figure that is reported, in the order of the table. */
export const FIGURE_NAMES = [
  'firstHops',
  'hops',
  'firstLatency',
  'latency',
  'searchMessages',
  'redundancy',
  'recall',
  'peerMessages',
  'peerMessagesIn',
  'peerMessagesOut',
  'peerBytes',
  'answered',
  'forwarded',
  'degree',
] as const;
export type FigureName = (typeof FIGURE_NAMES)[number];

interface FigureWords {
  readonly title: string;
  /** What stands behind a value. */
  readonly unit: string;
  /** What is counted: one value for each of these. */
  readonly of: string;
  /** Counted, not measured: there is nothing between two whole numbers. */
  readonly whole: boolean;
}

export const FIGURES: Readonly<Record<FigureName, FigureWords>> = {
  firstHops: { title: 'Hops, first answer', unit: 'hops', of: 'searches answered', whole: true },
  hops: { title: 'Hops, every answer', unit: 'hops', of: 'answers', whole: true },
  firstLatency: { title: 'Latency, first answer', unit: 'ms', of: 'searches answered', whole: false },
  latency: { title: 'Latency, every answer', unit: 'ms', of: 'answers', whole: false },
  searchMessages: { title: 'Messages a search', unit: 'messages', of: 'searches', whole: true },
  redundancy: { title: 'Redundancy', unit: '%', of: 'searches', whole: false },
  recall: { title: 'Recall', unit: '%', of: 'searches that could be answered', whole: false },
  peerMessages: { title: 'Messages a peer', unit: 'messages', of: 'peers', whole: true },
  peerMessagesIn: { title: 'Messages a peer, in', unit: 'messages', of: 'peers', whole: true },
  peerMessagesOut: { title: 'Messages a peer, out', unit: 'messages', of: 'peers', whole: true },
  peerBytes: { title: 'Bytes a peer, in and out', unit: 'bytes', of: 'peers', whole: true },
  answered: { title: 'Searches a peer answered', unit: 'searches', of: 'peers', whole: true },
  forwarded: { title: 'SER a peer forwarded', unit: 'messages', of: 'peers', whole: true },
  degree: { title: 'Degree', unit: 'neighbours', of: 'live peers', whole: true },
};

/** The figures of which curves are drawn. */
export const CURVES = ['firstHops', 'hops', 'firstLatency', 'latency', 'peerMessages', 'degree'] as const;
