import { describe, expect, it, onTestFinished } from 'vitest';
import type { PeerId } from '../../shared/network/events';
import { failed, ok, type Result } from '../../shared/problem';
import { EventLog } from './event-log';
import { ExternalPeers } from './external-peers';
import { watchLiveness } from './liveness';
import { until } from './testing/until';

const OURS: PeerId = '127.0.0.1:5002';
const THEIRS: PeerId = '10.0.0.9:7000';

const silence = failed('no-answer', 'It did not answer.');

/** A lab with one hosted peer and one that somebody else runs, which answers as the test says. */
function watched(answer: () => Result<unknown>): { log: EventLog; asked: [PeerId, PeerId][] } {
  const log = new EventLog();
  const external = new ExternalPeers(log);
  const asked: [PeerId, PeerId][] = [];
  log.emit({ type: 'bootstrap:started', address: '127.0.0.1:5000' });
  log.emit({ type: 'peer:added', peer: OURS, name: 'ours', hosted: true });
  log.emit({ type: 'registry:added', peer: THEIRS, name: 'theirs', offered: [] });
  const stop = watchLiveness({
    log,
    external,
    quiet: 20,
    probe: async (by, other) => {
      asked.push([by, other]);
      return answer();
    },
  });
  const clock = setInterval(
    () =>
      log.emit({
        type: 'process:sampled',
        loopDelayMs: 0,
        loopDelayP99Ms: 0,
        memory: 0,
        messagesPerSecond: 0,
      }),
    10,
  );
  onTestFinished(() => {
    clearInterval(clock);
    stop();
    external.stop();
  });
  return { log, asked };
}

const phaseOf = (log: EventLog) => log.state.peers.get(THEIRS)?.phase;

describe('an external peer that has been quiet', () => {
  it('is asked by one of ours; no answer shows it as crashed, and one brings it back', async () => {
    let answer: Result<unknown> = silence;
    const { log, asked } = watched(() => answer);
    expect(phaseOf(log)).toBe('registered');
    await until(log, () => phaseOf(log) === 'crashed');
    expect(asked[0]).toEqual([OURS, THEIRS]);
    answer = ok();
    await until(log, () => phaseOf(log) === 'registered');
  });

  it('lives, whatever it says: an ERROR, nonsense, or a connection closed without a word', async () => {
    const { log, asked } = watched(() => failed('unreadable-answer', 'It closed the connection.'));
    await until(log, () => asked.length >= 3);
    expect(phaseOf(log)).toBe('registered');
  });

  it('comes back at once when it is heard of', async () => {
    const { log } = watched(() => silence);
    await until(log, () => phaseOf(log) === 'crashed');
    log.emit({
      type: 'message:received',
      observer: OURS,
      from: THEIRS,
      to: OURS,
      transport: 'tcp',
      verb: 'PING',
      octets: 9,
      frame: '0009 PING',
      deviations: [],
    });
    expect(phaseOf(log)).toBe('registered');
  });
});
