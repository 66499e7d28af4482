import type { MessageBody, NetworkEvent, PeerId } from '../../src/shared/network/events';
import { parseMessage } from '../../src/shared/protocol/codec/parse';

/**
 * The figures of a run, worked out anew from its raw events in the plainest way there is: by looking through all of
 * them again for each figure. It shares nothing with what it checks but the reading of frames.
 */
export interface Recount {
  readonly firstHops: readonly number[];
  readonly firstLatency: readonly number[];
  readonly hops: readonly number[];
  readonly latency: readonly number[];
  /** SER of each search, those of walkers included; answers and NEIGH apart. */
  readonly questions: readonly number[];
  readonly redundancy: readonly number[];
  readonly messagesOf: ReadonlyMap<PeerId, number>;
  readonly bytesOf: ReadonlyMap<PeerId, number>;
}

type Sent = NetworkEvent & MessageBody;

export function recount(events: readonly NetworkEvent[]): Recount {
  const searches = events.filter((event) => event.type === 'search:started');
  const firsts: { hops: number; latencyMs: number }[] = [];
  const questions: number[] = [];
  const redundancy: number[] = [];
  for (const { search, peer } of searches) {
    const answers = events.filter((event) => event.type === 'search:hit' && event.search === search);
    const sorted = answers
      .flatMap((event) => (event.type === 'search:hit' ? [event] : []))
      .sort((one, other) => one.latencyMs - other.latencyMs);
    if (sorted[0]) firsts.push(sorted[0]);
    const spellings = events.flatMap((event) =>
      event.type === 'search:round' && event.search === search ? [event.spelling] : [],
    );
    const belongs = (event: NetworkEvent): event is Sent => {
      if (event.type !== 'message:sent' && event.type !== 'message:received') return false;
      const parsed = event.verb === 'SER' ? parseMessage(event.frame.slice(5)) : null;
      if (!parsed?.ok || parsed.message.verb !== 'SER') return false;
      const { address, query } = parsed.message;
      return `${address.ip}:${address.port}` === peer && spellings.includes(query);
    };
    const own = events.filter(belongs);
    questions.push(own.filter(({ type }) => type === 'message:sent').length);
    const heard = own.filter(({ type }) => type === 'message:received').map(({ observer }) => observer);
    const reached = new Set(heard.filter((observer) => observer !== peer));
    if (heard.length > 0) redundancy.push((100 * (heard.length - reached.size)) / heard.length);
  }
  const every = events.flatMap((event) => (event.type === 'search:hit' ? [event] : []));
  const messagesOf = new Map<PeerId, number>();
  const bytesOf = new Map<PeerId, number>();
  for (const event of events) {
    if (event.type !== 'message:sent' && event.type !== 'message:received') continue;
    if (event.observer === 'bootstrap') continue;
    messagesOf.set(event.observer, (messagesOf.get(event.observer) ?? 0) + 1);
    bytesOf.set(event.observer, (bytesOf.get(event.observer) ?? 0) + event.bytes);
  }
  return {
    firstHops: firsts.map(({ hops }) => hops),
    firstLatency: firsts.map(({ latencyMs }) => latencyMs),
    hops: every.map(({ hops }) => hops),
    latency: every.map(({ latencyMs }) => latencyMs),
    questions,
    redundancy,
    messagesOf,
    bytesOf,
  };
}

/** @returns mean and sample standard deviation by their definitions */
export function spread(values: readonly number[]): { mean: number; standardDeviation: number | null } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, standardDeviation: values.length < 2 ? null : Math.sqrt(squares / (values.length - 1)) };
}
