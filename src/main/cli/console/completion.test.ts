import { expect, test } from 'vitest';
import { complete } from './completion';

const ADDRESSES = [
  { ip: '127.0.0.1', port: 5_000 },
  { ip: '127.0.0.1', port: 5_002 },
  { ip: '10.0.0.7', port: 5_002 },
  { ip: '127.0.0.1', port: 5_002 },
];

test.each([
  ['jo', ['JOIN '], 'jo'],
  ['RE', ['REG '], 'RE'],
  ['0029 RE', ['REG '], 'RE'],
  ['e', ['ECHO ', 'exit '], 'e'],
  ['help LE', ['LEAVE '], 'LE'],
  ['zz', [], 'zz'],
  ['JOIN ', ['127.0.0.1 5000', '127.0.0.1 5002', '10.0.0.7 5002'], ''],
  ['leave 127.0.0.1 5002', ['127.0.0.1 5002'], '127.0.0.1 5002'],
  ['PING 10', ['10.0.0.7 5002'], '10'],
  ['REG 127', [], 'REG 127'],
])('%j', (line, hits, replaced) => {
  expect(complete(line, ADDRESSES)).toEqual([hits, replaced]);
});

test('an empty line offers every command', () => {
  expect(complete('', ADDRESSES)[0]).toContain('SER ');
});
