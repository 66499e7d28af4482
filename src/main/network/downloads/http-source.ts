import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { anySignal } from 'any-signal';
import type { PeerId } from '../../../shared/network/events';
import { failed, ok, type Result } from '../../../shared/problem';
import { type Address, addressOf } from '../../../shared/protocol/address';
import { type Runtime, timeLimit } from '../../runtime/runtime';
import type { Connection } from '../../transport/transport';
import { olderPathOf, pathOf } from '../files/file-server';
import type { Span } from '../files/file-source';
import { ConnectionAgent, endWhenStalled } from './connection-agent';
import { DiskError } from './storage/disk';

/** The file as reported by a holder. */
export interface Offer {
  readonly bytes: number;
  /** In hex. */
  readonly sha256: string;
}

export interface Fetching {
  readonly span: Span;
  readonly offer: Offer;
  readonly signal: AbortSignal;
  /** Receives the bytes in order; a returned promise pauses the holder. */
  readonly take: (bytes: Buffer) => Promise<void> | undefined;
}

/** Whether another request is useless: a silent holder may return, one with invalid answers is not used again. */
export type Fetched = Result<{ readonly verified: boolean }> & { readonly final?: boolean };

/** Options of the connection to a holder. */
export interface SourceContext {
  readonly runtime: Runtime;
  /** Opens a connection of the downloading peer. */
  readonly connect: (to: Address) => Connection;
  /** Milliseconds without a byte after which a connection is closed. */
  readonly stall: number;
}

/** Milliseconds for the head of an answer: the holder of a large file may have to work out its digest first. */
const HEAD_TIMEOUT_MS = 60_000;

/** Bytes and milliseconds of a file that is read only to learn its digest: an answer need not have an end. */
const MAX_BYTES_TO_READ = 10_000_000_000;
const READ_TIMEOUT_MS = 600_000;
/** Answers to a path, or to HEAD, that a server does not know. */
const UNKNOWN = new Set([400, 404, 405, 501]);

/** HTTP client of one holder of one file, on one persistent connection. All its answers are verified. */
export class HttpSource {
  readonly id: PeerId;
  readonly #runtime: Runtime;
  readonly #name: string;
  readonly #stall: number;
  #path: string;
  /** It states no digest, and may know neither conditions nor ranges. */
  #plain = false;
  readonly #agent: ConnectionAgent;

  /** @param stall milliseconds without an byte after which it is given up */
  constructor({ runtime, connect, stall }: SourceContext, id: PeerId, name: string) {
    this.#runtime = runtime;
    this.#agent = new ConnectionAgent(() => connect(addressOf(id)));
    this.id = id;
    this.#name = name;
    this.#path = pathOf(name);
    this.#stall = stall;
  }

  /** Closes its connections. */
  close(): void {
    this.#agent.destroy();
  }

  /** Requests the metadata: at the path of a syncPulse peer, then at that of older programs. */
  async ask(signal: AbortSignal): Promise<Result<Offer>> {
    for (const path of [pathOf(this.#name), olderPathOf(this.#name)]) {
      this.#path = path;
      this.#plain = false;
      const asked = await this.#send('HEAD', {}, signal);
      if (!asked.ok) return asked;
      const { statusCode, headers } = asked.value;
      asked.value.resume();
      if (statusCode === 200) {
        const sha256 = /^"([0-9a-f]{64})"$/.exec(headers.etag ?? '')?.[1];
        const bytes = Number(headers['content-length']);
        if (sha256 !== undefined && Number.isSafeInteger(bytes) && bytes >= 0) return ok({ bytes, sha256 });
        if (path === pathOf(this.#name)) {
          const sentence = `${this.id} does not report the size and the SHA-256 of “${this.#name}”.`;
          return failed('unreadable-answer', sentence);
        }
      } else if (!UNKNOWN.has(statusCode ?? 0)) return this.#refused(statusCode);
    }
    return this.#askByReading(signal);
  }

  /** An older program states no digest: the file is read once to learn it, and what is fetched then must have it, too. */
  async #askByReading(signal: AbortSignal): Promise<Result<Offer>> {
    this.#plain = true;
    const limit = timeLimit(this.#runtime, READ_TIMEOUT_MS);
    const within = anySignal([signal, limit.signal]);
    try {
      return await this.#readOnce(signal, within);
    } finally {
      within.clear();
      limit.cancel();
    }
  }

  async #readOnce(signal: AbortSignal, within: AbortSignal): Promise<Result<Offer>> {
    const asked = await this.#send('GET', {}, within);
    if (!asked.ok) return asked;
    const response = asked.value;
    if (response.statusCode !== 200) {
      response.resume();
      return this.#refused(response.statusCode);
    }
    const hash = createHash('sha256');
    let bytes = 0;
    try {
      for await (const chunk of response as AsyncIterable<Buffer>) {
        hash.update(chunk);
        bytes += chunk.length;
        if (bytes > MAX_BYTES_TO_READ) {
          response.destroy();
          return this.#lies(`more than ${MAX_BYTES_TO_READ / 1_000_000_000} GB without a digest`);
        }
      }
    } catch {
      return this.#silent(signal);
    }
    return response.complete ? ok({ bytes, sha256: hash.digest('hex') }) : this.#silent(signal);
  }

  /** Fetches one part. What was taken before a failure stays taken, unless the part was `verified` by a digest. */
  async fetch({ span, offer, signal, take }: Fetching): Promise<Fetched> {
    const { start, end } = span;
    const whole = start === 0 && end === offer.bytes;
    const headers = {
      ...(!(this.#plain && whole) && { range: `bytes=${start}-${end - 1}` }),
      ...(!this.#plain && { 'if-match': `"${offer.sha256}"` }),
    };
    const asked = await this.#send('GET', headers, signal);
    if (!asked.ok) return asked;
    const response = asked.value;
    const wrong = this.#whatIsWrong(response, span, offer);
    if (wrong) {
      response.destroy();
      return wrong;
    }
    // The whole where a part was asked for: what lies before it is passed over, and what comes after it is not waited for.
    const passedOver = response.statusCode === 200 ? start : 0;
    return this.#receive(response, { length: end - start, passedOver }, take, signal);
  }

  #whatIsWrong(
    { statusCode, headers }: IncomingMessage,
    { start, end }: Span,
    offer: Offer,
  ): Fetched | undefined {
    if (statusCode === 412 || statusCode === 416) {
      return { ...failed('refused', `${this.id} now has another file of that name.`), final: true };
    }
    const whole = statusCode === 200 && (this.#plain || (start === 0 && end === offer.bytes));
    const part =
      statusCode === 206 && headers['content-range'] === `bytes ${start}-${end - 1}/${offer.bytes}`;
    if (!whole && !part) {
      return statusCode === 200 || statusCode === 206
        ? { ...this.#lies('another part than it was asked for'), final: true }
        : { ...this.#refused(statusCode), final: statusCode === 404 };
    }
    const length = headers['content-length'];
    if (length !== undefined && Number(length) !== (whole ? offer.bytes : end - start)) {
      return { ...this.#lies('another length than it was asked for'), final: true };
    }
    return undefined;
  }

  async #receive(
    response: IncomingMessage,
    { length, passedOver }: { readonly length: number; readonly passedOver: number },
    take: Fetching['take'],
    signal: AbortSignal,
  ): Promise<Fetched> {
    const promised = /(?:^|,)\s*sha-256=:([A-Za-z0-9+/=]{44}):/.exec(
      String(response.headers['content-digest'] ?? ''),
    )?.[1];
    // The digest of the whole is checked at the end in any case; that of a part says which part came wrong.
    const hash = promised !== undefined && response.statusCode === 206 ? createHash('sha256') : undefined;
    let received = 0;
    let before = passedOver;
    try {
      for await (const all of response as AsyncIterable<Buffer>) {
        if (before >= all.length) {
          before -= all.length;
          continue;
        }
        const chunk = this.#plain ? all.subarray(before, before + length - received) : all;
        before = 0;
        received += chunk.length;
        if (received > length) return { ...this.#lies('more bytes than it declared'), final: true };
        hash?.update(chunk);
        const held = take(chunk);
        if (held) await held;
        if (this.#plain && received === length) return ok({ verified: false });
      }
    } catch (error) {
      if (error instanceof DiskError) throw error;
      return this.#silent(signal);
    }
    if (received < length || !response.complete) return this.#silent(signal);
    if (hash && hash.digest('base64') !== promised) return this.#lies('bytes that do not fit their digest');
    return ok({ verified: hash !== undefined });
  }

  async #send(
    method: 'GET' | 'HEAD',
    headers: Record<string, string>,
    signal: AbortSignal,
  ): Promise<Result<IncomingMessage>> {
    const { ip, port } = addressOf(this.id);
    const sent = request({
      host: ip,
      port,
      method,
      path: this.#path,
      headers,
      agent: this.#agent,
      signal,
    });
    endWhenStalled(this.#runtime, sent, this.#stall);
    // Bytes that drip in keep a connection from stalling; an answer that never begins has an end all the same.
    const given = new AbortController();
    const giveUp = () => {
      given.abort();
      sent.destroy();
    };
    const deadline = this.#runtime.setTimer(HEAD_TIMEOUT_MS, giveUp);
    sent.on('upgrade', (_response, connection) => {
      connection.on('error', () => undefined).destroy();
      giveUp();
    });
    sent.on('error', () => undefined);
    sent.end();
    const waiting = anySignal([signal, given.signal]);
    try {
      const [response] = (await once(sent, 'response', { signal: waiting })) as [IncomingMessage];
      return ok(response);
    } catch {
      return this.#silent(signal);
    } finally {
      waiting.clear();
      deadline.cancel();
    }
  }

  #refused(status: number | undefined): { ok: false; error: ReturnType<typeof failed>['error'] } {
    return status === 404
      ? failed('not-found', `${this.id} does not have “${this.#name}”.`)
      : failed('refused', `${this.id} answers ${status ?? 'nothing'} where “${this.#name}” was asked for.`);
  }

  #silent(signal: AbortSignal) {
    return signal.aborted
      ? failed('cancelled', 'The download was stopped.')
      : failed('no-answer', `${this.id} is silent or broke off. It is tried again for a while.`);
  }

  #lies(what: string) {
    return failed('wrong-content', `${this.id} sends ${what}.`);
  }
}
