import { expect, test } from 'vitest';
import { contract } from '../../shared/contract';
import { READS, ReadOnlyError } from './client';
import { createLab } from './lab';
import { testSource } from './test-source';

/** @returns the procedures that HTTP serves by GET */
function served(router: object, path: readonly string[] = []): string[] {
  return Object.entries(router).flatMap(([name, part]) => {
    const definition = part['~orpc'];
    if (definition === undefined) return served(part, [...path, name]);
    return definition.route.method === 'GET' ? [[...path, name].join('.')] : [];
  });
}

test('the commands that change nothing are those that HTTP serves by GET', () => {
  expect([...READS].sort()).toEqual(served(contract).sort());
});

test('a lab that can only be read refuses every other command before it is sent', async () => {
  const source = testSource('read-only');
  const { client } = createLab(source);
  await expect(client.peer.add({})).rejects.toThrow(ReadOnlyError);
  expect(source.sent).toEqual([]);
  await client.metrics.get({});
  expect(source.sent).toEqual([['metrics.get', {}]]);
});
