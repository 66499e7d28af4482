import { Registry } from '../src/main/network/bootstrap/registry';
import { EventLog } from '../src/main/network/log/event-log';
import { VirtualRuntime } from '../src/main/runtime/virtual';
import type { PeerId } from '../src/shared/network/events';
import { parseMessage } from '../src/shared/protocol/codec/parse';
import { encodeFrame } from '../src/shared/protocol/frame/encode-frame';
import { FrameDecoder } from '../src/shared/protocol/frame/frame-decoder';
import { median, type Row } from './figures';

const RUNS = 5;
/** Caches and the collector make some difference; a scan, or a second reading, would make one of tens and thousands. */
const MOST_TIMES = 4;

/**
 * What must cost the same for each byte, frame or event, however many came before or stand beside: microseconds in the
 * large beside those in the small.
 */
export async function benchScale(): Promise<Row[]> {
  return [
    ...HOSTILE_STREAMS.map(([what, unit]) =>
      row(`reading ${what}, byte by byte`, 'µs an byte', (size) => decode(unit, size), 60_000, 240_000),
    ),
    row(
      'reading a message of quotes',
      'µs a character',
      (size) => parse('SEROK 2 1.1.1.1 1 0 ', '" ', size),
      1_000,
      9_000,
    ),
    row(
      'reading a message of blanks',
      'µs a character',
      (size) => parse('SER 1.1.1.1 1 ', ' ', size),
      1_000,
      9_000,
    ),
    row('a change of the registry, by entries', 'µs', changeRegistry, 10, 100_000),
    row('an event, by peers', 'µs', emitEvents, 10, 5_000),
  ];
}

const HOSTILE_STREAMS: readonly (readonly [what: string, unit: string])[] = [
  ['exact frames', '0036 REG 129.82.123.45 5001 1234abcd'],
  ['large frames', encodeFrame('x'.repeat(9_000))],
  ['a line that never ends', 'x'],
  ['prefixes without frames', '0036 '],
  ['lengths too small', '0006 REG 129.82.123.45 5001 1234abcd'],
  ['lengths that announce nothing', '0000 '],
  ['nothing but zeros', '\0'],
];

/** @param cost measures with a size. @returns microseconds for each unit of it */
function row(what: string, unit: string, cost: (size: number) => number, small: number, large: number): Row {
  cost(small);
  const turns = Array.from({ length: RUNS }, () => ({ small: cost(small), large: cost(large) }));
  const measured = median(turns.map((turn) => turn.large));
  const baseline = median(turns.map((turn) => turn.small));
  return {
    what: `${what} (${large.toLocaleString('en')} beside ${small.toLocaleString('en')})`,
    measured,
    baseline,
    unit,
    aim: { words: `no more than ${MOST_TIMES} times`, reached: measured <= baseline * MOST_TIMES },
  };
}

function microseconds(work: () => void): number {
  const start = performance.now();
  work();
  return (performance.now() - start) * 1_000;
}

function decode(unit: string, size: number): number {
  const bytes = new TextEncoder().encode(unit.repeat(Math.ceil(size / unit.length)));
  const decoder = new FrameDecoder();
  const spent = microseconds(() => {
    for (let at = 0; at < bytes.length; at += 1) decoder.push(bytes.subarray(at, at + 1));
  });
  return spent / bytes.length;
}

function parse(start: string, unit: string, size: number): number {
  const body = `${start}${unit.repeat(size / unit.length)}x`;
  const times = 200;
  const spent = microseconds(() => {
    for (let time = 0; time < times; time += 1) parseMessage(body);
  });
  return spent / times / size;
}

const addressAt = (index: number) => ({ ip: `10.0.${index >> 8}.${index & 255}`, port: 5_000 });

function changeRegistry(entries: number): number {
  const registry = new Registry(new VirtualRuntime(1));
  for (let index = 0; index < entries; index += 1) registry.add(addressAt(index), `n${index}`, entries);
  const rounds = 20_000;
  const spent = microseconds(() => {
    for (let round = 0; round < rounds; round += 1) {
      const address = addressAt(round % entries);
      registry.draw(2, address);
      registry.remove(address);
      registry.add(address, `n${round % entries}`, entries);
    }
  });
  return spent / rounds;
}

function emitEvents(peers: number): number {
  const log = new EventLog();
  const ids = Array.from({ length: peers }, (_, index): PeerId => `10.0.${index >> 8}.${index & 255}:5000`);
  for (const peer of ids) log.emit({ type: 'peer:added', peer, name: peer, hosted: true });
  const events = 20_000;
  const spent = microseconds(() => {
    for (let index = 0; index < events; index += 1) {
      const from = ids[index % peers] ?? 'nobody:0';
      const to = ids[(index + 1) % peers] ?? 'nobody:0';
      log.emit({
        type: 'message:sent',
        observer: from,
        from,
        to,
        transport: 'tcp',
        verb: 'PING',
        bytes: 9,
        frame: '0009 PING',
        deviations: [],
      });
    }
  });
  return spent / events;
}
