import { describe, expect, it } from 'vitest';
import { parseFrame } from './codec/parse';
import { FrameDecoder, readDatagram } from './frame/frame-decoder';
import type { FrameResult } from './frame/read-frame';
import type { Message } from './message';

/**
 * What the five families of PROTOCOL.md put on the wire, byte for byte, and how each is understood. A
 * line is: family, frame, message in the exact form (as its body), deviations. `~` stands for the list of
 * deviations being empty; `\n` and `\0` are written out.
 */
const TABLE = `
A | 0036 REG 129.82.123.45 5001 1234abcd                | REG 129.82.123.45 5001 1234abcd | ~
A | 0030 REG 10.8.98.13 57314 7f3a                      | REG 10.8.98.13 57314 7f3a | ~
A | 0012 REGOK 0                                        | REGOK 0 | ~
A | 0031 REGOK 1 129.82.123.45 5001                     | REGOK 1 129.82.123.45 5001 | pairs-in-regok
A | 0051 REGOK 2 129.82.123.45 5001 64.12.123.190 34001 | REGOK 2 129.82.123.45 5001 64.12.123.190 34001 | pairs-in-regok
A | 0046 REGOK 2 10.8.98.13 57314 10.8.98.14 57315      | REGOK 2 10.8.98.13 57314 10.8.98.14 57315 | pairs-in-regok
A | 0063 REGOK 3 10.8.98.13 57314 10.8.98.14 57315 10.8.98.15 57316 | REGOK 3 10.8.98.13 57314 10.8.98.14 57315 10.8.98.15 57316 | pairs-in-regok
A | 0015 REGOK 9998                                     | REGOK 9998 | ~
A | 0015 REGOK 9997                                     | REGOK 9997 | ~
A | 0038 UNREG 129.82.123.45 5001 1234abcd              | UNREG 129.82.123.45 5001 1234abcd | ~
A | 0012 UNROK 0                                        | UNROK 0 | ~
A | 0009 ECHO                                           | ECHO | ~
A | 0012 ECHOK 0                                        | ECHOK 0 | ~
A | 0010 ERROR                                          | ERROR | ~
A | 0027 JOIN 64.12.123.190 432                         | JOIN 64.12.123.190 432 | ~
A | 0013 JOINOK 0                                       | JOINOK 0 | ~
A | 0016 JOINOK 9999                                    | JOINOK 9999 | ~
A | 0028 LEAVE 64.12.123.190 432                        | LEAVE 64.12.123.190 432 | ~
A | 0014 LEAVEOK 0                                      | LEAVEOK 0 | ~
A | 0047 SER 129.82.62.142 5070 "Lord of the rings"     | SER 129.82.62.142 5070 "Lord of the rings" 0 | hops-missing
A | 0114 SEROK 3 129.82.128.1 2301 baby_go_home.mp3 baby_come_back.mp3 baby.mpeg | SEROK 3 129.82.128.1 2301 0 "baby go home.mp3" "baby come back.mp3" baby.mpeg | length-wrong hops-missing underscored-name
A | 0033 REG /127.0.0.1 5001 1234abcd                   | REG 127.0.0.1 5001 1234abcd | ip-with-slash
B | 0037 REG 129.82.123.45 5001 1234abcd                | REG 129.82.123.45 5001 1234abcd | length-off-by-one
B | 0039 UNREG 129.82.123.45 5001 1234abcd              | UNREG 129.82.123.45 5001 1234abcd | length-off-by-one
B | 0029 JOIN 129.82.123.45 5001                        | JOIN 129.82.123.45 5001 | length-off-by-one
B | 0014 JOINOK 0                                       | JOINOK 0 | length-off-by-one
B | 0017 JOINOK 9999                                    | JOINOK 9999 | length-off-by-one
B | 0030 LEAVE 129.82.123.45 5001                       | LEAVE 129.82.123.45 5001 | length-off-by-one
B | 0015 LEAVEOK 0                                      | LEAVEOK 0 | length-off-by-one
B | 0040 SER 129.82.123.45 5001 "Windows" 0             | SER 129.82.123.45 5001 "Windows" 0 | length-off-by-one
B | 0050 SER 129.82.123.45 5001 "Lord of the Rings" 0   | SER 129.82.123.45 5001 "Lord of the Rings" 0 | length-off-by-one
B | 0045 SEROK 1 129.82.123.45 5001 2 "Windows 8"       | SEROK 1 129.82.123.45 5001 2 "Windows 8" | ~
B | 0046 SEROK 1 129.82.123.45 5001 2 "Windows 8"       | SEROK 1 129.82.123.45 5001 2 "Windows 8" | length-off-by-one
B | 0034 SEROK 0 129.82.123.45 5001 2                   | SEROK 0 129.82.123.45 5001 2 | length-off-by-one
B | 0010 PING                                           | PING | length-off-by-one
B | 0010 PONG                                           | PONG | length-off-by-one
B | 0011 ERROR                                          | ERROR | length-off-by-one
B | 0013 UNROK 0                                        | UNROK 0 | length-off-by-one
B | 0041 REGOK 1 129.82.123.45 5001 1234abcd            | REGOK 1 129.82.123.45 5001 1234abcd | length-off-by-one
C | 0031 REG 10.0.0.2 5001 abcdefgh                     | REG 10.0.0.2 5001 abcdefgh | ~
C | 0012 REGOK 0                                        | REGOK 0 | ~
C | 0015 REGOK 9999                                     | REGOK 9999 | ~
C | 0015 REGOK 9998                                     | REGOK 9998 | ~
C | 0015 REGOK 9997                                     | REGOK 9997 | ~
C | 0012 REGOK 9999                                     | REGOK 9999 | length-wrong
C | 0035 REGOK 1 10.0.0.3 5002 abcdefgh                 | REGOK 1 10.0.0.3 5002 abcdefgh | ~
C | 0035 REGOK 1 10.0.0.3 5002 abcdefg                  | REGOK 1 10.0.0.3 5002 abcdefg | length-off-by-one
C | 0081 REGOK 3 10.0.0.3 5002 abcdefgh 10.0.0.4 5003 bcdefghi 10.0.0.5 5004 cdefghij | REGOK 3 10.0.0.3 5002 abcdefgh 10.0.0.4 5003 bcdefghi 10.0.0.5 5004 cdefghij | ~
C | 0081 REGOK 3 10.0.0.3 5002 abcdefgh 10.0.0.4 5003 bcdefghi 10.0.0.5 5004 cdefghi | REGOK 3 10.0.0.3 5002 abcdefgh 10.0.0.4 5003 bcdefghi 10.0.0.5 5004 cdefghi | length-off-by-one
C | 0081 REGOK 3 10.0.0.3 5002 abcdefgh 10.0.0.4 5003 bcdefghi 10.0.0.5 5004 cdefghi\\0 | REGOK 3 10.0.0.3 5002 abcdefgh 10.0.0.4 5003 bcdefghi 10.0.0.5 5004 cdefghi | trailing-nul
C | 0026 REGOK 1 10.0.0.3 5002                          | REGOK 1 10.0.0.3 5002 | pairs-in-regok
C | 0012 UNROK 0                                        | UNROK 0 | ~
C | 0012 UNROK 9999                                     | UNROK 9999 | length-wrong
C | 0013 UNROK 0\\0                                     | UNROK 0 | trailing-nul
C | 0012 UNROK 0\\0\\0\\0\\0                            | UNROK 0 | trailing-nul
C | 0010 PRINT                                          | PRINT | ~
C | 0010 ERROR                                          | ERROR | ~
C | 0010 ERROR\\n                                       | ERROR | trailing-newline
D | 0033 REG 127.0.0.1 5001 127.0.0.1                   | REG 127.0.0.1 5001 127.0.0.1 | ~
D | 0028 REG 127.0.0.1 5001 anna                        | REG 127.0.0.1 5001 anna | ~
D | 0012 REGOK 0                                        | REGOK 0 | ~
D | 0032 REGOK 1 127.0.0.1 5002 node                    | REGOK 1 127.0.0.1 5002 node | ~
D | 0054 REGOK 2 127.0.0.1 5002 node2 127.0.0.1 5003 node3 | REGOK 2 127.0.0.1 5002 node2 127.0.0.1 5003 node3 | ~
D | 0054 REGOK 2 127.0.0.1 5002 node2 127.0.0.1 5003 node3 | REGOK 2 127.0.0.1 5002 node2 127.0.0.1 5003 node3 | ~
D | 0030 UNREG 127.0.0.1 5001 anna                      | UNREG 127.0.0.1 5001 anna | ~
D | 0012 UNROK 0                                        | UNROK 0 | ~
D | 0024 JOIN 127.0.0.1 5001                            | JOIN 127.0.0.1 5001 | ~
D | 0013 JOINOK 0                                       | JOINOK 0 | ~
D | 0016 JOINOK 9999                                    | JOINOK 9999 | ~
D | 0025 LEAVE 127.0.0.1 5001                           | LEAVE 127.0.0.1 5001 | ~
D | 0014 LEAVEOK 0                                      | LEAVEOK 0 | ~
D | 0017 LEAVEOK 9999                                   | LEAVEOK 9999 | ~
D | 0009 PING                                           | PING | ~
D | PONG                                                | PONG | bare-pong
D | 0036 SER 127.0.0.1 5001 "Twilight" 1                | SER 127.0.0.1 5001 "Twilight" 1 | ~
D | 0034 SER 127.0.0.1 5001 Twilight 1                  | SER 127.0.0.1 5001 "Twilight" 1 | unquoted-name
D | 0043 SEROK 1 127.0.0.1 5002 1 Twilight saga         | SEROK 1 127.0.0.1 5002 1 "Twilight saga" | unquoted-name
D | 0048 SEROK 2 127.0.0.1 5002 1 Twilight Windows_8    | SEROK 2 127.0.0.1 5002 1 Twilight "Windows 8" | underscored-name
D | 0027 SEROK 0 127.0.0.1 5002                         | SEROK 0 127.0.0.1 5002 0 | hops-missing
D | 0015 SEROK 9999                                     | SEROK 9999 0.0.0.0 0 0 | bare-error-code
E | JOIN 10.0.0.2 5001                                  | JOIN 10.0.0.2 5001 | no-prefix
E | JOIN 10.0.0.2 5001\\n                               | JOIN 10.0.0.2 5001 | no-prefix trailing-newline
E | JOINOK 0                                            | JOINOK 0 | no-prefix
E | JOINOK 0\\r\\n                                      | JOINOK 0 | no-prefix trailing-newline
E | LEAVE 10.0.0.2 5001                                 | LEAVE 10.0.0.2 5001 | no-prefix
E | LEAVEOK 0                                           | LEAVEOK 0 | no-prefix
E | PING                                                | PING | no-prefix
E | PING\\n                                             | PING | no-prefix trailing-newline
E | PONG\\n                                             | PONG | bare-pong trailing-newline
E | ERROR                                               | ERROR | no-prefix
E | SER 10.0.0.2 5001 Twilight 3                        | SER 10.0.0.2 5001 "Twilight" 3 | no-prefix unquoted-name
E | SER 10.0.0.2 5001 Lord_of_the_Rings 3               | SER 10.0.0.2 5001 "Lord of the Rings" 3 | no-prefix underscored-name
E | SER 10.0.0.2 5001 Lord of the Rings 3               | SER 10.0.0.2 5001 "Lord of the Rings" 3 | no-prefix unquoted-name
E | SER 10.0.0.2 5001 Lord_of_the_Rings                 | SER 10.0.0.2 5001 "Lord of the Rings" 0 | no-prefix underscored-name hops-missing
E | SER 10.0.0.2 5001 "Lord of the Rings"               | SER 10.0.0.2 5001 "Lord of the Rings" 0 | no-prefix hops-missing
E | SEROK 1 10.0.0.3 5002 1 Lord_of_the_Rings           | SEROK 1 10.0.0.3 5002 1 "Lord of the Rings" | no-prefix underscored-name
E | SEROK 2 10.0.0.3 5002 1 Lord_of_the_Rings,Twilight  | SEROK 2 10.0.0.3 5002 1 "Lord of the Rings" Twilight | no-prefix comma-separated-names underscored-name
E | SEROK 2 10.0.0.3 5002 1 Lord of the Rings,Twilight  | SEROK 2 10.0.0.3 5002 1 "Lord of the Rings" Twilight | no-prefix comma-separated-names
E | SEROK 2 10.0.0.3 5002 1 Lord of the Rings, Twilight | SEROK 2 10.0.0.3 5002 1 "Lord of the Rings" Twilight | no-prefix comma-separated-names
E | SEROK 1 10.0.0.3 5002 Twilight                      | SEROK 1 10.0.0.3 5002 0 Twilight | no-prefix hops-missing
E | SEROK 0 10.0.0.3 5002 3                             | SEROK 0 10.0.0.3 5002 3 | no-prefix
E | SEROK 9999                                          | SEROK 9999 0.0.0.0 0 0 | no-prefix bare-error-code
E | 0014 UNREGOK 0                                      | UNROK 0 | unregok
E | UNREGOK 0                                           | UNROK 0 | no-prefix unregok
E | 0017 UNREGOK 9999                                   | UNROK 9999 | unregok
E | join 10.0.0.2 5001                                  | JOIN 10.0.0.2 5001 | no-prefix lower-case-verb
E | 0023 JOIN 10.0.0.2 5001\\n                          | JOIN 10.0.0.2 5001 | trailing-newline
E | 0024 JOIN 10.0.0.2 5001\\n                          | JOIN 10.0.0.2 5001 | trailing-newline
E | 0025 JOIN 10.0.0.2 5001\\r\\n                       | JOIN 10.0.0.2 5001 | trailing-newline
E | 0018 JOIN 10.0.0.2 5001                             | JOIN 10.0.0.2 5001 | length-wrong
E | 0019 JOIN 10.0.0.2 5001                             | JOIN 10.0.0.2 5001 | length-wrong
E | 0022 JOIN 10.0.0.2 5001                             | JOIN 10.0.0.2 5001 | length-off-by-one
E | 23 JOIN 10.0.0.2 5001                               | JOIN 10.0.0.2 5001 | prefix-not-four-digits
E | 00023 JOIN 10.0.0.2 5001                            | JOIN 10.0.0.2 5001 | prefix-not-four-digits
`;

const PROBE = '0009 PING';

interface Row {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly message: Message;
  readonly deviations: readonly string[];
  /** Whether the announced length ends in mid-message: then a stream must not be cut just there. */
  readonly tooSmall: boolean;
}

const rows: readonly Row[] = TABLE.trim()
  .split('\n')
  .map((line) => {
    const [family = '', frame = '', body = '', deviations = ''] = line
      .split(' | ')
      .map((cell) => cell.trim());
    const text = frame.replaceAll('\\n', '\n').replaceAll('\\r', '\r').replaceAll('\\0', '\0');
    return {
      name: `${family}: ${frame}`,
      bytes: new TextEncoder().encode(text),
      message: messageOf(new TextEncoder().encode(body)),
      deviations: deviations === '~' ? [] : deviations.split(' '),
      tooSmall: /^\d{4} /.test(text) && Number(text.slice(0, 4)) < text.trimEnd().length,
    };
  });

function messageOf(bytes: Uint8Array): Message {
  const result = readDatagram(bytes);
  const parsed = result.ok ? parseFrame(result.frame) : result;
  if (!parsed.ok) throw new Error(`${new TextDecoder().decode(bytes)}: ${parsed.error.sentence}`);
  return parsed.message;
}

/** What came of some bytes: messages and deviations, or the sentence of an error. */
function understood(results: readonly FrameResult[]): unknown[] {
  return results.map((result) => {
    const parsed = result.ok ? parseFrame(result.frame) : result;
    return parsed.ok
      ? { message: parsed.message, deviations: parsed.deviations.map(({ name }) => name) }
      : parsed.error.sentence;
  });
}

const expected = ({ message, deviations }: Row) => ({ message, deviations });
const withoutLineEnd = (row: Row) => row.deviations.filter((name) => !name.startsWith('trailing-'));

describe.each([...rows])('family $name', (row) => {
  const { bytes } = row;

  it('in a datagram', () => {
    expect(understood([readDatagram(bytes)])).toEqual([expected(row)]);
  });

  it('in a stream, before a silence', () => {
    const decoder = new FrameDecoder();
    expect(understood([...decoder.push(bytes), ...decoder.silence()])).toEqual([expected(row)]);
    expect(decoder.pending).toBe(0);
  });

  it('at the end of a stream', () => {
    const decoder = new FrameDecoder();
    expect(understood([...decoder.push(bytes), ...decoder.end()])).toEqual([expected(row)]);
  });

  it('in a stream, with another frame behind it', () => {
    const decoder = new FrameDecoder();
    const both = Uint8Array.from([...bytes, ...new TextEncoder().encode(PROBE)]);
    const results = understood([...decoder.push(both), ...decoder.end()]);
    expect(results).toEqual([expected(row), { message: { verb: 'PING' }, deviations: [] }]);
  });

  if (row.tooSmall) return;
  it('byte by byte', () => {
    const decoder = new FrameDecoder();
    const results = [...bytes].flatMap((byte) => decoder.push(Uint8Array.of(byte)));
    const [first, ...more] = understood([...results, ...decoder.silence()]);
    expect(more).toEqual([]);
    // A line end that is not in the length comes after its frame has left, and goes unnoted.
    expect([expected(row), { message: row.message, deviations: withoutLineEnd(row) }]).toContainEqual(first);
  });
});
