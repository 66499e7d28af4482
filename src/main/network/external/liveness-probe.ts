import { ok, type Problem, type Result } from '../../../shared/problem';
import { type Address, keyOf } from '../../../shared/protocol/address';
import type { Requests } from '../node/requests';
import type { ContactWays } from './contact-ways';

/** `unknown`: it cannot be asked in a way that it has shown to know, or the answer proves nothing. */
export type Verdict = 'lives' | 'ended' | 'unknown';

/**
 * Finds out whether a program lives, in no way that it has not used itself: some programs end when they receive a
 * PING.
 *
 * @param ways what external programs have shown to know; without it, only peers of this process are probed
 * @param signal ends the probe; the verdict is then `unknown`
 */
export async function probe(
  address: Address,
  requests: Requests,
  ways: ContactWays | undefined,
  signal?: AbortSignal,
): Promise<Verdict> {
  const key = keyOf(address);
  // Peers of this process listen on TCP for as long as they run.
  const local = requests.isLocal(address);
  const how = local ? 'connect' : (ways?.probeFor(key) ?? 'none');
  if (how === 'none') return 'unknown';
  const answer = await (how === 'ping'
    ? answers(requests, address, signal)
    : requests.reach(address, signal));
  if (answer.ok) {
    if (how === 'connect') ways?.noteListening(key);
    return 'lives';
  }
  if (answer.error.code !== 'no-answer') return 'unknown';
  return local || how === 'ping' || ways?.mustListen(key) ? 'ended' : 'unknown';
}

/**
 * PINGs by TCP, then by UDP. Any answer is a sign of life: ERROR, something unreadable, or a connection that is taken and
 * closed again, as by a peer that does not know the verb.
 */
export async function answers(
  requests: Requests,
  address: Address,
  signal?: AbortSignal,
): Promise<Result<unknown>> {
  const tcp = await requests.askBy('tcp', address, { verb: 'PING' }, signal);
  if (tcp.ok || isSignOfLife(tcp.error)) return ok();
  if (tcp.error.code === 'cancelled') return tcp;
  const udp = await requests.askBy('udp', address, { verb: 'PING' }, signal);
  return udp.ok || isSignOfLife(udp.error) ? ok() : udp;
}

function isSignOfLife({ code }: Problem): boolean {
  return code === 'unreadable-answer' || code === 'connection-closed';
}
