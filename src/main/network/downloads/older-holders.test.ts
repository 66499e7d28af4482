import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { expect, test } from 'vitest';
import { idOf, startDownloads, startHolder, startLiar } from '../../../../test/support/downloads/holders';
import type { PeerId } from '../../../shared/network/events';
import { generatedFile } from '../files/generated-content';

const BYTES = 3_000_000;
const FILE = generatedFile('Happy Feet', BYTES);

async function contentOf(): Promise<Buffer> {
  const file = await FILE.open();
  const chunks: Buffer[] = [];
  for await (const chunk of file.read({ start: 0, end: BYTES })) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** A program of the system before: it serves `/download/<name>`, states no digest, and knows no ranges. */
async function startOlder(
  more: (request: IncomingMessage, response: ServerResponse) => boolean = () => false,
): Promise<PeerId> {
  const content = await contentOf();
  return startLiar((request, response) => {
    if (more(request, response)) return;
    if (request.url !== '/download/Happy%20Feet') response.writeHead(404).end('no such path');
    else response.writeHead(200, { 'content-length': content.length }).end(content);
  });
}

async function expectFetched(holders: readonly PeerId[]): Promise<void> {
  const { begin, outcome, downloads } = await startDownloads();
  const id = begin({ name: 'Happy Feet', holders });
  expect(await outcome(id)).toMatchObject({ phase: 'done', bytes: BYTES, total: BYTES });
  const sha256 = createHash('sha256')
    .update(await contentOf())
    .digest('hex');
  expect(downloads.detail(id).sha256).toBe(sha256);
}

test('a file is fetched from a program that serves it at /download alone', async () => {
  await expectFetched([await startOlder()]);
});

test('so it is from one that does not know HEAD', async () => {
  const holder = await startOlder(({ method }, response) => {
    if (method !== 'HEAD') return false;
    response.writeHead(501).end();
    return true;
  });
  await expectFetched([holder]);
});

test('parts come from several of them, and from a syncPulse peer', async () => {
  await expectFetched([await startOlder(), await startOlder(), idOf(await startHolder([FILE]))]);
});

test('what comes a second time and differs from the first is not accepted', async () => {
  let served = 0;
  const holder = await startOlder(({ method, url }, response) => {
    if (method !== 'GET' || url !== '/download/Happy%20Feet') return false;
    served += 1;
    response.writeHead(200, { 'content-length': BYTES }).end(Buffer.alloc(BYTES, served));
    return true;
  });
  const { begin, outcome, visible } = await startDownloads();
  expect(await outcome(begin({ name: 'Happy Feet', holders: [holder] }))).toMatchObject({ phase: 'failed' });
  expect(await visible()).toEqual([]);
});

test('a peer answers at /download/<name>, too', async () => {
  const response = await fetch(`http://${idOf(await startHolder([FILE]))}/download/Happy%20Feet`);
  expect(response.status).toBe(200);
  expect(Buffer.from(await response.arrayBuffer()).equals(await contentOf())).toBe(true);
});

test('a name that is nowhere is refused as such', async () => {
  const { begin, outcome } = await startDownloads();
  const id = begin({
    name: 'Happy Feet',
    holders: [await startLiar((_request, response) => response.writeHead(404).end())],
  });
  expect(await outcome(id)).toMatchObject({ phase: 'failed', problem: { code: 'not-found' } });
});
