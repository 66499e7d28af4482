import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { RPCHandler } from '@orpc/server/ws';
import { type CloseEvent, type MessageEvent, type WebSocket, WebSocketServer } from 'ws';
import { SOCKET_PROTOCOL } from '../../../shared/browser-login';
import { failed } from '../../../shared/problem';
import { type ApiContext, router } from '../commands/router';
import { maxCommandBytes, tooLong } from '../http/body';
import { acknowledgedSends } from './acknowledged-sends';

/** Milliseconds between two pings to each browser; a browser that did not answer the last one is disconnected. */
const HEARTBEAT_INTERVAL_MS = 30_000;
/** WebSocket close code: the server is going down. */
const GOING_AWAY = 1001;
/** WebSocket close code: a message is too large, and its request number is unknown. */
const TOO_BIG = 1009;

export interface WebSockets {
  /** Takes over an authenticated connection. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  open(): number;
  /** Closes every connection; their streams end. */
  stop(): void;
}

/** Bytes of a message that is still received, so that it can be answered with a problem; above, the connection closes (code 1009). */
const MAX_RECEIVED_BYTES = 16 * 1024 * 1024;

/** Serves the contract over WebSockets. A request above the limit of the settings is answered with a problem. */
export function serveWebSockets(context: ApiContext): WebSockets {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_RECEIVED_BYTES,
    // Never returns the page key, which a browser sends as a second protocol.
    handleProtocols: (offered) => offered.has(SOCKET_PROTOCOL) && SOCKET_PROTOCOL,
  });
  const handler = new RPCHandler(router);
  const silent = new WeakSet<WebSocket>();

  const heartbeat = setInterval(() => {
    for (const socket of server.clients) {
      if (silent.has(socket)) socket.terminate();
      silent.add(socket);
      socket.ping();
    }
  }, HEARTBEAT_INTERVAL_MS);
  heartbeat.unref();

  const serve = (socket: WebSocket) => {
    socket.on('pong', () => silent.delete(socket));
    // Malformed frames and resets: ws closes the connection by itself, and nothing else is needed.
    socket.on('error', () => {});
    void handler.upgrade(
      bounded(socket, () => maxCommandBytes(context.overlay.settings)),
      { context },
    );
  };

  return {
    accept(request, socket, head) {
      server.handleUpgrade(request, socket, head, serve);
    },
    open: () => server.clients.size,
    stop() {
      clearInterval(heartbeat);
      for (const socket of server.clients) {
        socket.close(GOING_AWAY, 'the lab is closing');
        socket.terminate();
      }
      server.close();
    },
  };
}

/**
 * Makes each send wait until the other side takes what it is sent. Streams take their next item only then, so a
 * slow browser gets larger batches instead of filling the memory of this process. Requests that are too large are
 * answered here: closing the connection would end every stream of the window.
 */
function bounded(socket: WebSocket, limit: () => number): Pick<WebSocket, 'addEventListener' | 'send'> {
  const addEventListener = ((type: string, listener: (event: MessageEvent | CloseEvent) => void) => {
    if (type === 'message') {
      socket.addEventListener('message', (event) => {
        const text = tooLarge(event.data, limit());
        if (text === undefined) listener(event);
        else refuseRequest(socket, text, limit());
      });
    } else socket.addEventListener('close', listener);
  }) as WebSocket['addEventListener'];
  return { addEventListener, send: acknowledgedSends(socket) };
}

/** @returns the beginning of a message that is too large; undefined for any other */
function tooLarge(data: MessageEvent['data'], limit: number): string | undefined {
  const parts = (Array.isArray(data) ? data : [data]).map((part) =>
    typeof part === 'string' || Buffer.isBuffer(part) ? part : Buffer.from(part),
  );
  const bytes = parts.reduce((sum, part) => sum + Buffer.byteLength(part), 0);
  return bytes > limit ? parts[0]?.slice(0, 200).toString() : undefined;
}

/** @param start the start of a request, which begins with its number */
function refuseRequest(socket: WebSocket, start: string, limit: number): void {
  const id = /^\{"i":"([\w-]{1,64})"/.exec(start)?.[1];
  if (id === undefined) return socket.close(TOO_BIG, 'a message is too large');
  const { status, code, message } = tooLong(limit);
  const { error: problem } = failed('too-large', message);
  const json = { defined: false, code, status, message: problem.sentence, data: problem };
  socket.send(JSON.stringify({ i: id, p: { s: status, b: { json } } }));
}
