import { failed, ok, type Result } from '../../../shared/problem';
import { type Address, keyOf } from '../../../shared/protocol/address';
import { CODE, type Message } from '../../../shared/protocol/message';
import type { Requests } from './requests';

/** What a bootstrap server's refusal means (PROTOCOL.md, "Messages"), as a sentence with a remedy. */
function refusal(code: number, name: string): string {
  switch (code) {
    case CODE.alreadyRegistered:
      return 'The bootstrap server has this peer registered already and would not let it unregister. Restart the bootstrap server.';
    case CODE.takenByAnotherName:
      return `The bootstrap server has this address registered under another name than ${name}. Unregister that one, or take another port.`;
    case CODE.registryFull:
      return 'The registry of the bootstrap server is full (9996). Raise its capacity, or let a peer leave.';
    case CODE.failed:
      return 'The bootstrap server calls the registration malformed (9999). Look at the frame in the messages.';
    default:
      return `The bootstrap server refused the registration with code ${code}.`;
  }
}

/**
 * REG at the bootstrap server. An entry left over from before a crash (9998) is unregistered first, as the
 * protocol asks.
 *
 * @returns the neighbours offered; `refused` when the server says no, `no-answer` when it says nothing
 */
export async function register(
  requests: Requests,
  bootstrap: Address,
  self: { readonly address: Address; readonly name: string },
  signal: AbortSignal,
): Promise<Result<Address[]>> {
  for (let again = false; ; again = true) {
    const asked = await requests.ask(bootstrap, { verb: 'REG', ...self }, signal);
    if (!asked.ok) return asked;
    const answer: Message = asked.value;
    if (answer.verb !== 'REGOK')
      return failed(
        'refused',
        `${keyOf(bootstrap)} answered ERROR to REG. It may not be a bootstrap server.`,
      );
    if (answer.code === CODE.ok) return ok(answer.offers.map((offer) => offer.address));
    if (answer.code !== CODE.alreadyRegistered || again)
      return failed('refused', refusal(answer.code, self.name));
    const removed = await unregister(requests, bootstrap, self, signal);
    if (!removed.ok) return removed;
  }
}

/** UNREG at the bootstrap server. That it knows no such entry (9999) is as good as done. */
export async function unregister(
  requests: Requests,
  bootstrap: Address,
  self: { readonly address: Address; readonly name: string },
  signal: AbortSignal,
): Promise<Result> {
  const asked = await requests.ask(bootstrap, { verb: 'UNREG', ...self }, signal);
  return asked.ok ? ok() : asked;
}
