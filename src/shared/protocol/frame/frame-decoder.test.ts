import { describe, expect, it } from 'vitest';
import { encodeFrame, FrameTooLarge } from './encode-frame';
import { FrameDecoder, readDatagram } from './frame-decoder';
import type { FrameResult } from './read-frame';

const REG = '0036 REG 129.82.123.45 5001 1234abcd';

const bytes = (text: string) => new TextEncoder().encode(text);

/** A frame in short: its body, and the deviations behind it. */
function brief(result: FrameResult): string {
  if (!result.ok) return `! ${result.error.code}`;
  return [result.frame.body, ...result.frame.deviations.map(({ name }) => `+${name}`)].join(' ');
}

/** Pushes each text as one chunk; `null` is a silence. Gives what came of every step. */
function steps(...chunks: (string | null)[]): string[][] {
  const decoder = new FrameDecoder();
  return chunks.map((chunk) => (chunk === null ? decoder.silence() : decoder.push(bytes(chunk))).map(brief));
}

describe('encodeFrame', () => {
  it('counts the whole frame, in bytes', () => {
    expect(encodeFrame('REG 129.82.123.45 5001 1234abcd')).toBe(REG);
    expect(encodeFrame('UNROK 0')).toBe('0012 UNROK 0');
    expect(encodeFrame('é愛😀')).toBe('0014 é愛😀');
  });

  it('counts half a character as the replacement that is sent for it', () => {
    const frame = encodeFrame('\ud83d!\ude00\ud83d');
    expect(bytes(frame)).toHaveLength(Number(frame.slice(0, 4)));
  });

  it('makes the largest frame and none larger', () => {
    expect(encodeFrame('x'.repeat(9994))).toHaveLength(9999);
    expect(() => encodeFrame('x'.repeat(9995))).toThrow(FrameTooLarge);
    expect(() => encodeFrame('é'.repeat(4998))).toThrow('a frame of 10001 bytes cannot be sent');
  });
});

describe('FrameDecoder on exact frames', () => {
  it('gives all there is to know about one', () => {
    expect(new FrameDecoder().push(bytes(REG))).toEqual([
      {
        ok: true,
        frame: {
          text: REG,
          body: 'REG 129.82.123.45 5001 1234abcd',
          bytes: 36,
          declared: 36,
          deviations: [],
        },
      },
    ]);
  });

  it('gives one with its last byte', () => {
    const decoder = new FrameDecoder();
    const given = [...bytes(REG)].map((byte) => decoder.push(Uint8Array.of(byte)).length);
    expect(given.lastIndexOf(0)).toBe(34);
    expect(given[35]).toBe(1);
    expect(decoder.pending).toBe(0);
  });

  it('gives many out of one chunk', () => {
    expect(steps(`${REG}0012 UNROK 00009 PING`)).toEqual([
      ['REG 129.82.123.45 5001 1234abcd', 'UNROK 0', 'PING'],
    ]);
  });

  it('waits for the rest of one while giving those before it', () => {
    expect(steps('0009 PING0012 UN', 'ROK 0')).toEqual([['PING'], ['UNROK 0']]);
    expect(steps('0009 PING00', '12 UNROK 0')).toEqual([[], ['PING', 'UNROK 0']]);
  });

  it('puts characters together that were cut apart', () => {
    const frame = bytes(encodeFrame('SER 10.0.0.2 5001 "愛 😀" 0'));
    for (let cut = 1; cut < frame.length; cut++) {
      const decoder = new FrameDecoder();
      const results = [...decoder.push(frame.slice(0, cut)), ...decoder.push(frame.slice(cut))];
      expect(results.map(brief)).toEqual(['SER 10.0.0.2 5001 "愛 😀" 0']);
    }
  });

  it('takes any body, a space at its end included', () => {
    expect(steps('0007 A 0009 PING')).toEqual([['A ', 'PING']]);
    expect(steps('0007 A ', '0009 PING')).toEqual([[], ['A ', 'PING']]);
    expect(steps('0018 0009 PING 1220009 PING')).toEqual([['0009 PING 122', 'PING']]);
  });

  it('does not keep the chunk', () => {
    const decoder = new FrameDecoder();
    const chunk = bytes('0009 PING0012 UN');
    decoder.push(chunk);
    chunk.fill(0x21);
    expect(decoder.push(bytes('ROK 0')).map(brief)).toEqual(['UNROK 0']);
  });
});

describe('FrameDecoder on a length too large', () => {
  it('ends the frame with a silence, the stream, or a line', () => {
    expect(steps('0037 REG 129.82.123.45 5001 1234abcd', null)).toEqual([
      [],
      ['REG 129.82.123.45 5001 1234abcd +length-off-by-one'],
    ]);
    expect(steps('0099 JOIN 10.0.0.2 5001', null)[1]).toEqual(['JOIN 10.0.0.2 5001 +length-wrong']);
    expect(steps('0099 JOIN 10.0.0.2 5001\n')[0]).toEqual([
      'JOIN 10.0.0.2 5001 +length-wrong +trailing-newline',
    ]);
    const decoder = new FrameDecoder();
    decoder.push(bytes('9999 PING'));
    expect(decoder.end().map(brief)).toEqual(['PING +length-wrong']);
    expect(decoder.pending).toBe(0);
  });

  it('gives back what it took of the next frame', () => {
    expect(steps('0037 REG 129.82.123.45 5001 1234abcd0012 UNROK 0')).toEqual([
      ['REG 129.82.123.45 5001 1234abcd +length-off-by-one', 'UNROK 0'],
    ]);
    expect(steps('0040 REG 129.82.123.45 5001 1234abcd0012 UNROK 0')).toEqual([
      ['REG 129.82.123.45 5001 1234abcd +length-wrong', 'UNROK 0'],
    ]);
  });

  it('finds the next frame even where a digit of its prefix was taken', () => {
    expect(steps('0010 PING0', '012 UNROK 0')).toEqual([['PING0'], ['UNROK 0 +prefix-not-four-digits']]);
  });
});

describe('FrameDecoder on a length too small', () => {
  it('ends the frame with a silence, a line, or before the next frame', () => {
    expect(steps('0035 REG 129.82.123.45 5001 1234abcd', null)).toEqual([
      [],
      ['REG 129.82.123.45 5001 1234abcd +length-off-by-one'],
    ]);
    expect(steps('0031 REG 129.82.123.45 5001 1234abcd\n')).toEqual([
      ['REG 129.82.123.45 5001 1234abcd +length-wrong +trailing-newline'],
    ]);
    expect(steps('0031 REG 129.82.123.45 5001 1234abcd0012 UNROK 0')).toEqual([
      ['REG 129.82.123.45 5001 1234abcd +length-wrong', 'UNROK 0'],
    ]);
  });

  it.each(['0000', '0004', '0005'])('reads %s as announcing nothing', (length) => {
    expect(steps(`${length} PING`, null)[1]).toEqual(['PING +length-wrong']);
    expect(steps(`${length} PING`, '0012 UNROK 0')[1]).toEqual(['PING +length-wrong', 'UNROK 0']);
  });

  it('keeps the digits at the end together', () => {
    expect(steps('0023 JOIN 10.0.0.2 5001', null).flat()).toEqual(['JOIN 10.0.0.2 5001']);
    expect(steps('0022 JOIN 10.0.0.2 5001', null).flat()).toEqual(['JOIN 10.0.0.2 5001 +length-off-by-one']);
    expect(steps('0019 JOIN 10.0.0.2 5001', null).flat()).toEqual(['JOIN 10.0.0.2 5001 +length-wrong']);
    expect(steps('0012 UNROK 9999', null).flat()).toEqual(['UNROK 9999 +length-wrong']);
  });

  it('waits behind a space, because no message ends with one', () => {
    expect(steps('0011 UNROK ', '0', null)).toEqual([[], [], ['UNROK 0 +length-off-by-one']]);
  });

  it('lets go of a frame whose next one stops in its prefix', () => {
    expect(steps('0009 PING001', null, '2 UNROK 0')).toEqual([[], ['PING'], ['UNROK 0']]);
  });

  it('knows a length in characters', () => {
    expect(steps('0033 SER 10.0.0.2 5001 "Amélie" 0', null).flat()).toEqual([
      'SER 10.0.0.2 5001 "Amélie" 0 +length-in-characters',
    ]);
  });

  it('takes the bytes that look like a frame, and finds the next one', () => {
    expect(steps('0015 JOIN 1.1.1.1 500', '10009 PING')).toEqual([
      [],
      ['JOIN 1.1.1.1 5001 +length-wrong', 'PING'],
    ]);
    expect(steps('0035 REG 129.82.123.45 5001 1234abc', 'd', '0009 PING')).toEqual([
      ['REG 129.82.123.45 5001 1234abc'],
      [],
      ['d +no-prefix', 'PING'],
    ]);
  });
});

describe('FrameDecoder on line ends', () => {
  it('notes one that is in the length, or there with the frame', () => {
    expect(steps('0010 PING\n')).toEqual([['PING +trailing-newline']]);
    expect(steps('0009 PING\n')).toEqual([['PING +trailing-newline']]);
    expect(steps('0009 PING\r\n0009 PING\r\n')).toEqual([
      ['PING +trailing-newline', 'PING +trailing-newline'],
    ]);
    expect(steps('0010 PING\0')).toEqual([['PING +trailing-nul']]);
    expect(steps(`0009 PING${'\0'.repeat(91)}`)).toEqual([['PING +trailing-nul']]);
  });

  it('drops one that comes later, for its frame has left', () => {
    expect(steps('0009 PING', '\r', '\n', '0009 PING')).toEqual([['PING'], [], [], ['PING']]);
  });

  it('says how many bytes there were', () => {
    expect(new FrameDecoder().push(bytes('0009 PING\r\n'))).toMatchObject([
      { frame: { text: '0009 PING\r\n', bytes: 11, declared: 9 } },
    ]);
  });
});

describe('FrameDecoder without prefixes', () => {
  it('reads lines', () => {
    expect(steps('PING\nJOIN 10.0.0.2 5001\r\nPI', 'NG\n')).toEqual([
      ['PING +no-prefix +trailing-newline', 'JOIN 10.0.0.2 5001 +no-prefix +trailing-newline'],
      ['PING +no-prefix +trailing-newline'],
    ]);
  });

  it('reads what a silence ends', () => {
    expect(steps('PONG', null)).toEqual([[], ['PONG +no-prefix']]);
  });

  it('finds the frame glued to the end of one', () => {
    expect(steps('PONG0012 UNROK 0')).toEqual([['PONG +no-prefix', 'UNROK 0']]);
    expect(steps('PONG', '0012 UN', 'ROK 0')).toEqual([[], [], ['PONG +no-prefix', 'UNROK 0']]);
    expect(steps('0009 PINGPONG', null).flat()).toEqual(['PING', 'PONG +no-prefix']);
    expect(steps('!!!0036 garbage 10012 UNROK 0')).toEqual([['!!!0036 garbage 1 +no-prefix', 'UNROK 0']]);
  });

  it('does not look for one inside a name', () => {
    expect(steps('SER 10.0.0.2 5001 "1984 PING" 0\n')[0]).toEqual([
      'SER 10.0.0.2 5001 "1984 PING" 0 +no-prefix +trailing-newline',
    ]);
    expect(steps('SER 10.0.0.2 5001 "In 1984 PING" 0\n')[0]).toHaveLength(1);
  });

  it('reads prefixes of other widths', () => {
    expect(steps('12 UNROK 0')).toEqual([['UNROK 0 +prefix-not-four-digits']]);
    expect(steps('00012 UNROK 0')).toEqual([['UNROK 0 +prefix-not-four-digits']]);
    expect(steps('9 PING9 PING')).toEqual([['PING +prefix-not-four-digits', 'PING +prefix-not-four-digits']]);
    expect(steps('10 UNROK 0', null).flat()).toEqual(['UNROK 0 +prefix-not-four-digits']);
  });
});

describe('FrameDecoder in a silence', () => {
  it('gives the beginning of a message a second chance', () => {
    expect(steps('0036 REG 129.82', null, '.123.45 5001 1234abcd')).toEqual([
      [],
      [],
      ['REG 129.82.123.45 5001 1234abcd'],
    ]);
    expect(steps('003', null, '6 REG 129.82.123.45 5001 1234abcd').flat()).toHaveLength(1);
  });

  it('gives it no third', () => {
    expect(steps('0036 REG 129.82', null, null)).toEqual([[], [], ['REG 129.82 +length-wrong']]);
    expect(steps('0036 REG 129', null, '.82', null, null).flat()).toEqual(['REG 129.82 +length-wrong']);
    expect(steps('0036', null, null)[2]).toEqual(['0036 +no-prefix']);
  });

  it('does not wait for what cannot become a message', () => {
    expect(steps('0036 HELLO 1', null)[1]).toEqual(['HELLO 1 +length-wrong']);
    expect(steps('hello', null)[1]).toEqual(['hello +no-prefix']);
  });

  it('finds nothing where nothing is', () => {
    expect(steps(null, '', '\n\n', null)).toEqual([[], [], [], []]);
  });
});

describe('FrameDecoder on too much', () => {
  it('gives up on a line that never ends, and reads on', () => {
    const decoder = new FrameDecoder();
    const results = decoder.push(bytes('x'.repeat(25_000)));
    expect(results.map(brief)).toEqual(['! frame-too-long', '! frame-too-long']);
    expect(decoder.pending).toBeLessThan(9999 + 40);
    expect(decoder.push(bytes('\n0009 PING')).at(-1)).toMatchObject({ frame: { body: 'PING' } });
  });

  it('reads the largest frame', () => {
    const frame = encodeFrame('x'.repeat(9994));
    expect(steps(frame.slice(0, 5000), frame.slice(5000))[1]).toEqual(['x'.repeat(9994)]);
  });
});

describe('readDatagram', () => {
  const read = (text: string) => brief(readDatagram(bytes(text)));

  it('reads one frame, whatever its length says', () => {
    expect(read(REG)).toBe('REG 129.82.123.45 5001 1234abcd');
    expect(read('0037 REG 129.82.123.45 5001 1234abcd')).toContain('+length-off-by-one');
    expect(read('0012 UNROK 9999')).toBe('UNROK 9999 +length-wrong');
    expect(read('PONG')).toBe('PONG +no-prefix');
    expect(read('0009 PING\n')).toBe('PING +trailing-newline');
    expect(read('0005 ')).toBe('');
  });

  it('says what it cannot read', () => {
    expect(read('')).toBe('! frame-empty');
    expect(read('\r\n')).toBe('! frame-empty');
    expect(read('x'.repeat(20_000))).toBe('! frame-too-long');
    expect(brief(readDatagram(Uint8Array.of(0x50, 0xff)))).toBe('P\ufffd +no-prefix +not-utf8');
  });
});
