import { expect, test } from 'vitest';
import type { PeerId } from '../../shared/network/events';
import { Pulses } from './pulses';

const from: PeerId = '127.0.0.1:5001';
const to: PeerId = '127.0.0.1:5002';

test('the bytes of a download travel from the holder to the downloader in a colour of their own, and are bounded', () => {
  const pulses = new Pulses();
  pulses.put({ from, to, verb: 'file' }, 0, 100);
  expect(pulses.at(1)).toMatchObject([{ from, to, group: 'file', reply: false, start: 0 }]);
  for (let i = 0; i < 1_000; i += 1) pulses.put({ from, to, verb: 'file' }, 0, 100);
  expect(pulses.size).toBeLessThan(500);
  expect(pulses.at(10_000)).toEqual([]);
});
