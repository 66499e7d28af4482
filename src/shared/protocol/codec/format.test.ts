import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import type { Address } from '../address';
import { FrameDecoder, readDatagram } from '../frame/frame-decoder';
import { CODE, type Message, type MessageOf, type Offer } from '../message';
import { checkFileName } from '../names';
import { formatBody, formatFrame } from './format';
import { parseFrame, parseMessage } from './parse';

const encoder = new TextEncoder();
const at = { ip: '10.0.0.2', port: 5001 };

const ip = fc.oneof(fc.ipV4(), fc.ipV6(), fc.domain(), fc.constantFrom('peer-7', '127.0.0.1'));
const address: fc.Arbitrary<Address> = fc.record({ ip, port: fc.integer({ min: 1, max: 65_535 }) });
const name = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 32 })
  .map((text) => text.replace(/[\p{Cc} ]/gu, '_'))
  .filter((text) => encoder.encode(text).length <= 255);
const fileName = fc
  .oneof(
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
    fc.constantFrom(
      'Twilight',
      'Windows 8',
      'my_file.txt',
      'a,b',
      '2012',
      "'Twas",
      ' a ',
      '1984 PING',
      '0012 UNROK 0',
    ),
  )
  .filter((text) => checkFileName(text).ok);
const hops = fc.integer({ min: 0, max: 99 });
const errorCode = fc.integer({ min: 9996, max: 9999 });
const code = fc.oneof(fc.constant(CODE.ok), errorCode);
const offers = fc.array(fc.record({ address, name }), { maxLength: 20 });

const message: fc.Arbitrary<Message> = fc.oneof(
  fc.record({ verb: fc.constantFrom('REG' as const, 'UNREG' as const), address, name }),
  fc.record({ verb: fc.constantFrom('JOIN' as const, 'LEAVE' as const), address }),
  fc.record({
    verb: fc.constantFrom('UNROK' as const, 'JOINOK' as const, 'LEAVEOK' as const, 'ECHOK' as const),
    code,
  }),
  fc.record({ verb: fc.constant('REGOK' as const), code: fc.constant(0), offers }),
  fc.record({ verb: fc.constant('REGOK' as const), code: errorCode, offers: fc.constant([]) }),
  fc.record({ verb: fc.constant('SER' as const), address, query: fileName, hops }),
  fc.record({
    verb: fc.constant('SEROK' as const),
    code: fc.constant(0),
    address,
    hops,
    files: fc.array(fileName),
  }),
  fc.record({ verb: fc.constant('SEROK' as const), code: errorCode, address, hops, files: fc.constant([]) }),
  fc.record({ verb: fc.constant('NEIGHOK' as const), code: fc.constant(0), neighbours: fc.array(address) }),
  fc.record({
    verb: fc.constantFrom(
      'PING' as const,
      'PONG' as const,
      'ECHO' as const,
      'PRINT' as const,
      'NEIGH' as const,
      'ERROR' as const,
    ),
  }),
);

describe('formatFrame', () => {
  test.prop([message])('writes what parseFrame reads, exactly', (sent) => {
    const bytes = encoder.encode(formatFrame(sent));
    for (const result of [readDatagram(bytes), ...new FrameDecoder().push(bytes)]) {
      expect(result.ok && parseFrame(result.frame)).toEqual({ ok: true, message: sent, deviations: [] });
    }
  });

  test.prop([fc.array(message)])('writes frames that stay apart', (sent) => {
    const results = new FrameDecoder().push(encoder.encode(sent.map((one) => formatFrame(one)).join('')));
    const read = results.map((result) => (result.ok ? parseFrame(result.frame) : result));
    expect(read).toMatchObject(sent.map((one) => ({ ok: true, message: one })));
  });

  test.prop([offers])('writes pairs for family A', (list) => {
    const nameless = list.map(({ address: to }): Offer => ({ address: to }));
    const body = formatBody({ verb: 'REGOK', code: 0, offers: list }, { offers: 'pairs' });
    expect(parseMessage(body)).toMatchObject({
      ok: true,
      message: { verb: 'REGOK', code: 0, offers: nameless },
    });
  });
});

describe('formatBody', () => {
  const files = (...names: string[]): MessageOf<'SEROK'> => ({
    verb: 'SEROK',
    code: 0,
    address: at,
    hops: 1,
    files: names,
  });

  it('quotes a name where a reader might take it for something else', () => {
    expect(formatBody(files('Twilight', 'Windows 8', 'a_b', 'a,b', ''))).toBe(
      'SEROK 5 10.0.0.2 5001 1 Twilight "Windows 8" "a_b" "a,b" ""',
    );
    expect(formatBody({ verb: 'SER', address: at, query: 'Twilight', hops: 0 })).toBe(
      'SER 10.0.0.2 5001 "Twilight" 0',
    );
  });

  it('keeps a name in one piece that could not be written', () => {
    expect(formatBody(files('the "best"\nof'))).toBe(`SEROK 1 10.0.0.2 5001 1 "the 'best' of"`);
  });

  it('gives a neighbour without a name its address for one', () => {
    expect(formatBody({ verb: 'REGOK', code: 0, offers: [{ address: at }] })).toBe(
      'REGOK 1 10.0.0.2 5001 10.0.0.2:5001',
    );
  });

  it('lists as much as one frame holds', () => {
    const sent = files(
      ...Array.from({ length: 400 }, (_, index) => `The best of the worst, volume ${index} é`),
    );
    const frame = formatFrame(sent);
    expect(encoder.encode(frame).length).toBeGreaterThan(9900);
    const parsed = parseMessage(frame.slice(5));
    if (!parsed.ok || parsed.message.verb !== 'SEROK') throw new Error('not a SEROK');
    expect(parsed.deviations).toEqual([]);
    expect(parsed.message.files).toEqual(sent.files.slice(0, parsed.message.files.length));
  });
});
