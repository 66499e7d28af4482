import type { Server, ServerOptions } from 'node:http';
import type { Socket } from 'node:net';
import type { EventOf } from '../../../shared/network/events';
import type { Settings } from '../../../shared/settings/settings';
import type { EventLog } from '../../network/log/event-log';
import { refuseUnreadable } from '../http/refusal';

type Refused = EventOf<'api:refused'>['what'];

/** Connections in all, and WebSockets. Each costs a descriptor; a browser window uses up to seven and one WebSocket. */
export interface ApiLimits {
  readonly connections: number;
  readonly webSockets: number;
  /** Longest time for the head of a request, in milliseconds, since its connection was opened. */
  readonly headMs: number;
  /** Longest time for the body of a request, in milliseconds. */
  readonly bodyMs: number;
}

/** @returns the limits in the settings */
export function apiLimitsOf({ apiConnections, apiWebSockets, apiHeadS, apiBodyS }: Settings): ApiLimits {
  return {
    connections: apiConnections,
    webSockets: apiWebSockets,
    headMs: apiHeadS * 1_000,
    bodyMs: apiBodyS * 1_000,
  };
}

/** Options of a server whose requests are timed by {@link ConnectionLimits}: Node's own limit would apply to uploads too. */
export const TIMED_SERVER: ServerOptions = { requestTimeout: 0, connectionsCheckingInterval: 1_000 };

const REFUSED_BY_STATUS: Readonly<Record<number, Refused>> = {
  401: 'no-token',
  403: 'wrong-origin',
  413: 'large-request',
  507: 'large-request',
};

/** Milliseconds in which refusals are reported as one event. */
const REPORT_INTERVAL_MS = 1_000;

/** Bounds what programs without the token can hold open, so that programs with the token can always connect. */
export class ConnectionLimits {
  readonly #limits: () => ApiLimits;
  readonly #log: EventLog;
  /** Connections that have sent no right token yet, the oldest first. */
  readonly #unproven = new Set<Socket>();
  #open = 0;
  readonly #unreported = new Map<Refused, number>();
  #timer: NodeJS.Timeout | undefined;

  /** @param limits read for each connection */
  constructor(server: Server, limits: () => ApiLimits, log: EventLog) {
    this.#limits = limits;
    this.#log = log;
    server.on('connection', (socket) => {
      server.headersTimeout = this.#limits().headMs;
      this.#admit(socket);
    });
    server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
      if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT') this.noteSlow();
      refuseUnreadable(error.code, socket);
    });
  }

  /** This connection has sent the token: it is not closed in favour of another. */
  trust(socket: Socket): void {
    this.#unproven.delete(socket);
  }

  /** @returns whether one more WebSocket is allowed; a refusal is counted */
  admitsWebSocket(open: number): boolean {
    if (open < this.#limits().webSockets) return true;
    this.#refused('websocket');
    return false;
  }

  get bodyMs(): number {
    return this.#limits().bodyMs;
  }

  /** A request was ended whose head or body did not arrive in time. */
  noteSlow(): void {
    this.#refused('slow-request');
  }

  /** Counts refused requests by their reason. */
  noteStatus(status: number): void {
    const what = REFUSED_BY_STATUS[status];
    if (what !== undefined) this.#refused(what);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  /** When full, the oldest connection without the token is closed, so that a new one can still authenticate. */
  #admit(socket: Socket): void {
    this.#open += 1;
    this.#unproven.add(socket);
    socket.once('close', () => {
      this.#open -= 1;
      this.#unproven.delete(socket);
    });
    if (this.#open <= this.#limits().connections) return;
    const [oldest = socket] = this.#unproven;
    this.#unproven.delete(oldest);
    oldest.destroy();
    this.#refused('connection');
  }

  #refused(what: Refused): void {
    this.#unreported.set(what, (this.#unreported.get(what) ?? 0) + 1);
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      for (const [kind, count] of this.#unreported)
        this.#log.emit({ type: 'api:refused', what: kind, count });
      this.#unreported.clear();
    }, REPORT_INTERVAL_MS);
    this.#timer.unref();
  }
}
