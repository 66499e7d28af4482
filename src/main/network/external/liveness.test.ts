import { describe, expect, it, onTestFinished } from 'vitest';
import { until } from '../../../../test/support/until';
import type { PeerId, Transport } from '../../../shared/network/events';
import { failed, ok, type Result } from '../../../shared/problem';
import type { Verb } from '../../../shared/protocol/message';
import { EventLog } from '../log/event-log';
import { ContactWays } from './contact-ways';
import { ExternalPeers } from './external-peers';
import { watchLiveness } from './liveness';

const OURS: PeerId = '127.0.0.1:5002';
const THEIRS: PeerId = '10.0.0.9:7000';

const silence = failed('no-answer', 'It did not answer.');

/** How a probe of the test reached the external peer: by what, in whose name, and whom. */
type Asked = readonly ['ping' | 'connect', PeerId, PeerId];

const received = (verb: Verb, transport: Transport, from = THEIRS) =>
  ({
    type: 'message:received',
    ...{ observer: OURS, from, to: OURS, transport, verb },
    ...{ bytes: 9, frame: `0009 ${verb}`, deviations: [] },
  }) as const;

/**
 * A lab with one hosted peer and one that somebody else runs, which answers as the test says.
 *
 * @param shown what external peers have sent before
 */
function watched(
  answer: () => Result<never> | Result | Promise<Result>,
  shown: readonly ReturnType<typeof received>[] = [received('PONG', 'tcp')],
  probesAtOnce = 64,
): { log: EventLog; asked: Asked[] } {
  const log = new EventLog();
  const external = new ExternalPeers(log);
  const ways = new ContactWays(log);
  const asked: Asked[] = [];
  log.emit({ type: 'bootstrap:started', address: '127.0.0.1:5000' });
  log.emit({ type: 'peer:added', peer: OURS, name: 'ours', hosted: true });
  log.emit({ type: 'registry:added', peer: THEIRS, name: 'theirs', offered: [] });
  for (const event of shown) log.emit(event);
  const probe = (how: Asked[0]) => async (by: PeerId, other: PeerId) => {
    asked.push([how, by, other]);
    return answer();
  };
  const stop = watchLiveness({
    ...{ log, external, ways, settings: () => ({ silenceBeforeProbeS: 0.02, probesAtOnce }) },
    ...{ ping: probe('ping'), reach: probe('connect') },
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
    ways.stop();
  });
  return { log, asked };
}

const phaseOf = (log: EventLog) => log.state.peers.get(THEIRS)?.phase;

it('probes no more peers at once than the setting allows, and all of them in turn', async () => {
  const others = Array.from({ length: 5 }, (_, index): PeerId => `10.0.0.${20 + index}:7000`);
  let waiting: (() => void)[] = [];
  let most = 0;
  const answer = () =>
    new Promise<Result>((resolve) => {
      waiting.push(() => resolve(ok()));
      most = Math.max(most, waiting.length);
    });
  const shown = others.map((other) => received('PONG', 'tcp', other));
  const { log, asked } = watched(answer, shown, 2);
  for (const [index, peer] of others.entries()) {
    log.emit({ type: 'registry:added', peer, name: `other ${index}`, offered: [] });
  }
  await until(log, () => {
    // Two are probed at once while there are two; only then they answer.
    if (waiting.length >= 2 || asked.length === others.length + 1) {
      for (const end of waiting.splice(0)) end();
    }
    return new Set(asked.map(([, , peer]) => peer)).size === others.length;
  });
  waiting = [];
  expect(most).toBe(2);
});

describe('an external peer that has been quiet', () => {
  it('is asked by one of ours; no answer shows it as crashed, and one brings it back', async () => {
    let answer: Result = silence;
    const { log, asked } = watched(() => answer);
    expect(phaseOf(log)).toBe('registered');
    await until(log, () => phaseOf(log) === 'crashed');
    expect(asked[0]).toEqual(['ping', OURS, THEIRS]);
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
    log.emit(received('PING', 'tcp'));
    expect(phaseOf(log)).toBe('registered');
  });

  it('comes back at once when something unreadable comes from it', async () => {
    const { log } = watched(() => silence);
    await until(log, () => phaseOf(log) === 'crashed');
    log.emit({
      type: 'frame:rejected',
      ...{ observer: OURS, from: THEIRS, transport: 'udp', bytes: 4, frame: 'what' },
      ...{ code: 'verb-unknown', sentence: 'It is no verb.' },
    });
    expect(phaseOf(log)).toBe('registered');
  });
});

describe('an external peer that has never shown to know PING', () => {
  const silentSince = (log: EventLog) => log.state.peers.get(THEIRS)?.silentSince;

  it('is probed by a TCP connection where it uses TCP, and lives while it takes them', async () => {
    let answer: Result = ok();
    const { log, asked } = watched(() => answer, [received('JOIN', 'tcp')]);
    await until(log, () => asked.length >= 2);
    expect(phaseOf(log)).toBe('registered');
    answer = silence;
    await until(log, () => phaseOf(log) === 'crashed');
    expect(new Set(asked.map(([how]) => how))).toEqual(new Set(['connect']));
  });

  it('is silent, not crashed, where it refuses connections that it never took', async () => {
    const { log } = watched(() => silence, [received('JOIN', 'tcp')]);
    await until(log, () => silentSince(log) !== undefined);
    expect(phaseOf(log)).toBe('registered');
  });

  it('is not probed at all where it uses UDP: it is silent until something comes from it', async () => {
    const { log, asked } = watched(() => silence, [received('JOIN', 'udp'), received('SEROK', 'udp')]);
    await until(log, () => silentSince(log) !== undefined);
    expect(asked).toEqual([]);
    expect(phaseOf(log)).toBe('registered');
    expect(silentSince(log)).toBeLessThanOrEqual(log.now());
    log.emit(received('SER', 'udp'));
    expect(silentSince(log)).toBeUndefined();
  });
});
