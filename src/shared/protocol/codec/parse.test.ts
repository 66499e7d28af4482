import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { UNKNOWN_ADDRESS } from '../address';
import { readDatagram } from '../frame/frame-decoder';
import { parseFrame, parseMessage } from './parse';

const at = { ip: '10.0.0.2', port: 5001 };
const ben = { ip: '10.0.0.3', port: 5002 };

/** What a body says, and the leniencies it took, by name. */
function read(body: string) {
  const result = parseMessage(body);
  if (!result.ok) return `! ${result.error.code}`;
  return [result.message, ...result.deviations.map(({ name }) => name)];
}

const ser = (query: string, hops: number) => ({ verb: 'SER', address: at, query, hops });
const serok = (files: string[], hops: number) => ({ verb: 'SEROK', code: 0, address: at, hops, files });
const regok = (...offers: object[]) => ({ verb: 'REGOK', code: 0, offers });

describe('parseMessage', () => {
  it.each([
    ['PING', { verb: 'PING' }],
    ['REG 10.0.0.2 5001 anna', { verb: 'REG', address: at, name: 'anna' }],
    ['UNREG 10.0.0.2 5001 anna', { verb: 'UNREG', address: at, name: 'anna' }],
    ['JOIN 10.0.0.2 5001', { verb: 'JOIN', address: at }],
    ['LEAVE 10.0.0.2 5001', { verb: 'LEAVE', address: at }],
    ['JOINOK 9999', { verb: 'JOINOK', code: 9999 }],
    ['REGOK 9998', { verb: 'REGOK', code: 9998, offers: [] }],
    ['REGOK 0', regok()],
    ['REGOK 1 10.0.0.3 5002 ben', regok({ address: ben, name: 'ben' })],
    ['SER 10.0.0.2 5001 "Lord of the Rings" 2', ser('Lord of the Rings', 2)],
    ['SER 10.0.0.2 5001 " a  b_c, " 0', ser(' a  b_c, ', 0)],
    ['SEROK 2 10.0.0.2 5001 1 Twilight "Windows 8"', serok(['Twilight', 'Windows 8'], 1)],
    ['SEROK 1 10.0.0.2 5001 3 2012', serok(['2012'], 3)],
    ['SEROK 0 10.0.0.2 5001 3', serok([], 3)],
    ['SEROK 9999 10.0.0.2 5001 0', { verb: 'SEROK', code: 9999, address: at, hops: 0, files: [] }],
    ['JOIN fe80::1%eth0 5001', { verb: 'JOIN', address: { ip: 'fe80::1%eth0', port: 5001 } }],
    ['JOIN lab-7.example.org 65535', { verb: 'JOIN', address: { ip: 'lab-7.example.org', port: 65535 } }],
  ])('reads %s', (body, message) => {
    expect(parseMessage(body)).toEqual({ ok: true, message, deviations: [] });
  });

  it.each([
    ['ping', [{ verb: 'PING' }, 'lower-case-verb']],
    ['UNREGOK 0', [{ verb: 'UNROK', code: 0 }, 'unregok']],
    ['PING\r\n', [{ verb: 'PING' }, 'trailing-newline']],
    ['JOIN  10.0.0.2 5001', [{ verb: 'JOIN', address: at }, 'extra-blanks']],
    ['JOIN 10.0.0.2 5001 ', [{ verb: 'JOIN', address: at }, 'extra-blanks']],
    ['JOIN 10.0.0.2 5001 anna', [{ verb: 'JOIN', address: at }, 'extra-tokens']],
    ['PING 10.0.0.2', [{ verb: 'PING' }, 'extra-tokens']],
    ['REGOK 9998 10.0.0.3', [{ verb: 'REGOK', code: 9998, offers: [] }, 'extra-tokens']],
    ['JOIN /10.0.0.2 5001', [{ verb: 'JOIN', address: at }, 'ip-with-slash']],
    ['JOIN lab/10.0.0.2 5001', [{ verb: 'JOIN', address: at }, 'ip-with-slash']],
  ])('reads %s, generously', (body, expected) => {
    expect(read(body)).toEqual(expected);
  });

  describe('on the list of REGOK', () => {
    it.each([
      ['REGOK 1 10.0.0.3 5002', [regok({ address: ben }), 'pairs-in-regok']],
      [
        'REGOK 3 10.0.0.3 5002 10.0.0.3 5002 10.0.0.3 5002',
        [regok({ address: ben }, { address: ben }, { address: ben }), 'pairs-in-regok'],
      ],
      [
        'REGOK 2 10.0.0.3 5002 ben 10.0.0.2 5001 5001',
        [regok({ address: ben, name: 'ben' }, { address: at, name: '5001' })],
      ],
      [
        'REGOK 2 10.0.0.3 5002 ben 10.0.0.2 5001',
        [regok({ address: ben, name: 'ben' }, { address: at }), 'list-truncated'],
      ],
      ['REGOK 2 10.0.0.3 5002 ben 10.0.0.2', [regok({ address: ben, name: 'ben' }), 'list-truncated']],
      [
        'REGOK 3 10.0.0.3 5002 10.0.0.2 5001',
        [regok({ address: ben }, { address: at }), 'pairs-in-regok', 'list-truncated'],
      ],
      [
        'REGOK 1 10.0.0.3 5002 ben 10.0.0.2 5001 anna',
        [regok({ address: ben, name: 'ben' }, { address: at, name: 'anna' }), 'count-wrong'],
      ],
    ])('reads %s', (body, expected) => {
      expect(read(body)).toEqual(expected);
    });

    it('says how many were announced', () => {
      expect(parseMessage('REGOK 4 10.0.0.3 5002 ben')).toMatchObject({
        deviations: [{ name: 'list-truncated', detail: { declared: 4, actual: 1 } }],
      });
    });
  });

  describe('on the name in SER', () => {
    it.each([
      ['SER 10.0.0.2 5001 Twilight 2', [ser('Twilight', 2), 'unquoted-name']],
      ['SER 10.0.0.2 5001 Lord of the Rings 2', [ser('Lord of the Rings', 2), 'unquoted-name']],
      ['SER 10.0.0.2 5001 Lord_of_the_Rings 2', [ser('Lord of the Rings', 2), 'underscored-name']],
      ['SER 10.0.0.2 5001 2012', [ser('2012', 0), 'unquoted-name', 'hops-missing']],
      ['SER 10.0.0.2 5001 Windows 8', [ser('Windows', 8), 'unquoted-name']],
      ['SER 10.0.0.2 5001 "Windows 8"', [ser('Windows 8', 0), 'hops-missing']],
      ['SER 10.0.0.2 5001 "Windows 8" 1 id-7', [ser('Windows 8', 1), 'extra-tokens']],
    ])('reads %s', (body, expected) => {
      expect(read(body)).toEqual(expected);
    });
  });

  describe('on the names in SEROK', () => {
    it.each([
      ['SEROK 1 10.0.0.2 5001 1 Lord of the Rings', [serok(['Lord of the Rings'], 1), 'unquoted-name']],
      [
        'SEROK 2 10.0.0.2 5001 1 Windows_8 Twilight',
        [serok(['Windows 8', 'Twilight'], 1), 'underscored-name'],
      ],
      [
        'SEROK 2 10.0.0.2 5001 1 Windows 8,Twilight',
        [serok(['Windows 8', 'Twilight'], 1), 'comma-separated-names'],
      ],
      [
        'SEROK 2 10.0.0.2 5001 1 Windows_8,Twilight',
        [serok(['Windows 8', 'Twilight'], 1), 'comma-separated-names', 'underscored-name'],
      ],
      [
        'SEROK 2 10.0.0.2 5001 1 "Windows 8","Twilight"',
        [serok(['Windows 8', 'Twilight'], 1), 'comma-separated-names'],
      ],
      [
        'SEROK 2 10.0.0.2 5001 1 "Windows 8", "Twilight"',
        [serok(['Windows 8', 'Twilight'], 1), 'comma-separated-names'],
      ],
      ['SEROK 1 10.0.0.2 5001 1 Good,Bad', [serok(['Good,Bad'], 1)]],
      [
        'SEROK 2 10.0.0.2 5001 1 Windows 8 Twilight',
        [serok(['Windows 8 Twilight'], 1), 'unquoted-name', 'list-truncated'],
      ],
      ['SEROK 1 10.0.0.2 5001 1 "Windows 8" Twilight', [serok(['Windows 8', 'Twilight'], 1), 'count-wrong']],
      [
        'SEROK 3 10.0.0.2 5001 1 "Windows 8" Twilight',
        [serok(['Windows 8', 'Twilight'], 1), 'list-truncated'],
      ],
      ['SEROK 1 10.0.0.2 5001 Twilight', [serok(['Twilight'], 0), 'hops-missing']],
      ['SEROK 1 10.0.0.2 5001 2012', [serok(['2012'], 0), 'hops-missing']],
      ['SEROK 0 10.0.0.2 5001', [serok([], 0), 'hops-missing']],
      [
        'SEROK 9998',
        [{ verb: 'SEROK', code: 9998, address: UNKNOWN_ADDRESS, hops: 0, files: [] }, 'bare-error-code'],
      ],
      [
        'SEROK 0',
        [{ verb: 'SEROK', code: 0, address: UNKNOWN_ADDRESS, hops: 0, files: [] }, 'bare-error-code'],
      ],
    ])('reads %s', (body, expected) => {
      expect(read(body)).toEqual(expected);
    });
  });

  it.each([
    ['', 'empty'],
    ['\n', 'empty'],
    [' ', 'verb-unknown'],
    ['HELLO', 'verb-unknown'],
    ['PIN', 'verb-unknown'],
    ['constructor', 'verb-unknown'],
    ['PING\nPING', 'control-character'],
    ['REG 10.0.0.2 5001 a\u001bb', 'control-character'],
    ['REG', 'fields-missing'],
    ['REG 10.0.0.2', 'fields-missing'],
    ['REG 10.0.0.2 5001', 'fields-missing'],
    ['REG 10.0.0.2 5001 anna maria', 'fields-too-many'],
    [`REG 10.0.0.2 5001 ${'é'.repeat(128)}`, 'name-invalid'],
    ['JOIN 10.0.0.256 5001', 'ip-invalid'],
    ['JOIN 10.0.0 5001', 'ip-invalid'],
    ['JOIN 5001 10.0.0.2', 'ip-invalid'],
    ['JOIN <b> 5001', 'ip-invalid'],
    [`JOIN ${'a'.repeat(256)} 5001`, 'ip-invalid'],
    ['JOIN 10.0.0.2 0', 'port-invalid'],
    ['JOIN 10.0.0.2 65536', 'port-invalid'],
    ['JOIN 10.0.0.2 -1', 'port-invalid'],
    ['JOIN 10.0.0.2 5e3', 'port-invalid'],
    ['JOINOK', 'fields-missing'],
    ['JOINOK ok', 'number-invalid'],
    ['JOINOK 10000', 'number-invalid'],
    ['REGOK 2', 'fields-missing'],
    ['REGOK 1 10.0.0.2 x', 'port-invalid'],
    ['SER 10.0.0.2 5001', 'fields-missing'],
    ['SER 10.0.0.2 5001 "" 0', 'fields-missing'],
    ['SER 10.0.0.2 5001 "Twilight 0', 'quote-unclosed'],
    ['SER 10.0.0.2 5001 "Twilight" many', 'number-invalid'],
    ['SEROK 2 10.0.0.2 5001 1', 'fields-missing'],
    ['SEROK 1 10.0.0.2 5001 1 "Twilight', 'quote-unclosed'],
  ])('refuses %j as %s', (body, code) => {
    expect(read(body)).toBe(`! ${code}`);
  });

  it('says which verb was meant, for the answer', () => {
    expect(parseMessage('reg 10.0.0.2')).toMatchObject({ ok: false, verb: 'REG' });
    expect(parseMessage('HELLO you')).toMatchObject({ ok: false, verb: 'HELLO' });
    expect(parseMessage('')).not.toHaveProperty('verb');
  });

  it('says what to do, and quotes no more than it must', () => {
    expect(parseMessage('REG 10.0.0.2')).toMatchObject({
      error: { sentence: 'the port is missing; the message is "REG ip port name"' },
    });
    const result = parseMessage(`JOIN ${'.'.repeat(9000)} 1`);
    expect(result.ok ? '' : result.error.sentence.length).toBeLessThan(100);
  });

  test.prop([
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc
        .array(
          fc.constantFrom(
            'REG',
            'REGOK',
            'SER',
            'SEROK',
            '1',
            '2',
            '9999',
            '10.0.0.2',
            '5001',
            '"',
            '"a b"',
            ',',
            '_',
            '',
            ' ',
          ),
        )
        .map((tokens) => tokens.join(' ')),
    ),
  ])('never throws', (body) => {
    const result = parseMessage(body);
    expect(JSON.parse(JSON.stringify(result))).toEqual(result);
  });
});

describe('parseFrame', () => {
  const readText = (text: string) => {
    const result = readDatagram(new TextEncoder().encode(text));
    const parsed = result.ok ? parseFrame(result.frame) : undefined;
    return parsed?.ok ? parsed.deviations.map(({ name }) => name) : parsed;
  };

  it('joins the deviations of frame and message', () => {
    expect(readText('0013 ping\n')).toEqual(['length-wrong', 'trailing-newline', 'lower-case-verb']);
    expect(readText('0009 PING')).toEqual([]);
  });

  it('has a word of its own for a bare PONG', () => {
    expect(readText('PONG')).toEqual(['bare-pong']);
    expect(readText('pong\n')).toEqual(['bare-pong', 'trailing-newline', 'lower-case-verb']);
    expect(readText('PING')).toEqual(['no-prefix']);
  });
});
