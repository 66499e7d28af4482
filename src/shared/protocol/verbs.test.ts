import { describe, expect, it } from 'vitest';
import { isReply, isVerb, mayAnswer, refusalOf, replyTo, senderOf, VERB_NAMES, VERBS } from './verbs';

const address = { ip: '10.0.0.2', port: 5002 };

describe('the table of verbs', () => {
  it('tells replies from requests', () => {
    const replies = ['REGOK', 'UNROK', 'JOINOK', 'LEAVEOK', 'SEROK', 'NEIGHOK', 'PONG', 'ECHOK'];
    expect(VERB_NAMES.filter(isReply)).toEqual(expect.arrayContaining(replies));
    expect(VERB_NAMES.filter(mayAnswer)).toEqual(expect.arrayContaining([...replies, 'ERROR']));
    for (const verb of ['REG', 'SER', 'PING', 'PRINT'] as const) expect(mayAnswer(verb)).toBe(false);
    expect(isReply('ERROR')).toBe(false);
    expect(replyTo('LEAVE')).toBe('LEAVEOK');
    for (const verb of VERB_NAMES) if (isReply(verb)) expect(VERBS[verb].reply).toBeUndefined();
  });

  it('gives a reply the topic of its request', () => {
    for (const { topic, reply } of Object.values(VERBS)) if (reply) expect(VERBS[reply].topic).toBe(topic);
  });

  it('begins every shape with its verb', () => {
    for (const verb of VERB_NAMES) expect(VERBS[verb].shape).toMatch(new RegExp(`^${verb}( |$)`));
  });

  it('knows verbs in upper case alone, and no name that every object has', () => {
    expect(isVerb('PING')).toBe(true);
    for (const word of ['ping', 'UNREGOK', 'toString', '__proto__', '']) expect(isVerb(word)).toBe(false);
  });

  it('refuses a malformed message with the code of its verb, or with ERROR', () => {
    expect(refusalOf('REG')).toEqual({ verb: 'REGOK', code: 9999, offers: [] });
    expect(refusalOf('UNREG')).toEqual({ verb: 'UNROK', code: 9999 });
    expect(refusalOf('JOIN')).toEqual({ verb: 'JOINOK', code: 9999 });
    expect(refusalOf('LEAVE')).toEqual({ verb: 'LEAVEOK', code: 9999 });
    for (const verb of ['SER', 'PING', 'REGOK', 'HELLO', undefined])
      expect(refusalOf(verb)).toEqual({ verb: 'ERROR' });
  });

  it('finds where the sender listens, except in a forwarded SER, which names the peer that asked first', () => {
    expect(senderOf({ verb: 'REG', address, name: 'anna' })).toEqual(address);
    expect(senderOf({ verb: 'UNREG', address })).toEqual(address);
    expect(senderOf({ verb: 'JOIN', address })).toEqual(address);
    expect(senderOf({ verb: 'LEAVE', address })).toEqual(address);
    expect(senderOf({ verb: 'SER', address, query: 'x', hops: 0 })).toEqual(address);
    expect(senderOf({ verb: 'SER', address, query: 'x', hops: 1 })).toBeUndefined();
    expect(senderOf({ verb: 'SEROK', code: 0, address, hops: 1, files: [] })).toBeUndefined();
    expect(senderOf({ verb: 'PING' })).toBeUndefined();
  });
});
