import { failed, ok, type Result } from '../../../shared/problem';
import { type Address, keyOf } from '../../../shared/protocol/address';
import { explainCode } from '../../../shared/protocol/codes';
import { CODE, type Message } from '../../../shared/protocol/message';
import type { ServerDialect } from '../bootstrap/server-dialect';
import type { Requests } from '../node/requests';

/**
 * REGs until an entry that does not go is taken for a refusal. A slow server may take a repeated REG as a second one,
 * and answers that it has the entry which the first one made.
 */
const MAX_TRIES = 3;

/** A refusal as a sentence with a remedy, by the table of codes that fits the server. */
function refusal(code: number, name: string, dialect: ServerDialect): string {
  const { words } = explainCode('REGOK', code, dialect.table);
  return `The bootstrap server refused ${name} with REGOK ${code}: ${words}. ${REMEDY}`;
}

const REMEDY =
  'Unregister the other entry or take another port; where the registry is full, raise its capacity or let a peer leave.';

/**
 * REG at the bootstrap server. An entry left over from before a crash is unregistered first, as the protocol asks:
 * 9998 says so, and in family C 9999.
 *
 * @returns the neighbours offered; `refused` when the server says no, `no-answer` when it says nothing
 */
export async function register(
  requests: Requests,
  bootstrap: Address,
  self: { readonly address: Address; readonly name: string },
  dialect: ServerDialect,
  signal: AbortSignal,
): Promise<Result<Address[]>> {
  for (let tries = 1; ; tries += 1) {
    const asked = await requests.askServer(
      bootstrap,
      { verb: 'REG', address: self.address, name: self.name },
      signal,
    );
    if (!asked.ok) return asked;
    const answer: Message = asked.value;
    if (answer.verb !== 'REGOK')
      return failed(
        'refused',
        `${keyOf(bootstrap)} answered ERROR to REG. It may not be a bootstrap server.`,
      );
    if (answer.code === CODE.ok) {
      dialect.note(answer.offers);
      return ok(answer.offers.map((offer) => offer.address));
    }
    const mayBeLeftOver = isInRegistry(answer.code, dialect);
    if (mayBeLeftOver) dialect.noteRegistered();
    if (!mayBeLeftOver || tries >= MAX_TRIES) {
      // In family C the same number means that the registry is full, which another port does not help.
      const taken = answer.code === CODE.takenByAnotherName && dialect.table !== 'C';
      return failed(taken ? 'address-taken' : 'refused', refusal(answer.code, self.name, dialect));
    }
    const removed = await unregister(requests, bootstrap, self, signal);
    if (!removed.ok) return removed;
  }
}

/**
 * Makes sure that the bootstrap server still has a peer, by REG again: one that has it refuses, one that was restarted
 * registers it. Some servers answer both alike, and might list the peer twice: there it is taken out first.
 *
 * @param takeOutFirst UNREG before REG
 * @returns `null` where it was still registered, else the neighbours offered; problems as of {@link register}
 */
export async function renew(
  requests: Requests,
  bootstrap: Address,
  self: { readonly address: Address; readonly name: string },
  dialect: ServerDialect,
  takeOutFirst: boolean,
  signal: AbortSignal,
): Promise<Result<Address[] | null>> {
  const { address, name } = self;
  let wasThere = false;
  if (takeOutFirst) {
    // A server of family A does not answer where it has no such peer: that is no reason not to register.
    const removed = await requests.askServer(bootstrap, { verb: 'UNREG', address, name }, signal);
    if (!removed.ok && removed.error.code === 'cancelled') return removed;
    wasThere = removed.ok && removed.value.verb === 'UNROK' && removed.value.code === CODE.ok;
  }
  const asked = await requests.askServer(bootstrap, { verb: 'REG', address, name }, signal);
  if (!asked.ok) return asked;
  const answer = asked.value;
  // It answered REG before: ERROR is a fault of the moment, and so is anything else.
  if (answer.verb !== 'REGOK') return failed('unreadable-answer', `${keyOf(bootstrap)} answered no REGOK.`);
  if (isInRegistry(answer.code, dialect)) {
    dialect.noteRegistered();
    return ok(null);
  }
  if (answer.code === CODE.ok) return ok(wasThere ? null : answer.offers.map((offer) => offer.address));
  const taken = answer.code === CODE.takenByAnotherName && dialect.table !== 'C';
  return failed(taken ? 'address-taken' : 'refused', refusal(answer.code, name, dialect));
}

/** 9998 says so, and in family C 9999, which is not known to be one where the server is not. */
function isInRegistry(code: number, dialect: ServerDialect): boolean {
  return code === CODE.alreadyRegistered || (code === CODE.failed && dialect.table !== 'exact');
}

/** UNREG at the bootstrap server. That it knows no such entry (9999) is as good as done. */
export async function unregister(
  requests: Requests,
  bootstrap: Address,
  self: { readonly address: Address; readonly name: string },
  signal: AbortSignal,
): Promise<Result> {
  const asked = await requests.askServer(
    bootstrap,
    { verb: 'UNREG', address: self.address, name: self.name },
    signal,
  );
  return asked.ok ? ok() : asked;
}
