import { createSocket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { isIP, isIPv6 } from 'node:net';
import type { Transport } from '../../shared/network/events';
import type { ExamineProgress, Report } from '../../shared/network/report';
import { failed, type Problem } from '../../shared/problem';
import { type Address, keyOf } from '../../shared/protocol/address';
import { encodeFrame } from '../../shared/protocol/frame/encode-frame';
import { sleep } from '../runtime/runtime';
import { systemRuntime } from '../runtime/system';
import { socketProblem } from '../transport/sockets/socket-problem';
import { cleanUpBootstrap, examineBootstrap, ownName, tryRegistering } from './bootstrap-checks';
import { detectDialect } from './detect-dialect';
import { causesOf, evaluate } from './evaluate';
import { cleanUpPeer, examinePeer, tryJoining } from './peer-checks';
import { ReplyListener } from './reply-listener';
import { ExaminationSession, receives } from './session';

export interface ExamineOptions {
  /** Default: both, TCP first. */
  readonly transports?: readonly Transport[];
  /** Longest wait for each reply, in milliseconds; default 1500. */
  readonly timeout?: number;
  /**
   * Also sends, last, a REG or JOIN with a missing field. Some programs end when they read one, so by default it is
   * not sent.
   */
  readonly thorough?: boolean;
  /** Called before each request is sent. */
  readonly onProgress?: (progress: ExamineProgress) => void;
}

const TIMEOUT_MS = 1_500;
/** Time limit of the cleanup after the caller ended the examination. */
const CLEANUP_MS = 3_000;
/** A bootstrap server returns a list only when other peers are registered; two more suffice. */
const LISTENERS = 3;

type Kind = Report['kind'];

const SILENT_BY_UDP = 'no answer; a program may listen that does not answer these requests';
/** Wait for the report that a UDP port is closed. */
const REPORT_WAIT_MS = 300;

const UNDETERMINED: Report['recognition'] = {
  family: 'uncertain',
  certainty: 'none',
  why: ['the examination was ended before every check was made'],
};

/**
 * Examines a bootstrap server or a peer of any implementation: sends it every request of the protocol, and reports
 * what is exact, what is tolerated and what is wrong. It registers and joins only with its own addresses, removes
 * them at the end, and closes all its sockets. Faults of the examined program are in the report, never thrown.
 *
 * @param signal ends it early; what it registered is still removed
 */
export async function examine(
  address: Address,
  { transports = ['tcp', 'udp'], timeout = TIMEOUT_MS, thorough = false, onProgress }: ExamineOptions = {},
  signal: AbortSignal = new AbortController().signal,
): Promise<Report> {
  const at = Date.now();
  const start = performance.now();
  const resolved = await resolve(address);
  const base = { address: keyOf(address), at, thorough } as const;
  if (!resolved.ok) return unreachable(base, address, resolved.problem, start);
  const to = resolved.to;

  const listeners: ReplyListener[] = [];
  try {
    const from = await sourceFor(to);
    for (let index = 0; index < LISTENERS; index += 1) listeners.push(await ReplyListener.open(from));
    const [listener, ...others] = listeners;
    if (!listener) throw new Error('no listener was opened');
    const sessions: ExaminationSession[] = [];
    let kind: Kind = 'unknown';
    const reached: Report['transports'][number][] = [];
    let problem: Problem | null = null;
    for (const transport of transports) {
      const session = new ExaminationSession({
        to,
        transport,
        timeout,
        signal,
        listener,
        thorough,
        onProgress,
      });
      const found = await examineByTransport(session, kind, others);
      reached.push({ transport, reachable: found.reachable, words: found.words });
      problem = found.problem ?? problem;
      if (!found.reachable) continue;
      sessions.push(session);
      if (kind === 'unknown') kind = found.kind;
      // A program that stopped on one transport cannot be examined on the other.
      if (session.died) break;
    }
    if (sessions.length === 0) {
      return { ...unreachable(base, to, problem ?? silentProblem(to), start), transports: reached };
    }
    return {
      ...base,
      ...conclude(answeringSessions(sessions), kind, signal.aborted),
      resolved: keyOf(to),
      transports: reached,
      milliseconds: since(start),
    };
  } catch (error) {
    return unreachable(base, to, socketProblem(error, to), start);
  } finally {
    await Promise.all(listeners.map((listener) => listener.close()));
  }
}

interface Found {
  readonly reachable: boolean;
  readonly kind: Kind;
  readonly words: string;
  readonly problem: Problem | null;
}

/** Determines the kind of the program, runs the checks of that kind, and cleans up in any case. */
async function examineByTransport(
  session: ExaminationSession,
  known: Kind,
  others: readonly ReplyListener[],
): Promise<Found> {
  const ping = await session.attempt({ name: 'ping', body: 'PING', reply: 'PONG' });
  if (ping.ended === 'refused') {
    return { reachable: false, kind: 'unknown', words: lower(ping.problem), problem: ping.problem };
  }
  let kind: Kind = 'unknown';
  const self = { address: session.listener.address, name: ownName() };
  try {
    if (known !== 'peer' && receives(await tryRegistering(session, 'reg-new', self), 'REGOK')) {
      kind = 'bootstrap';
      await examineBootstrap(session, self, others);
    } else if (known !== 'bootstrap' && receives(await tryJoining(session, 'join'), 'JOINOK')) {
      kind = 'peer';
      // A peer need not support REG.
      session.discard('reg-new');
      await examinePeer(session);
    }
  } finally {
    const cleanupSignal = AbortSignal.timeout(CLEANUP_MS);
    // A program that did not answer REG may still have stored the entry.
    if (kind !== 'peer') await cleanUpBootstrap(session, cleanupSignal);
    await cleanUpPeer(session, cleanupSignal);
  }
  if (session.transport === 'udp' && !session.answered) {
    return (await isUdpPortClosed(session.to))
      ? { reachable: false, kind, words: 'no program listens there', problem: null }
      : { reachable: false, kind, words: SILENT_BY_UDP, problem: silentByUdp(session.to) };
  }
  const words = session.died
    ? 'answers until it stops'
    : session.answered
      ? 'answers'
      : 'accepts connections, and answers nothing';
  return { reachable: true, kind, words, problem: null };
}

/**
 * A program is evaluated on the transports on which it answers: one that accepts connections and answers only by UDP
 * is not at fault for missing replies by TCP. Where it answered nothing at all, every request counts.
 */
function answeringSessions(sessions: readonly ExaminationSession[]): readonly ExaminationSession[] {
  const answering = sessions.filter(({ answered }) => answered);
  return answering.length > 0 ? answering : sessions;
}

function conclude(
  sessions: readonly ExaminationSession[],
  kind: Kind,
  endedEarly: boolean,
): Pick<
  Report,
  'reachable' | 'problem' | 'kind' | 'recognition' | 'checks' | 'causes' | 'died' | 'conformant'
> {
  const trials = sessions.flatMap((session) => session.trials);
  const died = sessions.find((session) => session.died)?.died ?? null;
  const evaluatedAs = (family: Report['recognition']['family']) =>
    trials.map((trial) => evaluate(trial, { kind, family }));
  const conformant =
    died === null &&
    evaluatedAs('exact').every(({ check: { verdict } }) => verdict === 'exact' || verdict === 'not tried');
  const recognition = endedEarly && conformant ? UNDETERMINED : detectDialect(trials, !conformant);
  const judged = evaluatedAs(recognition.family);
  return {
    reachable: true,
    problem: null,
    kind,
    recognition,
    checks: judged.map(({ check }) => check),
    causes: causesOf(judged),
    died,
    // Conformance cannot be claimed for checks that were not made.
    conformant: conformant && kind !== 'unknown' && !endedEarly,
  };
}

async function resolve(
  address: Address,
): Promise<{ ok: true; to: Address } | { ok: false; problem: Problem }> {
  if (isIP(address.ip) !== 0) return { ok: true, to: address };
  try {
    // A lab that listens on 127.0.0.1 is not found at ::1, which some systems put first for localhost.
    const { address: ip } = await lookup(address.ip, { family: 0, order: 'ipv4first' });
    return { ok: true, to: { ip, port: address.port } };
  } catch (error) {
    return { ok: false, problem: socketProblem(error, address) };
  }
}

/** @returns the address of this machine from which the other one is reached; nothing is sent to find out */
async function sourceFor(to: Address): Promise<string> {
  const probe = createSocket(isIPv6(to.ip) ? 'udp6' : 'udp4');
  try {
    probe.connect(to.port, to.ip);
    await once(probe, 'connect');
    return probe.address().address;
  } finally {
    probe.close();
  }
}

function unreachable(
  base: Pick<Report, 'address' | 'at' | 'thorough'>,
  to: Address,
  problem: Problem,
  start: number,
): Report {
  return {
    ...base,
    resolved: keyOf(to),
    milliseconds: since(start),
    reachable: false,
    problem,
    kind: 'unknown',
    recognition: { family: 'uncertain', certainty: 'none', why: [] },
    transports: [],
    checks: [],
    causes: [],
    died: null,
    conformant: false,
  };
}

function silentProblem(to: Address): Problem {
  return failed('no-answer', `Nothing listens at ${keyOf(to)}. Is the program running, and is this its port?`)
    .error;
}

function silentByUdp(to: Address): Problem {
  return failed(
    'no-answer',
    `No answer came from ${keyOf(to)} by UDP. A program may listen there that answers none of the requests, or the datagrams do not arrive. Is this the right port?`,
  ).error;
}

/** @returns whether the system at the other end reports that no program has this UDP port; silence is not a report */
async function isUdpPortClosed(to: Address): Promise<boolean> {
  const probe = createSocket(isIPv6(to.ip) ? 'udp6' : 'udp4');
  const refused = new Promise<true>((resolve) => {
    probe.on('error', () => resolve(true));
  });
  try {
    probe.connect(to.port, to.ip);
    await once(probe, 'connect');
    // The report of a datagram (ICMP, port unreachable) arrives with the next use of the socket at the latest.
    probe.send(encodeFrame('PING'));
    const silent = sleep(systemRuntime, REPORT_WAIT_MS).then(() => false);
    return await Promise.race([refused, silent]);
  } catch {
    return true;
  } finally {
    probe.close();
  }
}

function lower(problem: Problem | null): string {
  const sentence = problem?.sentence ?? 'there is no answer';
  return sentence.charAt(0).toLowerCase() + sentence.slice(1).replace(/\.$/, '');
}

function since(start: number): number {
  return Math.round(performance.now() - start);
}
