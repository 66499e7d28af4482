import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { RPCHandler } from '@orpc/server/ws';
import { type WebSocket, WebSocketServer } from 'ws';
import { SOCKET_PROTOCOL } from '../../shared/browser-login';
import { MAX_BODY } from './body';
import { type ApiContext, router } from './router';

/** Milliseconds between two signs of life asked of each browser; one that gave none meanwhile is let go. */
const HEARTBEAT_INTERVAL = 30_000;
/** WebSocket close code: the server is going down. */
const GOING_AWAY = 1001;

export interface WebSockets {
  /** Takes over a connection that has been let in. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  open(): number;
  /** Closes every connection; their streams end. */
  stop(): void;
}

/** Serves the contract over WebSockets. A message above 64 KiB closes its connection (code 1009). */
export function serveWebSockets(context: ApiContext): WebSockets {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_BODY,
    // Never echoes the page's key, which a browser sends as a second protocol.
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
  }, HEARTBEAT_INTERVAL);
  heartbeat.unref();

  const serve = (socket: WebSocket) => {
    socket.on('pong', () => silent.delete(socket));
    // Malformed frames and resets: ws closes the connection by itself, which is all there is to do.
    socket.on('error', () => {});
    void handler.upgrade(withBackpressure(socket), { context });
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
 * Makes each send wait until the message has left for the network. Streams take their next item only then, so a
 * browser that does not keep up makes its feed add up more instead of filling our memory.
 */
function withBackpressure(socket: WebSocket): Pick<WebSocket, 'addEventListener' | 'send'> {
  const send = (data: Parameters<WebSocket['send']>[0]) =>
    new Promise<void>((resolve) => {
      socket.send(data, () => resolve());
    });
  return { addEventListener: socket.addEventListener.bind(socket), send };
}
