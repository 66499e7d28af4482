import { describe, expect, it } from 'vitest';
import { DEVIATIONS, explainDeviation } from './deviation';

describe('explainDeviation', () => {
  it('says what was sent and how to mend it', () => {
    expect(explainDeviation({ name: 'length-off-by-one', detail: { declared: 37, actual: 36 } })).toBe(
      'declared 37 bytes, sent 36: count 4 digits, a space and the body, and neither a line end nor a terminating zero',
    );
    expect(explainDeviation({ name: 'length-wrong', detail: { declared: 31, actual: 36 } })).toBe(
      'declared 31 bytes, sent 36: the prefix counts too, so add its 4 digits and the space to the length of the body',
    );
    expect(explainDeviation({ name: 'list-truncated', detail: { declared: 3, actual: 2 } })).toContain(
      'announced 3 entries, sent 2: ',
    );
  });

  it.each(DEVIATIONS)('has a sentence for %s, with or without numbers', (name) => {
    for (const note of [name, { name }, { name, detail: { declared: 1, actual: 2 } }]) {
      expect(explainDeviation(note)).toMatch(/^.{25,}[^.]$/);
      expect(explainDeviation(note)).not.toContain('undefined');
    }
  });
});
