import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { hostsOf } from './hosts';

/** A request with this Host that came in on this address of the machine, at port 4000. */
const request = (host: string, localAddress: string) =>
  ({ headers: { host }, socket: { localAddress, localPort: 4_000 } }) as unknown as IncomingMessage;

test('`localhost` names this server on loopback alone: elsewhere it is the name of the machine of the browser', () => {
  const hosts = hostsOf('0.0.0.0');
  expect(hosts.hostOf(request('localhost:4000', '127.0.0.1'))).toBe('localhost:4000');
  expect(hosts.hostOf(request('localhost:4000', '::ffff:127.0.0.1'))).toBe('localhost:4000');
  expect(hosts.hostOf(request('localhost:4000', '192.0.2.7'))).toBeUndefined();
  expect(hosts.hostOf(request('127.0.0.1:4000', '192.0.2.7'))).toBeUndefined();
  expect(hosts.hostOf(request('192.0.2.7:4000', '192.0.2.7'))).toBe('192.0.2.7:4000');
});
