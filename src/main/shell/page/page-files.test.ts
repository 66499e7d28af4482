import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { servePageFiles } from './page-files';

let home: string;
let serve: (request: Request) => Promise<Response>;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'syncpulse-page-'));
  await mkdir(join(home, 'page/assets'), { recursive: true });
  await mkdir(join(home, 'page-secrets'));
  await writeFile(join(home, 'page/index.html'), '<title>lab</title>');
  await writeFile(join(home, 'page/assets/main.js'), 'run()');
  await writeFile(join(home, 'page/.env'), 'x=1');
  await writeFile(join(home, 'secret.js'), 'secret');
  await writeFile(join(home, 'page-secrets/secret.js'), 'secret');
  serve = servePageFiles(join(home, 'page'));
});
afterAll(() => rm(home, { recursive: true }));

const get = (path: string, method = 'GET') => serve(new Request(`app://syncpulse${path}`, { method }));

describe('servePageFiles', () => {
  it('serves the page and its files, typed, under a policy without eval', async () => {
    const page = await get('/');
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('content-security-policy')).toMatch(/script-src 'self'(;|$)/);
    expect(page.headers.get('content-security-policy')).not.toContain('unsafe-eval');
    expect(await page.text()).toBe('<title>lab</title>');
    const script = await get('/assets/main.js');
    expect(script.headers.get('content-type')).toMatch(/^text\/javascript/);
    expect(await script.text()).toBe('run()');
  });

  it.each([
    '/..%2fsecret.js',
    '/%2e%2e%2fsecret.js',
    '/assets/..%2f..%2fsecret.js',
    '/..%2fpage-secrets/secret.js',
    '/..%5csecret.js',
    '/%2fetc%2fpasswd',
    '/C:%2fsecret.js',
    '/index.html%00.js',
    '/%E0%A4%A',
    '/.env',
    '/assets',
    '/missing.js',
  ])('gives nothing for %s', async (path) => {
    const answer = await get(path);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(await answer.text()).toBe('');
  });

  it('answers only reading, and only for its own host', async () => {
    expect((await get('/', 'POST')).status).toBe(405);
    expect((await serve(new Request('app://elsewhere/index.html'))).status).toBe(403);
  });
});
