import { describe, expect, it } from 'vitest';
import { ErrorReplies } from './error-replies';

const FROM = { ip: '127.0.0.1', port: 7_000 };

describe('ErrorReplies', () => {
  it('answers one source once for each kind of input in a window', () => {
    const replies = new ErrorReplies();
    const decide = (kind: string, at: number) => replies.decide(FROM, 'udp', kind, false, at);
    expect(decide('verb-unknown', 0)).toBe('answer');
    expect(decide('verb-unknown', 1_999)).toBe('silent');
    expect(decide('port-invalid', 1_999)).toBe('answer');
    expect(decide('verb-unknown', 2_000)).toBe('answer');
    expect(replies.decide({ ...FROM, port: 7_001 }, 'udp', 'verb-unknown', false, 2_000)).toBe('answer');
    expect(replies.decide(FROM, 'tcp', 'verb-unknown', false, 2_000)).toBe('answer');
  });

  it('never answers an error report, and records once that its sender is ignored', () => {
    const replies = new ErrorReplies();
    expect(replies.decide(FROM, 'udp', 'verb-unknown', true, 0)).toBe('ignore');
    expect(replies.decide(FROM, 'udp', 'verb-unknown', true, 1)).toBe('silent');
    expect(replies.decide(FROM, 'udp', 'port-invalid', false, 2)).toBe('silent');
  });

  it('stops after a few, until the source has sent nothing unreadable for a minute', () => {
    const replies = new ErrorReplies();
    const decide = (at: number) => replies.decide(FROM, 'udp', 'verb-unknown', false, at);
    const decisions = Array.from({ length: 12 }, (_, index) => decide(index * 2_000));
    expect(decisions.filter((decision) => decision === 'answer')).toHaveLength(8);
    expect(decisions.slice(8)).toEqual(['ignore', 'silent', 'silent', 'silent']);
    expect(decide(22_000 + 59_999)).toBe('silent');
    expect(decide(22_000 + 59_999 + 60_000)).toBe('answer');
  });

  it('remembers no more than a bounded number of sources', () => {
    const replies = new ErrorReplies();
    replies.decide(FROM, 'udp', 'verb-unknown', false, 0);
    for (let port = 10_000; port < 11_000; port += 1) {
      replies.decide({ ...FROM, port }, 'udp', 'verb-unknown', false, 1);
    }
    expect(replies.decide(FROM, 'udp', 'verb-unknown', false, 2)).toBe('answer');
  });
});
