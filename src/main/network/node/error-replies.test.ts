import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS, type Settings } from '../../../shared/settings/settings';
import { type BadInput, type ErrorDecision, ErrorReplies } from './error-replies';

const FROM = { ip: '127.0.0.1', port: 7_000 };

const noneKnown = () => false;

function errorReplies(
  change: Partial<Settings> = {},
  isKnown: (address: { port: number }) => boolean = noneKnown,
) {
  const replies = new ErrorReplies(() => ({ ...DEFAULT_SETTINGS, ...change }), isKnown);
  const decide = (now: number, input: Partial<BadInput> = {}): ErrorDecision =>
    replies.decide({ from: FROM, transport: 'udp', kind: 'verb-unknown', isReport: false, ...input }, now)
      .decision;
  /** Decides about inputs each from a different port. */
  const fromManyPorts = (count: number, now: number, input: Partial<BadInput> = {}) =>
    Array.from({ length: count }, (_, index) =>
      decide(now, { ...input, from: { ...FROM, port: 20_000 + index } }),
    );
  return { replies, decide, fromManyPorts };
}

const answered = (decisions: readonly ErrorDecision[]) =>
  decisions.filter((decision) => decision === 'answer').length;

describe('one source', () => {
  it('is answered once for each kind of input in a window', () => {
    const { decide } = errorReplies();
    expect(decide(0)).toBe('answer');
    expect(decide(1_999)).toBe('silent');
    expect(decide(1_999, { kind: 'port-invalid' })).toBe('answer');
    expect(decide(2_000)).toBe('answer');
    expect(decide(2_000, { from: { ...FROM, port: 7_001 } })).toBe('answer');
    expect(decide(2_000, { transport: 'tcp' })).toBe('answer');
  });

  it('is never answered about an error report, and recorded once as ignored', () => {
    const { decide } = errorReplies();
    expect(decide(0, { isReport: true })).toBe('ignore');
    expect(decide(1, { isReport: true })).toBe('silent');
    expect(decide(2, { kind: 'port-invalid' })).toBe('silent');
  });

  it('is ignored after a few, until it has sent nothing unreadable for a minute', () => {
    const { decide } = errorReplies();
    const decisions = Array.from({ length: 12 }, (_, index) => decide(index * 2_000));
    expect(answered(decisions)).toBe(8);
    expect(decisions.slice(8)).toEqual(['ignore', 'silent', 'silent', 'silent']);
    expect(decide(22_000 + 59_999)).toBe('silent');
    expect(decide(22_000 + 59_999 + 60_000)).toBe('answer');
  });

  it('is bounded by the settings, from the next input on', () => {
    const settings = { errorReplyIntervalS: 1, errorReplies: 2, errorReplyRestS: 5 };
    const { decide } = errorReplies(settings);
    expect([0, 1_000, 2_000, 3_000].map((now) => decide(now))).toEqual([
      'answer',
      'answer',
      'ignore',
      'silent',
    ]);
    expect(decide(8_000)).toBe('answer');
    settings.errorReplyIntervalS = 3;
    expect(decide(9_500)).toBe('silent');
  });
});

describe('one IP address', () => {
  it('is answered so many times for each kind, however many ports it sends from', () => {
    const { decide, fromManyPorts } = errorReplies();
    const decisions = fromManyPorts(100, 0, { transport: 'tcp' });
    expect(answered(decisions)).toBe(16);
    expect(decisions[16]).toBe('ignore-host');
    expect(decisions.slice(17).every((decision) => decision === 'silent')).toBe(true);
    // Another program of that machine sends another kind of error, or input comes from another machine.
    expect(decide(1, { transport: 'tcp', kind: 'REGOK fields-missing' })).toBe('answer');
    expect(decide(1, { transport: 'tcp', from: { ip: '127.0.0.2', port: 7_000 } })).toBe('answer');
  });

  it('is sent no errors for ten seconds, whatever it sends in that time, then for twice as long', () => {
    const { decide, fromManyPorts } = errorReplies();
    expect(answered(fromManyPorts(17, 0))).toBe(16);
    for (let now = 100; now < 10_000; now += 100) expect(decide(now)).toBe('silent');
    expect(decide(10_000)).toBe('answer');
    expect(answered(fromManyPorts(100, 10_001))).toBe(15);
    expect(decide(30_000)).toBe('silent');
    expect(decide(30_001)).toBe('answer');
  });

  it('is sent no errors for at most the period of the settings, and is bounded as they define', () => {
    const { decide, fromManyPorts } = errorReplies({ errorRepliesPerHost: 3, errorReplyRestS: 4 });
    expect(answered(fromManyPorts(10, 0))).toBe(3);
    expect(decide(3_999)).toBe('silent');
    expect(decide(4_000)).toBe('answer');
  });

  it('does not silence a known program, whichever connection it uses', () => {
    const { replies, fromManyPorts, decide } = errorReplies({}, ({ port }) => port === 6_001);
    expect(answered(fromManyPorts(100, 0, { transport: 'tcp' }))).toBe(16);
    const connection = { ip: '127.0.0.1', port: 30_000 };
    const next = { ip: '127.0.0.1', port: 30_001 };
    replies.noteName(connection, 'tcp', { ip: '127.0.0.1', port: 6_001 }, 0);
    replies.noteName(next, 'tcp', { ip: '127.0.0.1', port: 6_001 }, 0);
    expect(decide(1, { transport: 'tcp', from: connection })).toBe('answer');
    // Both are the same program.
    expect(decide(2, { transport: 'tcp', from: next })).toBe('silent');
    expect(decide(2_001, { transport: 'tcp', from: next })).toBe('answer');
  });

  it('gains nothing from names that are unknown, or belong to another machine', () => {
    const { replies, fromManyPorts, decide } = errorReplies({}, ({ port }) => port === 6_001);
    expect(answered(fromManyPorts(100, 0, { transport: 'tcp' }))).toBe(16);
    const connection = { ip: '127.0.0.1', port: 30_000 };
    replies.noteName(connection, 'tcp', { ip: '127.0.0.1', port: 6_002 }, 0);
    expect(decide(1, { transport: 'tcp', from: connection })).toBe('silent');
    replies.noteName(connection, 'tcp', { ip: '10.0.0.1', port: 6_001 }, 0);
    expect(decide(2, { transport: 'tcp', from: connection })).toBe('silent');
  });

  it('has error reports recorded once, where each comes on a new connection', () => {
    const { decide, fromManyPorts } = errorReplies();
    const decisions = fromManyPorts(100, 0, { transport: 'tcp', isReport: true });
    expect(decisions.filter((decision) => decision === 'ignore')).toHaveLength(1);
    expect(answered(decisions)).toBe(0);
    // They silence no other program on that machine.
    expect(decide(1, { transport: 'tcp' })).toBe('answer');
  });
});

it('no more than a bounded number of sources is remembered', () => {
  const { decide } = errorReplies({ errorRepliesPerHost: 10_000 });
  decide(0);
  for (let port = 10_000; port < 11_000; port += 1) decide(1, { from: { ...FROM, port } });
  expect(decide(2)).toBe('answer');
});
