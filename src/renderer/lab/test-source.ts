import type { FeedItem } from '../../shared/contract';
import type { LayoutItem } from '../../shared/contract/layout';
import type { EventBody } from '../../shared/network/events';
import { reduce } from '../../shared/network/state/reduce';
import { snapshotOf } from '../../shared/network/state/snapshot';
import { emptyState, type NetworkState } from '../../shared/network/state/state';
import type { LabSource } from './source';

/** A source for tests: the test answers the commands, and the feed brings what the test sends. */
export interface TestSource extends LabSource {
  /** Every command in the order of the calls, with its input. */
  readonly sent: [command: string, input: unknown][];
  /** What a command answers, by its name ("peer.add"); undefined without one. What it throws, the command rejects with. */
  readonly answers: Map<string, (input: never) => unknown>;
  /** Sends the events in one batch, each numbered after the one before. */
  events(...bodies: EventBody[]): void;
}

/** @param bodies what happened before the window opened: it is in the snapshot */
export function testSource(access: LabSource['access'] = 'full', ...bodies: EventBody[]): TestSource {
  let network: NetworkState = emptyState();
  const next = (body: EventBody) => {
    const event = { ...body, seq: network.seq + 1, at: 1_000 + network.seq };
    network = reduce(network, event);
    return event;
  };
  bodies.forEach(next);
  const feed = new Channel<FeedItem>();
  const layout = new Channel<LayoutItem>();
  layout.push({ arrangement: 'wired', revision: 1, whole: true, places: [], removed: [] });
  const sent: TestSource['sent'] = [];
  const answers: TestSource['answers'] = new Map();
  return {
    ...{ access, sent, answers, onDesktop: false },
    link: {
      async call(path, input) {
        const command = path.join('.');
        sent.push([command, input]);
        return answers.get(command)?.(input as never);
      },
    },
    events(...more) {
      const after = network.seq;
      const events = more.map(next);
      feed.push({ kind: 'batch', after, seq: network.seq, events });
    },
    async open(signal) {
      const snapshot = structuredClone(snapshotOf(network));
      const closed = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
      return {
        feed: async (end) => {
          feed.restart({ kind: 'snapshot', snapshot });
          return feed.read(end);
        },
        layout: async (end) => layout.read(end),
        closed,
        close: () => undefined,
      };
    },
  };
}

/** What is pushed is read in its order, by one reader. */
class Channel<T> {
  #items: T[] = [];
  #wake: (() => void) | undefined;

  push(item: T): void {
    this.#items.push(item);
    this.#wake?.();
  }

  restart(first: T): void {
    this.#items = [first];
  }

  async *read(signal: AbortSignal): AsyncGenerator<T> {
    signal.addEventListener('abort', () => this.#wake?.());
    while (!signal.aborted) {
      const item = this.#items.shift();
      if (item !== undefined) yield item;
      else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}
