import type { AnyContractRouter } from '@orpc/contract';
import { traverseContractProcedures } from '@orpc/server';
import { expect, test } from 'vitest';
import { startTestLab } from '../../../../test/support/api-lab';
import { contract } from '../../../shared/contract';
import { eventSchema } from '../../../shared/network/events';
import { snapshotOf } from '../../../shared/network/state/snapshot';
import { networkSchema } from '../../../shared/network/state/snapshot-schema';
import { describeApi } from './openapi';

// biome-ignore lint/suspicious/noExplicitAny: a test says what it expects of it
type Operation = any;

async function allOperations(): Promise<{ method: string; path: string; operation: Operation }[]> {
  const { paths = {} } = await describeApi();
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item ?? {}).map(([method, operation]) => ({ method, path, operation })),
  );
}

/** Those of the contract. The files at the root of the server are no part of it: they are bytes, not JSON. */
async function operations() {
  return (await allOperations()).filter(({ operation }) => !operation.operationId.startsWith('file.'));
}

/** Every call of the contract: method, path and name. */
function calls(): { method: string; path: string; name: string }[] {
  const found: { method: string; path: string; name: string }[] = [];
  traverseContractProcedures(
    { router: contract as AnyContractRouter, path: [] },
    ({ contract: call, path }) => {
      const { method, path: place } = call['~orpc'].route;
      found.push({ method: (method ?? '').toLowerCase(), path: place ?? '', name: path.join('.') });
    },
  );
  return found;
}

test('every call of the contract is described, and nothing else', async () => {
  const described = (await operations()).map(({ method, path, operation }) => ({
    method,
    path,
    name: String(operation.operationId),
  }));
  const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);
  expect(described.sort(byName)).toEqual(calls().sort(byName));
  expect(described.length).toBeGreaterThan(15);
});

test('the files at the root of the server are described too, with where they are', async () => {
  const files = (await allOperations()).filter(({ operation }) => operation.operationId.startsWith('file.'));
  expect(files.map(({ method, path }) => `${method} ${path}`).sort()).toEqual([
    'get /download/{file_name}',
    'get /generate',
    'get /uploaded/{file_name}',
    'post /upload',
  ]);
  for (const { operation } of files) {
    expect(operation.summary).toBeTruthy();
    expect(operation.servers).toEqual([{ url: '/' }]);
    expect(operation.responses['200'].content).toBeDefined();
    expect(operation.responses['401'].description).toBe('Unauthorized');
  }
});

test('every call has words, a described answer and its failures', async () => {
  for (const { operation } of await operations()) {
    expect(operation.summary, operation.operationId).toBeTruthy();
    expect(operation.tags).toHaveLength(1);
    const content = operation.responses['200'].content;
    const { schema } = content['application/json'] ?? content['text/event-stream'];
    expect(Object.keys(schema), operation.operationId).not.toEqual([]);
    expect(operation.responses['401'].description).toBe('Unauthorized');
    expect(operation.responses['404'].content['application/json'].schema).toEqual({
      $ref: '#/components/schemas/Error',
    });
  }
});

test('every reference leads somewhere, and no schema forbids everything', async () => {
  const document = await describeApi();
  const text = JSON.stringify(document);
  const references = [...text.matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)].map(
    ([, name = '']) => name,
  );
  expect(new Set(references)).toEqual(
    new Set(['Error', 'Problem', 'Settings', 'Peer', 'NetworkEvent', 'Network', 'Report']),
  );
  for (const name of references) expect(document.components?.schemas).toHaveProperty(name);
  // What the converter does not know becomes `{"not":{}}`; it also marks an optional answer so, and we have none.
  expect(text).not.toContain('"not":{}');
  expect(document.openapi).toMatch(/^3\.1/);
  expect(document.components?.securitySchemes).toMatchObject({ token: { type: 'http', scheme: 'bearer' } });
});

test('what an event may leave out is described as well', async () => {
  const { components }: Operation = await describeApi();
  const events: Operation[] = components.schemas.NetworkEvent.anyOf;
  const paused = events.find(({ properties }) => properties.type.const === 'download:paused');
  expect(paused.properties).toMatchObject({ waiting: { type: 'boolean' } });
  expect(paused.required).not.toContain('waiting');
});

test('it is served, to those with the token', async () => {
  const { ask } = await startTestLab();
  const answer = await ask('GET', '/api/openapi.json');
  expect(answer.status).toBe(200);
  expect(answer.json).toEqual(JSON.parse(JSON.stringify(await describeApi())));
});

test('the descriptions leave out nothing that is really answered', async () => {
  const { ask, overlay } = await startTestLab();
  const { peers } = (await ask('POST', '/api/peers', { body: { count: 4, place: { x: 1, y: 2 } } })).json;
  await ask('POST', `/api/peers/${peers[0].id}/crash`);
  await ask('POST', `/api/peers/${peers[1].id}/leave`);
  await ask('DELETE', `/api/peers/${peers[2].id}`);
  await ask('POST', '/api/bootstrap/stop');
  // A schema drops the keys that it does not know.
  const snapshot = JSON.parse(JSON.stringify(snapshotOf(overlay.log.state)));
  expect(networkSchema.parse(snapshot)).toEqual(snapshot);
  const { events } = overlay.log.since(0);
  for (const event of events) expect(eventSchema.parse(event)).toEqual(event);
  expect(new Set(events.map(({ type }) => type)).size).toBeGreaterThan(10);
});
