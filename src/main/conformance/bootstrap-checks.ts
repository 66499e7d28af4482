import { randomBytes } from 'node:crypto';
import type { CheckName } from '../../shared/network/report';
import type { Address } from '../../shared/protocol/address';
import { CODE } from '../../shared/protocol/message';
import type { ReplyListener } from './reply-listener';
import { checkRobustness } from './robustness-checks';
import type { Outcome } from './send-request';
import { codeReceived, type ExaminationSession, receives } from './session';
import type { OwnEntry } from './trial';

/** A name of at most 8 characters, since some registries store no more; random, so that it is unlikely to be in use. */
export function ownName(): string {
  return `doc${randomBytes(2).toString('hex')}`;
}

/** Registers, and records what the cleanup has to remove. */
export async function tryRegistering(
  session: ExaminationSession,
  check: CheckName,
  entry: OwnEntry,
  listener: ReplyListener = session.listener,
): Promise<Outcome> {
  const { address, name } = entry;
  const body = `REG ${address.ip} ${address.port} ${name}`;
  const outcome = await session.attempt({ name: check, body, reply: 'REGOK', listener });
  const [answer] = outcome.replies;
  const refused =
    answer?.message?.verb === 'ERROR' || (codeReceived(outcome.replies, 'REGOK') ?? 0) !== CODE.ok;
  if (!refused && outcome.ended !== 'refused') session.recordRegistered(entry);
  return outcome;
}

/**
 * The checks of a bootstrap server once it has answered the first REG: lists, refusals, UNREG, and last malformed
 * input. It registers only addresses on which the doctor listens, and unregisters them at the end.
 *
 * @param others two more listeners, so that the server has neighbours to offer
 */
export async function examineBootstrap(
  session: ExaminationSession,
  self: OwnEntry,
  others: readonly ReplyListener[],
): Promise<void> {
  const [second, third] = others;
  if (second) {
    await tryRegistering(session, 'reg-second', { address: second.address, name: ownName() }, second);
  }
  if (third) {
    await tryRegistering(session, 'reg-same-name', { address: third.address, name: self.name }, third);
  }
  const twin = otherLoopback(self.address);
  if (twin) await tryRegistering(session, 'reg-same-port', { address: twin, name: ownName() });
  else
    session.skip(
      'reg-same-port',
      'this machine has no second address to register with the same port',
      'REGOK',
    );

  await tryRegistering(session, 'reg-again', self);
  await tryRegistering(session, 'reg-other-name', { ...self, name: ownName() });
  await tryUnregistering(session, 'unreg', self);
  await tryUnregistering(session, 'unreg-again', self);
  await session.attempt({ name: 'echo', body: 'ECHO', reply: 'ECHOK' });
  const fallback = {
    body: `UNREG ${self.address.ip} ${self.address.port} ${self.name}`,
    reply: 'UNROK',
  } as const;
  await checkRobustness(session, fallback, {
    name: 'reg-malformed',
    reply: 'REGOK',
    send: () => tryMalformed(session, self.address),
  });
}

async function tryUnregistering(
  session: ExaminationSession,
  check: CheckName,
  entry: OwnEntry,
): Promise<Outcome> {
  const { address, name } = entry;
  const body = `UNREG ${address.ip} ${address.port} ${name}`;
  const outcome = await session.attempt({ name: check, body, reply: 'UNROK' });
  if (codeReceived(outcome.replies, 'UNROK') === CODE.ok) session.recordUnregistered(entry);
  return outcome;
}

async function tryMalformed(session: ExaminationSession, { ip, port }: Address): Promise<void> {
  const outcome = await session.attempt({ name: 'reg-malformed', body: `REG ${ip} ${port}`, reply: 'REGOK' });
  if (codeReceived(outcome.replies, 'REGOK') === CODE.ok)
    session.recordRegistered({ address: { ip, port }, name: '' });
}

/**
 * Unregisters every entry of the session that is not confirmed to be removed. A registry that keys on names
 * (family C) expects the name alone; that form is sent only after the usual form failed.
 */
export async function cleanUpBootstrap(session: ExaminationSession, signal: AbortSignal): Promise<void> {
  for (const { address, name } of session.entries) {
    const entry = { address, name };
    const usual = await session.attempt(
      { name: 'cleanup', body: `UNREG ${address.ip} ${address.port} ${name}`.trimEnd(), reply: 'UNROK' },
      signal,
    );
    if (codeReceived(usual.replies, 'UNROK') === CODE.ok) session.recordUnregistered(entry);
    else if (receives(usual, 'UNROK') && name !== '') {
      const keyed = await session.attempt({ name: 'cleanup', body: `UNREG ${name}`, reply: 'UNROK' }, signal);
      if (codeReceived(keyed.replies, 'UNROK') === CODE.ok) session.recordUnregistered(entry);
    }
  }
}

/** @returns another address of this machine with the same port; every loopback interface but macOS's has 127.0.0.2 */
function otherLoopback({ ip, port }: Address): Address | null {
  return ip === '127.0.0.1' ? { ip: '127.0.0.2', port } : null;
}
