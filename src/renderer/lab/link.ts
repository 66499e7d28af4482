import type { ClientLink } from '@orpc/client';
import { RPCLink as PortLink } from '@orpc/client/message-port';
import { RPCLink as SocketLink } from '@orpc/client/websocket';
import { SOCKET_PROTOCOL } from '../../shared/browser-login';
import { TAKEN } from '../../shared/port-link';
import { pageKey } from './page-key';

type Link = ClientLink<Record<never, never>>;

export interface OpenLink {
  readonly link: Link;
  /** Resolves once the other side is gone. */
  readonly closed: Promise<void>;
  close(): void;
}

declare global {
  interface Window {
    /** Put there by the preload script: this page runs in the desktop app. */
    readonly syncPulseDesktop?: { readonly platform: string };
  }
}

/** Milliseconds that the other side has to open a socket or hand over a port. */
const OPENING_TIMEOUT = 5_000;

/** Opens the one kind of link that this page has: a port from the desktop app, or a socket to the server it came from. */
export function openLink(signal: AbortSignal): Promise<OpenLink> {
  const timeout = AbortSignal.any([signal, AbortSignal.timeout(OPENING_TIMEOUT)]);
  return window.syncPulseDesktop === undefined ? openSocket(timeout) : openPort(timeout);
}

async function openSocket(signal: AbortSignal): Promise<OpenLink> {
  const key = await pageKey();
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
  const socket = new WebSocket(`${scheme}://${location.host}/rpc`, [SOCKET_PROTOCOL, key]);
  const closed = new Promise<void>((resolve) => {
    socket.addEventListener('close', () => resolve(), { once: true });
  });
  const link: Link = new SocketLink({ websocket: socket });
  return new Promise((resolve, reject) => {
    const giveUp = () => {
      socket.close();
      reject(new Error('the lab does not answer', { cause: signal.reason }));
    };
    signal.addEventListener('abort', giveUp, { once: true });
    socket.addEventListener('open', () => {
      signal.removeEventListener('abort', giveUp);
      resolve({ link, closed, close: () => socket.close() });
    });
    closed.then(giveUp, giveUp);
  });
}

/** The preload script passes a port on when asked; only a message from this very window is believed. */
function openPort(signal: AbortSignal): Promise<OpenLink> {
  return new Promise((resolve, reject) => {
    const stopListening = () => {
      window.removeEventListener('message', onMessage);
      signal.removeEventListener('abort', giveUp);
    };
    const giveUp = () => {
      stopListening();
      reject(new Error('the desktop app hands over no port', { cause: signal.reason }));
    };
    const onMessage = (event: MessageEvent) => {
      const port = event.ports[0];
      if (event.source !== window || event.data !== 'syncpulse:port' || port === undefined) return;
      stopListening();
      resolve(linkOver(port));
    };
    window.addEventListener('message', onMessage);
    signal.addEventListener('abort', giveUp);
    window.postMessage('syncpulse:ask-port', location.origin);
  });
}

function linkOver(port: MessagePort): OpenLink {
  // A port that this side closes gets no close event of its own.
  const closing = new AbortController();
  const closed = new Promise<void>((resolve) => {
    port.addEventListener('close', () => resolve(), { once: true });
    closing.signal.addEventListener('abort', () => resolve(), { once: true });
  });
  const link: Link = new PortLink({ port });
  // The app sends no more than a few messages ahead of this.
  port.addEventListener('message', () => port.postMessage(TAKEN));
  port.start();
  const close = () => {
    port.close();
    closing.abort();
  };
  return { link, closed, close };
}
