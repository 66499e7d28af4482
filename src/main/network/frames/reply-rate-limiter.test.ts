import { expect, test } from 'vitest';
import { ReplyRateLimiter } from './reply-rate-limiter';

const address = (index: number) => ({ ip: `10.0.${index >> 8}.${index & 255}`, port: 5_000 });

test('an address that has sent something is answered without a limit, until 10,000 others have since', () => {
  const askers = new ReplyRateLimiter(() => 0);
  askers.note(address(0));
  for (let index = 1; index < 10_000; index += 1) askers.note(address(index));
  expect(askers.allows(address(0), 0)).toBe(true);
  askers.note(address(10_000));
  expect(askers.allows(address(0), 0)).toBe(false);
  expect(askers.allows(address(1), 0)).toBe(true);
});
