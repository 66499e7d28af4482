import { describe, expect, test } from 'vitest';
import { startTestLab, type TestLab } from '../../../../test/support/api-lab';
import type { NetworkEvent } from '../../../shared/network/events';

/** One server-sent event: its id, and its data parsed. */
interface Sent {
  readonly id: string;
  readonly data: NetworkEvent;
}

/** Reads this many server-sent events, and then goes away. */
async function follow({ api, token }: TestLab, path: string, count: number, headers = {}): Promise<Sent[]> {
  const going = new AbortController();
  const response = await fetch(`${api.apiUrl}${path}`, {
    headers: { authorization: `Bearer ${token}`, ...headers },
    signal: going.signal,
  });
  expect(response.headers.get('content-type')).toBe('text/event-stream');
  const sent: Sent[] = [];
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += new TextDecoder().decode(chunk);
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const [, id] = /^id: (.*)$/m.exec(block) ?? [];
      const [, data] = /^data: (.*)$/m.exec(block) ?? [];
      if (id !== undefined && data !== undefined) sent.push({ id, data: JSON.parse(data) });
    }
    if (sent.length >= count) break;
  }
  going.abort();
  return sent.slice(0, count);
}

describe('commands over HTTP', () => {
  test('add peers, and show them as they are', async () => {
    const { ask, overlay } = await startTestLab();
    const added = await ask('POST', '/api/peers', { body: { count: 3, name: 'Ada', wiring: 'ring' } });
    expect(added.status).toBe(200);
    expect(added.json.peers).toHaveLength(3);
    const { json } = await ask('GET', '/api/network');
    expect(json.seq).toBeLessThanOrEqual(overlay.log.state.seq);
    expect(json.bootstrap).toMatchObject({ phase: 'running', address: overlay.log.state.bootstrap.address });
    for (const peer of json.peers) {
      expect(peer).toMatchObject({ host: '127.0.0.1', phase: 'joined', hosted: true });
      expect(peer.id).toBe(`127.0.0.1:${peer.port}`);
      expect(peer.neighbours).toHaveLength(2);
    }
  });

  test('without a body add one peer', async () => {
    const { ask } = await startTestLab();
    expect((await ask('POST', '/api/peers')).json.peers).toHaveLength(1);
  });

  test('act on a peer, and answer with what it has become', async () => {
    const { ask } = await startTestLab();
    const [a, b] = (await ask('POST', '/api/peers', { body: { count: 2 } })).json.peers.map(
      ({ id }: { id: string }) => id,
    );
    const phaseAfter = async (action: string) => (await ask('POST', `/api/peers/${a}/${action}`)).json.phase;
    expect(await phaseAfter('leave')).toBe('left');
    expect(await phaseAfter('join')).toBe('joined');
    expect(await phaseAfter('crash')).toBe('crashed');
    expect(await phaseAfter('restart')).toBe('joined');
    expect((await ask('POST', `/api/peers/${a}/unregister`)).json.registered).toBe(false);
    expect((await ask('POST', `/api/peers/${a}/register`)).json.registered).toBe(true);

    const ping = await ask('POST', `/api/peers/${a}/ping`, { body: { other: b } });
    expect(ping.json.milliseconds).toBeGreaterThan(0);
    const parted = await ask('POST', `/api/peers/${a}/disconnect`, { body: { other: b } });
    expect(parted.json.neighbours.map(({ id }: { id: string }) => id)).not.toContain(b);
    const joined = await ask('POST', `/api/peers/${encodeURIComponent(a)}/connect`, { body: { other: b } });
    expect(joined.json.neighbours.map(({ id }: { id: string }) => id)).toContain(b);

    const messages = await ask('GET', `/api/peers/${a}/messages`);
    expect(messages.json.at(-1)).toMatchObject({ observer: a, frame: expect.stringMatching(/^\d{4} /) });
    expect((await ask('DELETE', `/api/peers/${a}`)).json).toEqual({ removed: a, removal: 'r1' });
    expect((await ask('GET', `/api/peers/${a}/messages`)).status).toBe(404);
  });

  test('start and stop the bootstrap server, and say when that is not possible', async () => {
    const { ask } = await startTestLab();
    const again = await ask('POST', '/api/bootstrap/start');
    expect(again.status).toBe(409);
    expect(again.json).toMatchObject({ code: 'CONFLICT', data: { code: 'not-possible-now' } });
    expect((await ask('POST', '/api/bootstrap/stop')).json).toEqual({ stopped: true });
    expect((await ask('POST', '/api/bootstrap/start')).json.address).toMatch(/^127\.0\.0\.1:\d+$/);
  });

  test('settings that cannot work are refused by field, as a whole', async () => {
    const { ask } = await startTestLab();
    const before = (await ask('GET', '/api/settings')).json;
    const refused = await ask('PATCH', '/api/settings', {
      body: { neighboursOffered: 7, bindHost: '203.0.113.9', sharedFolder: '/nowhere' },
    });
    expect(refused.status).toBe(400);
    expect(JSON.stringify(refused.json)).toContain('"fields":{"bindHost":');
    expect((await ask('GET', '/api/settings')).json).toEqual(before);
  });

  test('read and change settings; what is not changed stays', async () => {
    const { ask } = await startTestLab();
    const before = (await ask('GET', '/api/settings')).json;
    const changed = await ask('PATCH', '/api/settings', { body: { neighboursOffered: 5 } });
    expect(changed.json).toEqual({ ...before, neighboursOffered: 5 });
    const wrong = await ask('PATCH', '/api/settings', { body: { firstPeerPort: 70_000 } });
    expect(wrong.status).toBe(400);
    expect((await ask('GET', '/api/settings')).json).toEqual({ ...before, neighboursOffered: 5 });
  });

  test.each([
    ['/api/peers', { count: 10_001 }, 'count: '],
    ['/api/peers', { count: '5' }, 'count: '],
    ['/api/peers', { wiring: 'zigzag' }, 'wiring: '],
    ['/api/peers', { cuont: 5 }, 'cuont'],
    ['/api/peers', [5], 'expected object'],
    ['/api/peers/nobody/join', {}, 'id: a peer is named by its address'],
    ['/api/peers/127.0.0.1:5002/connect', {}, 'other: '],
  ])('%s with %j is refused in a sentence that names the field', async (path, body, words) => {
    const { ask, overlay } = await startTestLab();
    const answer = await ask('POST', path, { body });
    expect(answer.status).toBe(400);
    expect(answer.json.message).toContain(words);
    expect(answer.json.data).toEqual({ code: 'bad-input', sentence: answer.json.message });
    expect(overlay.log.state.peers.size).toBe(0);
  });

  test('an addition ends when the script that asked for it goes away; what exists stays', async () => {
    const { overlay, api, token } = await startTestLab();
    const going = new AbortController();
    const asked = fetch(`${api.apiUrl}/peers`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ count: 2_000 }),
      signal: going.signal,
    });
    await expect.poll(() => overlay.log.state.peers.size).toBeGreaterThan(0);
    going.abort();
    await expect(asked).rejects.toThrow();
    await expect.poll(() => overlay.log.state.additions.size).toBe(0);
    const { size } = overlay.log.state.peers;
    expect(size).toBeGreaterThan(0);
    expect(size).toBeLessThan(2_000);
  });
});

describe('server-sent events', () => {
  test('begin after `since`, without a gap, each with its seq as its id', async () => {
    const lab = await startTestLab();
    await lab.ask('POST', '/api/peers', { body: { count: 2 } });
    const sent = await follow(lab, '/events?since=1', 5);
    expect(sent.map(({ id }) => id)).toEqual(['2', '3', '4', '5', '6']);
    expect(sent.map(({ data }) => data)).toMatchObject(lab.overlay.log.since(1).events.slice(0, 5));
    // With the peers that its addresses meant when it happened.
    const added = sent.find(({ data }) => data.type === 'peer:added')?.data;
    expect(added).toMatchObject({ identities: { [added?.type === 'peer:added' ? added.peer : '']: 'n1' } });
  });

  test('go on after Last-Event-ID, whatever the address still says', async () => {
    const lab = await startTestLab();
    await lab.ask('POST', '/api/peers', { body: { count: 2 } });
    const sent = await follow(lab, '/events?since=1', 2, { 'last-event-id': '4' });
    expect(sent.map(({ id }) => id)).toEqual(['5', '6']);
    const odd = await follow(lab, '/events?since=1', 1, { 'last-event-id': 'x' });
    expect(odd.map(({ id }) => id)).toEqual(['2']);
  });

  test('begin with what happens next when nothing is said', async () => {
    const lab = await startTestLab();
    const { seq } = lab.overlay.log.state;
    const following = follow(lab, '/events', 1);
    // Any event shows that it follows; the lab is told things until one comes through.
    const telling = setInterval(
      () => lab.overlay.log.emit({ type: 'spawn:started', addition: 'a', count: 1 }),
      20,
    );
    const [sent] = await following.finally(() => clearInterval(telling));
    expect(Number(sent?.id)).toBeGreaterThan(seq);
  });

  test('are refused where a gap would come first, and begin with what is kept for 0', async () => {
    const lab = await startTestLab();
    const { log } = lab.overlay;
    // More than the log keeps.
    for (let count = 0; count < 50_100; count += 1)
      log.emit({ type: 'spawn:started', addition: 'a', count: 1 });
    const { oldest } = log;
    expect(oldest).toBeGreaterThan(100);
    for (const path of [`/api/events?since=${oldest - 2}`, `/api/events?since=${log.state.seq + 1}`]) {
      const answer = await lab.ask('GET', path);
      expect(answer.status).toBe(410);
      expect(answer.json.data.code).toBe('no-longer-kept');
      expect(answer.json.message).toContain('/network');
    }
    const headers = { 'last-event-id': '1' };
    expect((await lab.ask('GET', '/api/events', { headers })).status).toBe(410);
    // The lab goes on and the log moves on with it.
    const [later] = await follow(lab, `/events?since=${oldest + 1_000}`, 1);
    expect(Number(later?.id)).toBe(oldest + 1_001);
    const [first] = await follow(lab, '/events?since=0', 1);
    expect(Number(first?.id)).toBeGreaterThanOrEqual(oldest);
    expect(Number(first?.id)).toBeLessThanOrEqual(log.oldest);
  });

  test('refuse a `since` that is no number', async () => {
    const { ask } = await startTestLab();
    for (const since of ['x', '-1', '1.5']) {
      const answer = await ask('GET', `/api/events?since=${since}`);
      expect(answer.status).toBe(400);
      expect(answer.json.message).toContain('since: ');
    }
  });
});
