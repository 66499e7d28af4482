import { ok, type Problem, type Result } from '../../shared/problem';
import { type Address, keyOf } from '../../shared/protocol/address';
import type { MessageOf } from '../../shared/protocol/message';
import type { Requests } from './peer/requests';
import { isLoopback } from './transport/source-limits';
import type { Arrival } from './transport/transport';
import type { Wire } from './wire';

/** Doubts looked into at once; who sends more is refused without a look. */
const MOST_DOUBTS = 16;

/**
 * Whether somebody may have an address taken out of a table. Only who speaks from that address may, or from this
 * machine; else the address is asked, and goes only when it no longer answers.
 */
export class Speakers {
  readonly #requests: Requests;
  readonly #wire: Wire;
  readonly #doubts = new Set<string>();

  constructor(requests: Requests, wire: Wire) {
    this.#requests = requests;
    this.#wire = wire;
  }

  /**
   * Calls exactly one of both: at once where the speaker is plain, after asking where it is not.
   *
   * @param outcome `stands`: whether the address is in the table; nobody can make us ask around for any other
   */
  decide(
    arrival: Arrival,
    { verb, address }: MessageOf<'LEAVE'> | MessageOf<'UNREG'>,
    outcome: { readonly stands: boolean; allow(): void; refuse(): void },
  ): void {
    if (speaksFor(arrival.from, address)) return outcome.allow();
    const about = keyOf(address);
    const refuse = () => {
      this.#wire.refused(arrival.from, verb, about, 'not-its-own');
      outcome.refuse();
    };
    if (!outcome.stands || this.#doubts.has(about) || this.#doubts.size >= MOST_DOUBTS) return refuse();
    this.#doubts.add(about);
    void answers(this.#requests, address).then((answer) => {
      this.#doubts.delete(about);
      if (answer.ok || answer.error.code !== 'no-answer') refuse();
      else outcome.allow();
    });
  }
}

/** A name such as `localhost` cannot be compared with an address, and counts as somebody else's. */
function speaksFor(from: Address, address: Address): boolean {
  const source = plain(from.ip);
  return source === plain(address.ip) || isLoopback(source);
}

/** An IPv4 address that came in on an IPv6 socket is written as itself. */
function plain(ip: string): string {
  return ip.toLowerCase().replace(/^::ffff:(?=\d+\.)/, '');
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
