import type { Runtime } from '../../runtime/runtime';
import type { Connection } from '../../transport/transport';

/** Milliseconds for which the rest of a refused request is read, so that its sender can read the answer. */
const DRAIN_MS = 1_000;

const SENTENCE =
  'This port speaks the syncPulse protocol, not HTTP. Open the address that syncPulse shows for its window in place of this one.\n';
const ANSWER = [
  'HTTP/1.1 400 Bad Request',
  'Content-Type: text/plain; charset=utf-8',
  `Content-Length: ${SENTENCE.length}`,
  'X-Content-Type-Options: nosniff',
  'Connection: close',
  '',
  SENTENCE,
].join('\r\n');

/** Answers an HTTP request at an endpoint that serves none. Nothing that comes on the connection is a frame any more. */
export function refuseHttp(connection: Connection, runtime: Runtime): void {
  // A connection that is destroyed while bytes are unread is reset, and the answer is lost with it.
  connection.on('data', () => undefined);
  const end = runtime.setTimer(DRAIN_MS, () => connection.destroy());
  connection.once('end', () => {
    if (connection.writableFinished) connection.destroy();
    else connection.once('finish', () => connection.destroy());
  });
  connection.once('close', () => end.cancel());
  connection.end(ANSWER);
}
