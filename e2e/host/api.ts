import type { MetricsDetail } from '../../src/shared/network/metrics';
import type { NetworkSnapshot, PeerSnapshot } from '../../src/shared/network/snapshot';

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
    wiring?: string;
  }): Promise<{ peers: readonly PeerSnapshot[] }> {
    return this.#call('POST', '/peers', input);
  }

  act(id: string, action: string): Promise<PeerSnapshot> {
    return this.#call('POST', `/peers/${encodeURIComponent(id)}/${action}`, {});
  }

  metrics(): Promise<MetricsDetail> {
    return this.#call('GET', '/metrics');
  }

  settings(change: object): Promise<object> {
    return this.#call('PATCH', '/settings', change);
  }

  bootstrap(action: 'start' | 'stop'): Promise<object> {
    return this.#call('POST', `/bootstrap/${action}`, {});
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
