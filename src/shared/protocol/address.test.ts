import { describe, expect, it } from 'vitest';
import { addressOf, isHost, keyOf, parseAddress } from './address';

describe('parseAddress', () => {
  it.each([
    ['127.0.0.1:5001', '127.0.0.1', 5001],
    [' Localhost:1 ', '127.0.0.1', 1],
    ['[::1]:5001', '::1', 5001],
    ['::1:5001', '::1', 5001],
  ])('reads %s', (text, ip, port) => {
    const result = parseAddress(text);
    expect(result).toEqual({ ok: true, address: { ip, port } });
    expect(addressOf(keyOf({ ip, port }))).toEqual({ ip, port });
  });

  it.each([
    ['', 'address-invalid'],
    ['127.0.0.1', 'address-invalid'],
    ['127.0.0.1:', 'address-invalid'],
    [':5001', 'address-invalid'],
    ['127.0.0.1:x', 'address-invalid'],
    ['127.0.0:5001', 'ip-invalid'],
    ['300.0.0.1:5001', 'ip-invalid'],
    ['a b:5001', 'ip-invalid'],
    ['1.2.3.4:5:6', 'ip-invalid'],
    ['127.0.0.1:0', 'port-invalid'],
    ['127.0.0.1:70000', 'port-invalid'],
  ])('refuses %j as %s', (text, code) => {
    expect(parseAddress(text)).toMatchObject({ ok: false, error: { code } });
  });
});

describe('isHost', () => {
  it.each(['10.0.0.2', 'lab', 'lab-7.example.org', 'peer_7', '::', 'fe80::1%eth0', '::ffff:10.0.0.2'])(
    'takes %s',
    (token) => {
      expect(isHost(token)).toBe(true);
    },
  );

  it.each(['', '5001', '1.2.3', '1.2.3.4.5', '-lab', 'a/b', 'a:b', '<b>', 'é', ':'])(
    'refuses %j',
    (token) => {
      expect(isHost(token)).toBe(false);
    },
  );
});
