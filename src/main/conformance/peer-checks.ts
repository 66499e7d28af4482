import { CODE } from '../../shared/protocol/message';
import type { Outcome } from './ask';
import { checkRobustness } from './robustness-checks';
import { codeReceived, type ExaminationSession } from './session';

/** A file that nobody has. */
const IMPROBABLE = 'zyzzyva quokka 7319';

export function tryJoining(visit: ExaminationSession, name: 'join' | 'join-again'): Promise<Outcome> {
  const { ip, port } = visit.listener.address;
  return visit.attempt({ name, body: `JOIN ${ip} ${port}`, reply: 'JOINOK', late: true });
}

/** What is tried at a peer once it has answered the first JOIN. The doctor is its neighbour for a moment, and leaves. */
export async function examinePeer(visit: ExaminationSession): Promise<void> {
  const { ip, port } = visit.listener.address;
  await tryJoining(visit, 'join-again');
  await visit.attempt({
    name: 'search',
    body: `SER ${ip} ${port} "${IMPROBABLE}" 0`,
    reply: 'SEROK',
    late: true,
  });
  const leave = { body: `LEAVE ${ip} ${port}`, reply: 'LEAVEOK', late: true } as const;
  await visit.attempt({ ...leave, name: 'leave' });
  await visit.attempt({ ...leave, name: 'leave-again' });
  const malformed = { name: 'join-malformed', reply: 'JOINOK' } as const;
  await checkRobustness(visit, leave, {
    ...malformed,
    send: () => visit.attempt({ ...malformed, body: `JOIN ${ip}`, late: true }),
  });
}

/** Leaves, where it was not confirmed that the doctor is out of the neighbour table. */
export async function cleanUpPeer(visit: ExaminationSession, signal: AbortSignal): Promise<void> {
  const { ip, port } = visit.listener.address;
  const leave = async (body: string) => {
    await visit.attempt({ name: 'cleanup', body, reply: 'LEAVEOK', late: true }, signal);
  };
  const joined = codeReceived(visit.heardAt('join'), 'JOINOK') === CODE.ok;
  if (joined && codeReceived(visit.heardAt('leave'), 'LEAVEOK') !== CODE.ok)
    await leave(`LEAVE ${ip} ${port}`);
  // Who takes a neighbour without a port would keep it for ever; what it took it in by may take it out again.
  if (codeReceived(visit.heardAt('join-malformed'), 'JOINOK') === CODE.ok) await leave(`LEAVE ${ip}`);
}
