import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { countFollowers, logInByBrowser, startTestLab, type TestLab } from '../../../../test/support/api-lab';
import { SOCKET_PROTOCOL } from '../../../shared/browser-login';
import type { Contract, FeedItem } from '../../../shared/contract';
import { DEFAULT_SETTINGS } from '../../../shared/settings/settings';

type Headers = Record<string, string>;

/** @returns the status with which the upgrade is refused, or 101 */
async function upgradeStatus(
  { api }: TestLab,
  path: string,
  headers: Headers,
  protocols: string[] = [],
): Promise<number | undefined> {
  const socket = new WebSocket(`ws://127.0.0.1:${api.port}${path}`, protocols, { headers });
  onTestFinished(() => socket.terminate());
  socket.on('error', () => {});
  const refused = once(socket, 'unexpected-response').then(
    ([, response]: IncomingMessage[]) => response?.statusCode,
  );
  return Promise.race([refused, once(socket, 'open').then(() => 101)]);
}

async function connect({ api, token }: TestLab) {
  const socket = new WebSocket(`ws://127.0.0.1:${api.port}/rpc`, {
    headers: { authorization: `Bearer ${token}` },
  });
  onTestFinished(() => socket.terminate());
  await once(socket, 'open');
  const link = new RPCLink({ websocket: socket as unknown as globalThis.WebSocket });
  const client: ContractRouterClient<Contract> = createORPCClient(link);
  return { socket, client };
}

describe('the upgrade', () => {
  test('is refused without a token, with a foreign Host or Origin, and at other addresses', async () => {
    const lab = await startTestLab();
    const bearer = { authorization: `Bearer ${lab.token}` };
    const { cookie: pair, key } = await logInByBrowser(lab);
    const cookie = { cookie: pair };
    const page = [SOCKET_PROTOCOL, key];
    const own = { origin: `http://${lab.host}` };
    const cases: [string, Headers, number, string[]?][] = [
      ['/rpc', {}, 401],
      ['/rpc', { authorization: 'Bearer wrong' }, 401],
      ['/rpc', { ...bearer, host: `evil.example:${lab.api.port}` }, 403],
      ['/rpc', { ...bearer, origin: 'http://evil.example' }, 403],
      ['/rpc', { ...cookie, origin: `http://127.0.0.1:${lab.api.port + 1}` }, 403, page],
      ['/rpc', { ...cookie, origin: 'null' }, 403, page],
      ['/rpc', cookie, 403, page],
      ['/rpc', { ...cookie, ...own }, 401],
      ['/rpc', own, 401, page],
      ['/elsewhere', bearer, 404],
      ['/rpc', bearer, 101],
      ['/rpc', { ...cookie, ...own }, 101, page],
    ];
    for (const [path, headers, status, protocols] of cases)
      expect(await upgradeStatus(lab, path, headers, protocols), JSON.stringify({ path, headers })).toBe(
        status,
      );
  });

  test('to anything but WebSocket is refused in words', async () => {
    const { api, token } = await startTestLab();
    const sent = request({
      port: api.port,
      host: '127.0.0.1',
      path: '/api/network',
      headers: { authorization: `Bearer ${token}`, connection: 'Upgrade', upgrade: 'h2c' },
    }).end();
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    expect(response.statusCode).toBe(400);
    response.destroy();
  });
});

describe('a connection', () => {
  test('serves commands and the live picture', async () => {
    const lab = await startTestLab();
    const { client } = await connect(lab);
    const feed = await client.network.watch();
    const first = await feed.next();
    expect(first.value).toMatchObject({ kind: 'snapshot', snapshot: { peers: [] } });
    const { peers } = await client.peer.add({ count: 2 });
    const seen = new Set<string>();
    for await (const item of feed as AsyncIterable<FeedItem>) {
      for (const event of item.kind === 'batch' ? item.events : [])
        if (event.type === 'peer:phase-changed' && event.phase === 'joined') seen.add(event.peer);
      if (seen.size === 2) break;
    }
    expect([...seen].sort()).toEqual(peers.map(({ id }) => id).sort());
  });

  test('gives a failed command back as a problem', async () => {
    const { client } = await connect(await startTestLab());
    await expect(client.peer.join({ id: '127.0.0.1:1' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
      defined: true,
      data: { code: 'not-found', sentence: 'There is no peer 127.0.0.1:1 here.' },
    });
    await expect(client.peer.add({ count: 0 })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      defined: true,
      data: { code: 'bad-input', sentence: expect.stringContaining('count: ') },
    });
  });

  test('ends its streams when it closes, and leaves an addition going', async () => {
    const lab = await startTestLab();
    const followers = countFollowers(lab.overlay.log);
    const { client, socket } = await connect(lab);
    const feed = await client.network.watch();
    await feed.next();
    expect(followers()).toBe(1);
    const added = client.peer.add({ count: 40 }).catch(() => undefined);
    await expect.poll(() => lab.overlay.log.state.additions.size).toBe(1);
    socket.terminate();
    await expect.poll(followers).toBe(0);
    await expect.poll(() => lab.overlay.log.state.additions.size, { timeout: 10_000 }).toBe(0);
    expect(lab.overlay.log.state.peers.size).toBe(40);
    await added;
  });

  test('the largest input of the contract is taken, and one that is larger is answered, with the link open', async () => {
    const lab = await startTestLab();
    const { client } = await connect(lab);
    const feed = await client.network.watch();
    await feed.next();
    const { peers } = await client.peer.add({ count: 1 });
    const id = peers[0]?.id ?? '0:0';
    const names = Array.from({ length: 1_000 }, (_, index) => `${index} `.padEnd(255, 'é').slice(0, 125));
    expect((await client.peer.share({ id, names })).names).toHaveLength(1_000);
    const tooMany = Array.from({ length: 10_000 }, () => 'x'.repeat(255));
    await expect(client.peer.share({ id, names: tooMany })).rejects.toMatchObject({
      code: 'PAYLOAD_TOO_LARGE',
      data: { code: 'too-large', sentence: expect.stringContaining('2 MB') },
    });
    const next = await feed.next();
    expect(next.done).toBe(false);
    expect((await client.network.get()).peers).toHaveLength(1);
  });

  test('is closed when it is not known what too large a message asks for, or the server stops', async () => {
    const lab = await startTestLab();
    const { socket } = await connect(lab);
    socket.send('x'.repeat(DEFAULT_SETTINGS.apiCommandMb * 1_000_000 + 1));
    expect((await once(socket, 'close'))[0]).toBe(1009);

    const { socket: other } = await connect(lab);
    const closed = once(other, 'close');
    await lab.api.stop();
    await closed;
  });

  test('survives garbage', async () => {
    // The handler tells the console of each.
    vi.spyOn(console, 'error').mockImplementation(() => {});
    onTestFinished(() => void vi.restoreAllMocks());
    const lab = await startTestLab();
    const { socket, client } = await connect(lab);
    for (const garbage of ['', 'garbage', '{"i":1}', '{"i":"other","p":{"u":"/nothing"}}', '[]', 'null'])
      socket.send(garbage);
    socket.send(Buffer.from([0, 255, 1, 2]));
    expect((await client.network.get()).peers).toEqual([]);
  });
});
