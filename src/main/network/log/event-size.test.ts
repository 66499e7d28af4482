import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import type { NetworkEvent } from '../../../shared/network/events';
import { MessageIo } from '../node/message-io';
import { EventLog } from './event-log';
import { copyOfStart, weightOf } from './event-size';

setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');

function heapBytes(): number {
  collect();
  return process.memoryUsage().heapUsed;
}

const peer = '127.0.0.1:5002';
const files = (count: number): NetworkEvent => ({
  type: 'files:changed',
  seq: 1,
  at: 0,
  peer,
  added: Array.from({ length: count }, (_, index) => ({ name: `A file with a name ${index}`, bytes: 1 })),
  removed: [],
});

describe('what the log keeps', () => {
  it('a list of files weighs what its names weigh', () => {
    expect(weightOf(files(10_000))).toBeGreaterThan(200_000);
    expect(weightOf(files(10))).toBeLessThan(2_000);
  });

  it('ten thousand long lists of files do not stay in memory', () => {
    const log = new EventLog();
    const before = heapBytes();
    for (let round = 0; round < 300; round += 1) log.emit({ ...files(10_000) });
    // 300 lists of 10,000 names are more than 300 MB; the log keeps 32 MB of texts.
    expect(heapBytes() - before).toBeLessThan(150_000_000);
    expect(log.since(0).events.length).toBeLessThan(300);
    expect(log.state.seq).toBe(300);
  });

  it('rejected frames of 9,999 bytes keep no more than what is shown of them', () => {
    const log = new EventLog();
    const messageIo = new MessageIo('bootstrap', { ip: '127.0.0.1', port: 5000 }, (body) => log.emit(body));
    const before = heapBytes();
    for (let index = 0; index < 5_000; index += 1) {
      const text = Buffer.alloc(9_999, `unreadable ${index} `).toString();
      const error = { code: 'no-verb', sentence: `“${text.slice(0, 40)}” is not a verb` } as const;
      messageIo.receiveReply(
        { ok: false, text, bytes: 9_999, error: error as never },
        { ip: '127.0.0.1', port: 6_000 },
      );
    }
    expect(log.since(0).events).toHaveLength(5_000);
    // The frames together are 50 MB.
    expect(heapBytes() - before).toBeLessThan(15_000_000);
  });

  it('the copy is the same text, cut to length, whatever is in it', () => {
    expect(copyOfStart('a\ud800b😀c\u0000', 100)).toBe('a\ud800b😀c\u0000');
    expect(copyOfStart('abcdef', 3)).toBe('abc');
  });
});
