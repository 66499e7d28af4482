import type { WebSocket } from 'ws';

/** Messages that may be sent without having been taken. More than one, so that a stream is not slowed to one item in a round trip. */
const MAX_NOT_TAKEN = 4;

/**
 * @param socket an open WebSocket
 * @returns what sends a message at once, and resolves when it has left and the other side has taken enough of what it
 *   was sent before: until then its caller makes no further item. That a message has left is not enough, since the
 *   buffers of the operating system hold tens of megabytes for a reader that stands still. So a ping with the number
 *   of the message follows each; the answer to it, which every client gives by itself, shows that the message before
 *   it was read.
 */
export function acknowledgedSends(
  socket: WebSocket,
): (data: Parameters<WebSocket['send']>[0]) => Promise<void> {
  const waiting: (() => void)[] = [];
  let sent = 0;
  let taken = 0;
  const release = () => {
    while (waiting.length > 0 && sent - taken < MAX_NOT_TAKEN) waiting.shift()?.();
  };
  socket.on('pong', (payload) => {
    const number = Number(payload.toString());
    // A client may answer the last of several pings only. Numbers that were never sent mean nothing.
    if (number > taken && number <= sent) taken = number;
    release();
  });
  socket.on('close', () => {
    for (const resolve of waiting.splice(0)) resolve();
  });
  return async (data) => {
    if (socket.readyState !== socket.OPEN) return;
    sent += 1;
    const left = new Promise<void>((resolve) => socket.send(data, () => resolve()));
    socket.ping(String(sent));
    await left;
    if (sent - taken < MAX_NOT_TAKEN || socket.readyState !== socket.OPEN) return;
    await new Promise<void>((resolve) => waiting.push(resolve));
  };
}
