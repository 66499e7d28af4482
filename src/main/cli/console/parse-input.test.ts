import { describe, expect, test } from 'vitest';
import { readLine } from './parse-input';
import { TYPABLE, usageOf } from './usage';

const self = { ip: '127.0.0.1', port: 40_000 };
const bootstrap = { ip: '127.0.0.1', port: 5_000 };
const read = (line: string) => readLine(line, { self, bootstrap });

describe('commands of the course', () => {
  const register = { verb: 'REG', address: { ip: '127.0.0.1', port: 5_001 }, name: 'node1' };
  const there = { ip: '127.0.0.1', port: 5_002 };

  test.each([
    ['REG 127.0.0.1 5001 node1', { kind: 'ask', to: bootstrap, request: register }],
    ['0029 REG 127.0.0.1 5001 node1', { kind: 'ask', to: bootstrap, request: register }],
    ['  reg 127.0.0.1 5001 node1  ', { kind: 'ask', to: bootstrap, request: register }],
    ['REG anna', { kind: 'ask', to: bootstrap, request: { verb: 'REG', address: self, name: 'anna' } }],
    ['UNREG 127.0.0.1 5001 node1', { kind: 'ask', to: bootstrap, request: { ...register, verb: 'UNREG' } }],
    ['JOIN 127.0.0.1 5002', { kind: 'ask', to: there, request: { verb: 'JOIN', address: self } }],
    ['JOIN 127.0.0.1:5002', { kind: 'ask', to: there, request: { verb: 'JOIN', address: self } }],
    ['LEAVE 127.0.0.1 5002', { kind: 'ask', to: there, request: { verb: 'LEAVE', address: self } }],
    ['PING', { kind: 'ask', to: bootstrap, request: { verb: 'PING' } }],
    ['PING 127.0.0.1 5002', { kind: 'ask', to: there, request: { verb: 'PING' } }],
    ['ECHO', { kind: 'ask', to: bootstrap, request: { verb: 'ECHO' } }],
    [
      'SER "Windows 8"',
      { kind: 'search', to: null, request: { verb: 'SER', address: self, query: 'Windows 8', hops: 0 } },
    ],
    [
      'SER 127.0.0.1 5002 "Windows 8" 2',
      { kind: 'search', to: there, request: { verb: 'SER', address: self, query: 'Windows 8', hops: 2 } },
    ],
    [
      'SER twilight saga',
      { kind: 'search', to: null, request: { verb: 'SER', address: self, query: 'twilight saga', hops: 0 } },
    ],
    ['PRINT', { kind: 'print' }],
    ['help', { kind: 'help' }],
    ['help join', { kind: 'help', about: 'JOIN' }],
    ['exit', { kind: 'exit' }],
    ['', { kind: 'nothing' }],
    ['# a remark', { kind: 'nothing' }],
  ])('%j', (line, typed) => {
    expect(read(line)).toEqual({ typed });
  });

  test('a wrong length prefix is corrected, with a remark', () => {
    const { typed, remark } = read('0036 REG 127.0.0.1 5001 node1');
    expect(typed).toEqual({ kind: 'ask', to: bootstrap, request: register });
    expect(remark).toContain('is 0029, not 0036');
  });
});

describe('an invalid command is answered with its usage', () => {
  test.each([
    ['REG', 'the ip is missing', 'REG'],
    ['REG 127.0.0.1 5001', 'the name is missing', 'REG'],
    ['REG 127.0.0.1 five node1', '"five" is not a port', 'REG'],
    ['REG 127.0.0.1 5001 node 1', 'a name holds no space', 'REG'],
    ['UNREG 127.0.0.256 5001 node1', 'is not an ip', 'UNREG'],
    ['JOIN', 'the ip is missing', 'JOIN'],
    ['JOIN 127.0.0.1', 'the port is missing', 'JOIN'],
    ['JOIN 127.0.0.1 70000', 'is not a port', 'JOIN'],
    ['JOIN 127.0.0.1 5001 more', '"more" is too much', 'JOIN'],
    ['LEAVE 127.0.0.1 0', 'is not a port', 'LEAVE'],
    ['SER', 'the file name is missing', 'SER'],
    ['SER "Windows 8', 'does not end with one', 'SER'],
    ['SER 127.0.0.1 5002 "Windows 8" down', 'is not a number of hops', 'SER'],
    [`SER "${'é'.repeat(128)}"`, 'at most 255 bytes', 'SER'],
    ['PING nobody', 'the port is missing', 'PING'],
    ['PING 127.0.0.300 5001', 'is not an ip', 'PING'],
  ] as const)('%j', (line, words, command) => {
    const { typed } = read(line);
    if (typed.kind !== 'wrong') throw new Error(`read as ${typed.kind}`);
    expect(typed.sentence).toContain(words);
    expect(typed.usage).toBe(usageOf(command));
  });

  test('and an unknown command with the list of commands', () => {
    const { typed } = read('FETCH 127.0.0.1 5001');
    expect(typed).toMatchObject({ kind: 'wrong', usage: `usage: one of ${TYPABLE.join(', ')}` });
  });

  test('however long it is', () => {
    const long = 'x'.repeat(100_000);
    for (const command of ['REG', 'JOIN', 'SER', 'nonsense'])
      expect(read(`9999 ${command} ${long}`).typed.kind).toBe('wrong');
    expect(read(`0001 help ${long}`).remark).toContain('is 100010, not 0001');
  });
});
