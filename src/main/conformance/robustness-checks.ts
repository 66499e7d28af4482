import type { CheckName } from '../../shared/network/report';
import { encodeFrame } from '../../shared/protocol/frame';
import type { Verb } from '../../shared/protocol/message';
import { type ExaminationSession, receives } from './session';

export interface Probe {
  readonly body: string;
  readonly reply: Verb;
}

const GARBAGE = 'XYZZY nothing happens';

/**
 * What both kinds are tried with: frames that come together or in pieces, and one that means nothing. Then it is
 * asked once more something that it understands, to see that it survived. What may end a program comes last, and only
 * in a thorough examination.
 *
 * @param fallback something that it understands, if it knows neither PING nor ECHO
 * @param malformed the request that it should understand and refuse; some programs end when they read it
 */
export async function checkRobustness(
  visit: ExaminationSession,
  fallback: Probe,
  malformed: { readonly name: CheckName; readonly reply: Verb; readonly send: () => Promise<unknown> },
): Promise<void> {
  const probe = probeFor(visit, fallback);
  const late = probe?.reply === 'LEAVEOK';
  const why = 'it has answered nothing that could be asked again';
  if (visit.transport === 'tcp') {
    if (probe) {
      const frame = encodeFrame(probe.body);
      await visit.attempt({ name: 'two-frames', chunks: [frame + frame], due: 2, reply: probe.reply, late });
      const chunks = [frame.slice(0, 2), frame.slice(2, 7), frame.slice(7)];
      await visit.attempt({ name: 'split-frame', chunks, reply: probe.reply, late });
    } else {
      visit.skip('two-frames', why);
      visit.skip('split-frame', why);
    }
  }
  await visit.attempt({ name: 'garbage', body: GARBAGE, reply: 'ERROR' });
  if (visit.thorough) await malformed.send();
  else
    visit.skip(
      malformed.name,
      'some programs end when they read it; ask for a thorough examination',
      malformed.reply,
    );
  if (probe) await visit.attempt({ name: 'alive', body: probe.body, reply: probe.reply, late });
  else visit.skip('alive', why);
}

function probeFor(visit: ExaminationSession, fallback: Probe): Probe | null {
  if (receives({ heard: visit.heardAt('ping') }, 'PONG')) return { body: 'PING', reply: 'PONG' };
  if (receives({ heard: visit.heardAt('echo') }, 'ECHOK')) return { body: 'ECHO', reply: 'ECHOK' };
  const answered = visit.trials.some((trial) => trial.outcome && receives(trial.outcome, fallback.reply));
  return answered ? fallback : null;
}
