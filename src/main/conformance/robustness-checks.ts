import type { CheckName } from '../../shared/network/report';
import { encodeFrame } from '../../shared/protocol/frame/encode-frame';
import type { Verb } from '../../shared/protocol/message';
import { type ExaminationSession, receives } from './session';

export interface Probe {
  readonly body: string;
  readonly reply: Verb;
}

const GARBAGE = 'XYZZY nothing happens';

/**
 * The checks of both kinds: frames that arrive together or in pieces, and one that is no message. Then a request that
 * the program answered before is sent again, to check that it still runs. A request that may end a program is sent
 * last, and only in a thorough examination.
 *
 * @param fallback a request that it supports, if it supports neither PING nor ECHO
 * @param malformed the request that it should refuse; some programs end when they read it
 */
export async function checkRobustness(
  session: ExaminationSession,
  fallback: Probe,
  malformed: { readonly name: CheckName; readonly reply: Verb; readonly send: () => Promise<unknown> },
): Promise<void> {
  const probe = probeFor(session, fallback);
  const late = probe?.reply === 'LEAVEOK';
  const why = 'it has answered no request that could be repeated';
  if (session.transport === 'tcp') {
    if (probe) {
      const frame = encodeFrame(probe.body);
      await session.attempt({
        name: 'two-frames',
        chunks: [frame + frame],
        due: 2,
        reply: probe.reply,
        late,
      });
      const chunks = [frame.slice(0, 2), frame.slice(2, 7), frame.slice(7)];
      await session.attempt({ name: 'split-frame', chunks, reply: probe.reply, late });
    } else {
      session.skip('two-frames', why);
      session.skip('split-frame', why);
    }
  }
  await session.attempt({ name: 'garbage', body: GARBAGE, reply: 'ERROR' });
  if (session.thorough) await malformed.send();
  else
    session.skip(
      malformed.name,
      'some programs end when they read it; ask for a thorough examination',
      malformed.reply,
    );
  if (probe) await session.attempt({ name: 'alive', body: probe.body, reply: probe.reply, late });
  else session.skip('alive', why);
}

function probeFor(session: ExaminationSession, fallback: Probe): Probe | null {
  if (receives({ replies: session.repliesTo('ping') }, 'PONG')) return { body: 'PING', reply: 'PONG' };
  if (receives({ replies: session.repliesTo('echo') }, 'ECHOK')) return { body: 'ECHO', reply: 'ECHOK' };
  const answered = session.trials.some((trial) => trial.outcome && receives(trial.outcome, fallback.reply));
  return answered ? fallback : null;
}
