import { getEventListeners } from 'node:events';
import { expect, onTestFinished, test, vi } from 'vitest';
import { addPeers, startLab } from '../support/lab';

const ROUNDS = 40;

/** Notes every signal that anybody listens to. */
function watchSignals(): Set<AbortSignal> {
  const signals = new Set<AbortSignal>();
  const original = EventTarget.prototype.addEventListener;
  const spy = vi.spyOn(EventTarget.prototype, 'addEventListener').mockImplementation(function (
    this: EventTarget,
    ...args: Parameters<typeof original>
  ) {
    if (this instanceof AbortSignal) signals.add(this);
    return original.apply(this, args);
  });
  onTestFinished(() => spy.mockRestore());
  return signals;
}

test('searches, requests and procedures leave no listener on the signals that outlive them', async () => {
  // Node keeps what AbortSignal.any made for as long as its sources live: https://github.com/nodejs/node/issues/54614
  const any = vi.spyOn(AbortSignal, 'any');
  onTestFinished(() => any.mockRestore());
  const lab = await startLab();
  const [first, second] = await addPeers(lab, 2, 'line');
  if (!first || !second) throw new Error('no peers');
  const signals = watchSignals();
  any.mockClear();
  for (let round = 0; round < ROUNDS; round += 1) {
    const started = lab.searches.start({
      peer: first,
      query: `no such file ${round}`,
      strategy: { kind: 'flood', timeToLive: 1 },
    });
    if (!started.ok) throw new Error(started.error.sentence);
    await lab.searches.ended(started.value.id);
    expect((await lab.ping(first, second)).ok).toBe(true);
    expect((await lab.act(second, 'join')).ok).toBe(true);
  }
  expect(any).not.toHaveBeenCalled();
  // One request may be open at any time, such as the renewal of an entry; 40 rounds would leave 40 and more.
  const left = [...signals].map((signal) => getEventListeners(signal, 'abort').length);
  expect(signals.size).toBeGreaterThan(ROUNDS);
  expect(Math.max(...left)).toBeLessThan(10);
});
