import { describe, expect, it } from 'vitest';
import { checkFileName, checkPeerName, checkPort } from './names';

describe('checkPeerName', () => {
  it.each(['anna', '1234abcd', '<b>7</b>', 'zoë', '愛', 'ක්‍රි', '👩‍🚀', 'x'.repeat(32), '😀'.repeat(32)])(
    'takes %s',
    (name) => {
      expect(checkPeerName(name)).toEqual({ ok: true, name });
    },
  );

  it.each([
    ['', 'name-empty'],
    ['anna maria', 'name-has-blank'],
    [' ', 'name-has-blank'],
    ['a\u00a0b', 'name-has-blank'],
    ['a\tb', 'name-unprintable'],
    ['a\u0000', 'name-unprintable'],
    ['anna\u202egpj', 'name-unprintable'],
    ['a\u2066b', 'name-unprintable'],
    ['\u200banna', 'name-unprintable'],
    ['\ud83d', 'name-unprintable'],
    ['x'.repeat(33), 'name-too-long'],
  ])('refuses %j as %s', (name, code) => {
    expect(checkPeerName(name)).toMatchObject({ ok: false, error: { code } });
  });

  it('suggests what to type instead', () => {
    expect(checkPeerName(' anna  maria ')).toMatchObject({
      error: { sentence: 'a name holds no blank; try "anna_maria"' },
    });
  });
});

describe('checkFileName', () => {
  it.each(['Windows 8', 'my_file.txt', "'Twas", 'Amélie'])('takes %s', (name) => {
    expect(checkFileName(name)).toEqual({ ok: true, name });
  });

  it.each([
    ['', 'name-empty'],
    ['  ', 'name-empty'],
    ['the "best"', 'name-has-quote'],
    ['a\nb', 'name-unprintable'],
    ['é'.repeat(128), 'name-too-long'],
  ])('refuses %j as %s', (name, code) => {
    expect(checkFileName(name)).toMatchObject({ ok: false, error: { code } });
  });
});

describe('checkPort', () => {
  it.each([1, 5000, 65_535])('takes %d', (port) => {
    expect(checkPort(port)).toEqual({ ok: true, port });
  });

  it.each([0, -1, 65_536, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('refuses %d', (port) => {
    expect(checkPort(port)).toMatchObject({ ok: false, error: { code: 'port-invalid' } });
  });
});
