import { randomBytes } from 'node:crypto';
import type { CheckName } from '../../shared/network/report';
import type { Address } from '../../shared/protocol/address';
import { CODE } from '../../shared/protocol/message';
import type { Outcome } from './ask';
import type { ReplyListener } from './reply-listener';
import { checkRobustness } from './robustness-checks';
import { codeReceived, type ExaminationSession, receives } from './session';
import type { OwnEntry } from './trial';

/** A name of at most 8 characters, since some registries keep no more, and hardly anybody else's. */
export function ownName(): string {
  return `doc${randomBytes(2).toString('hex')}`;
}

/** Registers, and notes what has to be undone. */
export async function tryRegistering(
  visit: ExaminationSession,
  check: CheckName,
  entry: OwnEntry,
  listener: ReplyListener = visit.listener,
): Promise<Outcome> {
  const { address, name } = entry;
  const body = `REG ${address.ip} ${address.port} ${name}`;
  const outcome = await visit.attempt({ name: check, body, reply: 'REGOK', listener: listener });
  const [answer] = outcome.heard;
  const refused =
    answer?.message?.verb === 'ERROR' || (codeReceived(outcome.heard, 'REGOK') ?? 0) !== CODE.ok;
  if (!refused && outcome.ended !== 'refused') visit.noteRegistered(entry);
  return outcome;
}

/**
 * What is tried at a bootstrap server once it has answered the first REG: lists, refusals, leaving, and last what
 * might upset it. Everything it registers is an address that the doctor listens on, and is taken out again.
 *
 * @param others two more mailboxes, so that there is somebody to be offered
 */
export async function examineBootstrap(
  visit: ExaminationSession,
  self: OwnEntry,
  others: readonly ReplyListener[],
): Promise<void> {
  const [second, third] = others;
  if (second) {
    await tryRegistering(visit, 'reg-second', { address: second.address, name: ownName() }, second);
  }
  if (third) {
    await tryRegistering(visit, 'reg-same-name', { address: third.address, name: self.name }, third);
  }
  const twin = otherLoopback(self.address);
  if (twin) await tryRegistering(visit, 'reg-same-port', { address: twin, name: ownName() });
  else
    visit.skip('reg-same-port', 'this machine has no second address to register with the same port', 'REGOK');

  await tryRegistering(visit, 'reg-again', self);
  await tryRegistering(visit, 'reg-other-name', { ...self, name: ownName() });
  await tryUnregistering(visit, 'unreg', self);
  await tryUnregistering(visit, 'unreg-again', self);
  await visit.attempt({ name: 'echo', body: 'ECHO', reply: 'ECHOK' });
  const known = {
    body: `UNREG ${self.address.ip} ${self.address.port} ${self.name}`,
    reply: 'UNROK',
  } as const;
  await checkRobustness(visit, known, {
    name: 'reg-malformed',
    reply: 'REGOK',
    send: () => tryMalformed(visit, self.address),
  });
}

async function tryUnregistering(
  visit: ExaminationSession,
  check: CheckName,
  entry: OwnEntry,
): Promise<Outcome> {
  const { address, name } = entry;
  const body = `UNREG ${address.ip} ${address.port} ${name}`;
  const outcome = await visit.attempt({ name: check, body, reply: 'UNROK' });
  if (codeReceived(outcome.heard, 'UNROK') === CODE.ok) visit.noteUnregistered(entry);
  return outcome;
}

async function tryMalformed(visit: ExaminationSession, { ip, port }: Address): Promise<void> {
  const outcome = await visit.attempt({ name: 'reg-malformed', body: `REG ${ip} ${port}`, reply: 'REGOK' });
  if (codeReceived(outcome.heard, 'REGOK') === CODE.ok)
    visit.noteRegistered({ address: { ip, port }, name: '' });
}

/**
 * Takes out what the visit registered and has not seen taken out. A registry that keys on names (family C) wants
 * the name alone; it is given that only after it did not know the usual form.
 */
export async function cleanUpBootstrap(visit: ExaminationSession, signal: AbortSignal): Promise<void> {
  for (const { address, name } of visit.entries) {
    const entry = { address, name };
    const usual = await visit.attempt(
      { name: 'cleanup', body: `UNREG ${address.ip} ${address.port} ${name}`.trimEnd(), reply: 'UNROK' },
      signal,
    );
    if (codeReceived(usual.heard, 'UNROK') === CODE.ok) visit.noteUnregistered(entry);
    else if (receives(usual, 'UNROK') && name !== '') {
      const keyed = await visit.attempt({ name: 'cleanup', body: `UNREG ${name}`, reply: 'UNROK' }, signal);
      if (codeReceived(keyed.heard, 'UNROK') === CODE.ok) visit.noteUnregistered(entry);
    }
  }
}

/** @returns another address of this machine with the same port; every loopback interface but macOS's has 127.0.0.2 */
function otherLoopback({ ip, port }: Address): Address | null {
  return ip === '127.0.0.1' ? { ip: '127.0.0.2', port } : null;
}
