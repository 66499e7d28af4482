import { type IncomingHttpHeaders, request } from 'node:http';
import { onTestFinished, vi } from 'vitest';
import { newToken } from '../../src/main/api/access/token-file';
import { openHttpFiles } from '../../src/main/api/files/open-http-files';
import { type ApiServer, type ApiServerOptions, startApiServer } from '../../src/main/api/server';
import { Experiments } from '../../src/main/experiment/experiments';
import type { EventLog } from '../../src/main/network/log/event-log';
import { Overlay } from '../../src/main/network/overlay/overlay';
import { DEFAULT_SETTINGS } from '../../src/shared/settings/settings';

/** Help for the tests of this folder. A real lab on free ports, behind a real server; both end with the test. */
export interface TestLab {
  readonly overlay: Overlay;
  readonly experiments: Experiments;
  readonly api: ApiServer;
  readonly token: string;
  /** `127.0.0.1:port`, as a browser would send it. */
  readonly host: string;
  ask(method: string, path: string, options?: AskOptions): Promise<Answer>;
}

interface AskOptions {
  readonly headers?: Record<string, string>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as it is, in chunks without a declared length. */
  readonly chunks?: readonly string[];
  /** Leave out the token. */
  readonly stranger?: boolean;
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The parsed body; undefined where it is not JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: a test says what it expects of it
  readonly json: any;
}

export async function startTestLab(options: Partial<ApiServerOptions> = {}): Promise<TestLab> {
  const overlay = new Overlay({
    settings: { ...DEFAULT_SETTINGS, bootstrapPort: 0, firstPeerPort: 0 },
  });
  const experiments = new Experiments({ settings: () => overlay.settings, openFiles: openHttpFiles });
  const token = newToken();
  const started = await startApiServer({
    ...{ overlay, experiments, host: '127.0.0.1', port: 0, token },
    ...options,
  });
  if (!started.ok) throw new Error(started.error.sentence);
  const api = started.value;
  await overlay.start();
  onTestFinished(async () => {
    await api.stop();
    await experiments.stop();
    await overlay.stop();
  });
  return {
    overlay,
    experiments,
    api,
    token,
    host: `127.0.0.1:${api.port}`,
    ask: (method, path, given = {}) => ask(api.port, method, path, token, given),
  };
}

/** What a browser holds after it opened the printed address: headers for a command of the page, and the key alone. */
export async function logInByBrowser(lab: TestLab) {
  const opened = await lab.ask('GET', `/?token=${lab.token}`, { stranger: true });
  const [cookie = ''] = (opened.headers['set-cookie'] ?? []).map((one) => one.split(';')[0] ?? '');
  const code = String(opened.headers.location).replace('/#login=', '');
  const headers = { cookie, origin: `http://${lab.host}` };
  const exchange = () => lab.ask('POST', '/login/key', { stranger: true, headers, body: { code } });
  const { json } = await exchange();
  return { opened, cookie, key: String(json.key), exchange };
}

/** Asks over a connection of its own. Unlike `fetch` it can send any Host and Origin. */
function ask(
  port: number,
  method: string,
  path: string,
  token: string,
  { headers = {}, body, chunks, stranger = false }: AskOptions,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({
      host: '127.0.0.1',
      port,
      method,
      path,
      agent: false,
      headers: {
        ...(!stranger && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
    });
    sent.on('error', reject);
    sent.on('response', async (response) => {
      let text = '';
      for await (const chunk of response.setEncoding('utf8')) text += chunk;
      resolve({ status: response.statusCode ?? 0, headers: response.headers, text, json: parse(text) });
    });
    for (const chunk of chunks ?? []) sent.write(chunk);
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** @returns a counter of the streams that follow this log from now on and have not ended */
export function countFollowers(log: EventLog): () => number {
  let count = 0;
  const subscribe = log.subscribe.bind(log);
  vi.spyOn(log, 'subscribe').mockImplementation((listener) => {
    count += 1;
    const end = subscribe(listener);
    return () => {
      count -= 1;
      end();
    };
  });
  return () => count;
}
