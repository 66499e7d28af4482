import { CODE } from '../../shared/protocol/message';
import { checkRobustness } from './robustness-checks';
import type { Outcome } from './send-request';
import { codeReceived, type ExaminationSession } from './session';

/** A file that no peer has. */
const IMPROBABLE = 'zyzzyva quokka 7319';

export function tryJoining(session: ExaminationSession, name: 'join' | 'join-again'): Promise<Outcome> {
  const { ip, port } = session.listener.address;
  return session.attempt({ name, body: `JOIN ${ip} ${port}`, reply: 'JOINOK', late: true });
}

/** The checks of a peer once it has answered the first JOIN. The doctor is its neighbour for a short time, and leaves. */
export async function examinePeer(session: ExaminationSession): Promise<void> {
  const { ip, port } = session.listener.address;
  await tryJoining(session, 'join-again');
  await session.attempt({
    name: 'search',
    body: `SER ${ip} ${port} "${IMPROBABLE}" 0`,
    reply: 'SEROK',
    late: true,
  });
  const leave = { body: `LEAVE ${ip} ${port}`, reply: 'LEAVEOK', late: true } as const;
  await session.attempt({ ...leave, name: 'leave' });
  await session.attempt({ ...leave, name: 'leave-again' });
  const malformed = { name: 'join-malformed', reply: 'JOINOK' } as const;
  await checkRobustness(session, leave, {
    ...malformed,
    send: () => session.attempt({ ...malformed, body: `JOIN ${ip}`, late: true }),
  });
}

/** Leaves, where it is not confirmed that the doctor is removed from the neighbour table. */
export async function cleanUpPeer(session: ExaminationSession, signal: AbortSignal): Promise<void> {
  const { ip, port } = session.listener.address;
  const leave = async (body: string) => {
    await session.attempt({ name: 'cleanup', body, reply: 'LEAVEOK', late: true }, signal);
  };
  const joined = codeReceived(session.repliesTo('join'), 'JOINOK') === CODE.ok;
  if (joined && codeReceived(session.repliesTo('leave'), 'LEAVEOK') !== CODE.ok)
    await leave(`LEAVE ${ip} ${port}`);
  // A peer that accepts a neighbour without a port would keep it forever; the same incomplete address may remove it.
  if (codeReceived(session.repliesTo('join-malformed'), 'JOINOK') === CODE.ok) await leave(`LEAVE ${ip}`);
}
