import { connect } from 'node:net';
import { failed, ok, type Result } from '../../../shared/problem';
import { type Address, keyOf } from '../../../shared/protocol/address';
import type { Attempt } from '../../network/node/message-io';
import { socketProblem } from '../../transport/sockets/socket-problem';

/** Idle timeout, in milliseconds. */
const PATIENCE_MS = 2_000;
/** Maximum number of characters to read: the list of some ten thousand peers. */
const MAX_BYTES = 2_000_000;

/**
 * Sends one frame by TCP and reads lines, not frames, until the other side ends the connection: the reply to PRINT.
 *
 * @param attempt completed here: the frame was written, or could not be
 * @returns the received lines (hostile text), or `no-answer`
 */
export function readLines(
  to: Address,
  frame: string,
  signal: AbortSignal,
  attempt: Attempt,
): Promise<Result<string[]>> {
  return new Promise((resolve) => {
    const socket = connect({ host: to.ip, port: to.port, noDelay: true, signal });
    let text = '';
    const done = () => resolve(ok(text.split(/\r?\n/).filter((line) => line !== '')));
    socket.setEncoding('utf8');
    socket.setTimeout(PATIENCE_MS, () => {
      // A list that was not terminated is returned as well.
      if (text === '') resolve(failed('no-answer', `${keyOf(to)} did not answer.`));
      else done();
      socket.destroy();
    });
    socket.on('data', (chunk: string) => {
      text += chunk;
      if (text.length > MAX_BYTES) socket.destroy();
    });
    socket.once('error', (error) => {
      attempt.failed(socketProblem(error, to));
      resolve({ ok: false, error: socketProblem(error, to) });
    });
    socket.once('close', () => {
      attempt.failed(failed('no-answer', `${keyOf(to)} accepted no connection.`).error);
      done();
    });
    socket.write(frame, (error) => {
      if (!error) attempt.sent('tcp');
    });
  });
}
