import { describe, expect, it } from 'vitest';
import { readArguments } from './arguments';

describe('readArguments', () => {
  it('has defaults', () => {
    expect(readArguments([])).toEqual({ apiPort: 4000, overrides: {}, json: false, others: [] });
  });

  it('reads ports among the switches of Chromium', () => {
    const args = [
      '--no-sandbox',
      '--remote-debugging-port=0',
      '.',
      '--api-port',
      '0',
      '--bootstrap-port=6000',
      '--json',
    ];
    expect(readArguments(args)).toEqual({
      apiPort: 0,
      overrides: { bootstrapPort: 6000 },
      json: true,
      others: ['.'],
    });
  });

  it('takes a port that is none as not given', () => {
    expect(readArguments(['--api-port=-1', '--peer-port', '70000'])).toEqual({
      apiPort: 4000,
      overrides: {},
      json: false,
      others: [],
    });
    expect(readArguments(['--bootstrap-port'])).toEqual({
      apiPort: 4000,
      overrides: {},
      json: false,
      others: [],
    });
  });
});
