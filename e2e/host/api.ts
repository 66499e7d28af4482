import type { SearchItem } from '../../src/shared/contract/search';
import type { NetworkEvent, SearchId } from '../../src/shared/network/events';
import type { MetricsDetail } from '../../src/shared/network/metrics/metrics-schema';
import type { NetworkSnapshot, PeerSnapshot, Search } from '../../src/shared/network/state/snapshot-schema';
import type { SearchStrategy } from '../../src/shared/strategy';

/** The lab's HTTP API, as a script uses it. Throws on any answer that is not a success. */
export class Api {
  readonly url: string;
  readonly token: string;

  /** @param url of the API itself, ending in `/api` */
  constructor(url: string, token: string) {
    this.url = url;
    this.token = token;
  }

  network(): Promise<NetworkSnapshot> {
    return this.#call('GET', '/network');
  }

  addPeers(input: {
    count?: number;
    name?: string;
    port?: number;
    wiring?: string;
  }): Promise<{ peers: readonly PeerSnapshot[] }> {
    return this.#call('POST', '/peers', input);
  }

  act(id: string, action: string): Promise<PeerSnapshot> {
    return this.#call('POST', `/peers/${encodeURIComponent(id)}/${action}`, {});
  }

  remove(id: string): Promise<object> {
    return this.#call('DELETE', `/peers/${encodeURIComponent(id)}`);
  }

  metrics(): Promise<MetricsDetail> {
    return this.#call('GET', '/metrics');
  }

  connect(id: string, other: string): Promise<PeerSnapshot> {
    return this.#call('POST', `/peers/${encodeURIComponent(id)}/connect`, { other });
  }

  share(id: string, what: { names?: readonly string[]; folder?: string }): Promise<object> {
    return this.#call('POST', `/peers/${encodeURIComponent(id)}/files`, what);
  }

  download(name: string, holders: readonly string[]): Promise<object> {
    return this.#call('POST', '/downloads', { name, holders });
  }

  startSearch(input: {
    readonly peer: string;
    readonly query: string;
    readonly strategy: SearchStrategy;
  }): Promise<Search> {
    return this.#call('POST', '/search', input);
  }

  /** @returns a search that has ended, and all that its messages did */
  async search(id: SearchId): Promise<SearchItem> {
    let last: SearchItem | undefined;
    const steps: SearchItem['anatomy']['steps'][number][] = [];
    for await (const item of this.#stream<SearchItem>(`/searches/${id}`)) {
      last = item;
      steps.push(...item.anatomy.steps);
    }
    if (!last) throw new Error(`search ${id} told nothing`);
    return { ...last, anatomy: { ...last.anatomy, steps } };
  }

  /** @returns every event from the first one on, until one is the last that is wanted */
  async eventsUntil(isLast: (event: NetworkEvent) => boolean): Promise<NetworkEvent[]> {
    const events: NetworkEvent[] = [];
    for await (const event of this.#stream<NetworkEvent>('/events?since=0')) {
      events.push(event);
      if (isLast(event)) break;
    }
    return events;
  }

  settings(change: object): Promise<object> {
    return this.#call('PATCH', '/settings', change);
  }

  bootstrap(action: 'start' | 'stop'): Promise<object> {
    return this.#call('POST', `/bootstrap/${action}`, {});
  }

  /** Server-sent events, as their data; ends with the stream, or when nobody takes more of it. */
  async *#stream<T>(path: string): AsyncGenerator<T> {
    const end = new AbortController();
    const answer = await fetch(this.url + path, {
      headers: { authorization: `Bearer ${this.token}` },
      signal: end.signal,
    });
    if (!answer.ok || !answer.body) throw new Error(`GET ${path} was answered ${answer.status}`);
    try {
      let rest = '';
      for await (const text of answer.body.pipeThrough(new TextDecoderStream())) {
        const lines = (rest + text).split('\n');
        rest = lines.pop() ?? '';
        let name = 'message';
        for (const line of lines) {
          if (line.startsWith('event: ')) name = line.slice('event: '.length);
          else if (line.startsWith('data: ') && name === 'message')
            yield JSON.parse(line.slice('data: '.length));
        }
      }
    } finally {
      end.abort();
    }
  }

  async #call<T>(method: string, path: string, body?: object): Promise<T> {
    const answer = await fetch(this.url + path, {
      method,
      headers: { authorization: `Bearer ${this.token}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!answer.ok)
      throw new Error(`${method} ${path} was answered ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as T;
  }
}
