/** What is sent, in one piece or in several, and what comes back to the byte. */
export interface Exchange {
  readonly say: string | readonly string[];
  /** Empty where nothing may come; `#####` stands for the port of the peer that answers. */
  readonly hear: string;
  /** The leniencies that it took to read it. */
  readonly notes?: readonly string[];
}

export interface Conversation {
  readonly family: 'A' | 'B' | 'C' | 'D' | 'E';
  readonly by: 'tcp' | 'udp';
  readonly to: 'bootstrap' | 'peer';
  readonly title: string;
  readonly exchanges: readonly Exchange[];
}

/**
 * What a program of each family says to a bootstrap server and to a peer, byte by byte, and what it must get back:
 * the table of PROTOCOL.md, "Families", as bytes.
 */
export const CONVERSATIONS: readonly Conversation[] = [
  {
    family: 'A',
    by: 'udp',
    to: 'bootstrap',
    title: 'two neighbours at most, as pairs; the codes of the table; ECHO',
    exchanges: [
      { say: '0029 REG 127.0.0.1 40001 anna', hear: '0012 REGOK 0' },
      { say: '0029 REG 127.0.0.1 40002 bert', hear: '0028 REGOK 1 127.0.0.1 40001' },
      { say: '0029 REG 127.0.0.1 40003 carl', hear: '0044 REGOK 2 127.0.0.1 40001 127.0.0.1 40002' },
      { say: '0029 REG 127.0.0.1 40001 anna', hear: '0015 REGOK 9998' },
      { say: '0029 REG 127.0.0.1 40001 dora', hear: '0015 REGOK 9997' },
      { say: '0031 UNREG 127.0.0.1 40003 carl', hear: '0012 UNROK 0' },
      { say: '0031 UNREG 127.0.0.1 40003 carl', hear: '0015 UNROK 9999' },
      { say: '0009 ECHO', hear: '0012 ECHOK 0' },
      { say: '0026 LEAVE 127.0.0.1 40002', hear: '0014 LEAVEOK 0' },
      { say: '0031 UNREG 127.0.0.1 40002 bert', hear: '0015 UNROK 9999' },
      { say: '0010 HELLO', hear: '0010 ERROR' },
    ],
  },
  {
    family: 'A',
    by: 'udp',
    to: 'peer',
    title: 'each answer comes back to the port of the question',
    exchanges: [
      { say: '0025 JOIN 127.0.0.1 40001', hear: '0013 JOINOK 0' },
      { say: '0025 JOIN 127.0.0.1 40001', hear: '0013 JOINOK 0' },
      { say: '0009 PING', hear: '0009 PONG' },
      { say: '0038 SER 127.0.0.1 40001 "Windows 8" 0', hear: '0030 SEROK 0 127.0.0.1 ##### 0' },
      { say: '0026 LEAVE 127.0.0.1 40001', hear: '0014 LEAVEOK 0' },
      { say: '0026 LEAVE 127.0.0.1 40001', hear: '0017 LEAVEOK 9999' },
    ],
  },
  {
    family: 'B',
    by: 'tcp',
    to: 'bootstrap',
    title: 'UNREG before REG is answered; a length one too large; triples',
    exchanges: [
      { say: '0032 UNREG 127.0.0.1 40001 anna', hear: '0015 UNROK 9999', notes: ['length-off-by-one'] },
      { say: '0030 REG 127.0.0.1 40001 anna', hear: '0012 REGOK 0', notes: ['length-off-by-one'] },
      { say: '0032 UNREG 127.0.0.1 40002 bert', hear: '0015 UNROK 9999', notes: ['length-off-by-one'] },
      {
        say: '0030 REG 127.0.0.1 40002 bert',
        hear: '0033 REGOK 1 127.0.0.1 40001 anna',
        notes: ['length-off-by-one'],
      },
      { say: '0032 UNREG 127.0.0.1 40001 anna', hear: '0012 UNROK 0', notes: ['length-off-by-one'] },
    ],
  },
  {
    family: 'B',
    by: 'tcp',
    to: 'peer',
    title: 'a length one too large hangs nobody',
    exchanges: [
      { say: '0026 JOIN 127.0.0.1 40001', hear: '0013 JOINOK 0', notes: ['length-off-by-one'] },
      { say: '0010 PING', hear: '0009 PONG', notes: ['length-off-by-one'] },
      {
        say: '0039 SER 127.0.0.1 40001 "Windows 8" 0',
        hear: '0030 SEROK 0 127.0.0.1 ##### 0',
        notes: ['length-off-by-one'],
      },
      { say: '0027 LEAVE 127.0.0.1 40001', hear: '0014 LEAVEOK 0', notes: ['length-off-by-one'] },
    ],
  },
  {
    family: 'C',
    by: 'tcp',
    to: 'bootstrap',
    title: 'five bytes, then the rest; a failed UNROK has its true length; PRINT is unframed',
    exchanges: [
      { say: ['0033 ', 'REG 127.0.0.1 40001 anna1234'], hear: '0012 REGOK 0' },
      { say: '0029 REG 127.0.0.1 40002 bert', hear: '0037 REGOK 1 127.0.0.1 40001 anna1234' },
      { say: '0010 PRINT', hear: '127.0.0.1 40001 anna1234\n127.0.0.1 40002 bert\n' },
      { say: '0031 UNREG 127.0.0.1 40003 carl', hear: '0015 UNROK 9999' },
      { say: '0035 UNREG 127.0.0.1 40001 anna1234', hear: '0012 UNROK 0' },
      { say: '0010 PRINT', hear: '127.0.0.1 40002 bert\n' },
      { say: '0014 REG 1.1.1', hear: '0015 REGOK 9999' },
    ],
  },
  {
    family: 'C',
    by: 'tcp',
    to: 'peer',
    title: 'a frame in pieces is one frame; a zero byte behind it is passed over',
    exchanges: [
      { say: ['0025 ', 'JOIN 127.0.0.1 ', '40001'], hear: '0013 JOINOK 0' },
      { say: '0010 PING\0', hear: '0009 PONG', notes: ['trailing-nul'] },
      { say: '0026 LEAVE 127.0.0.1 40001', hear: '0014 LEAVEOK 0' },
    ],
  },
  {
    family: 'D',
    by: 'tcp',
    to: 'bootstrap',
    title: 'triples, two at most; PING framed',
    exchanges: [
      { say: '0029 REG 127.0.0.1 40001 anna', hear: '0012 REGOK 0' },
      { say: '0029 REG 127.0.0.1 40002 bert', hear: '0033 REGOK 1 127.0.0.1 40001 anna' },
      { say: '0009 PING', hear: '0009 PONG' },
      { say: '0031 UNREG 127.0.0.1 40001 anna', hear: '0012 UNROK 0' },
      { say: '0026 LEAVE 127.0.0.1 40002', hear: '0014 LEAVEOK 0' },
    ],
  },
  {
    family: 'D',
    by: 'tcp',
    to: 'peer',
    title: 'JOINOK, LEAVEOK and PONG that come as requests of their own are not answered',
    exchanges: [
      { say: '0025 JOIN 127.0.0.1 40001', hear: '0013 JOINOK 0' },
      { say: '0013 JOINOK 0', hear: '' },
      { say: 'PONG', hear: '', notes: ['bare-pong'] },
      { say: '0014 LEAVEOK 0', hear: '' },
      { say: '0026 LEAVE 127.0.0.1 40001', hear: '0014 LEAVEOK 0' },
    ],
  },
  {
    family: 'E',
    by: 'tcp',
    to: 'bootstrap',
    title: 'no length, a line end; it is answered in the same way',
    exchanges: [
      { say: 'REG 127.0.0.1 40001 anna\n', hear: 'REGOK 0\n', notes: ['no-prefix', 'trailing-newline'] },
      {
        say: '0029 REG 127.0.0.1 40002 bert\n',
        hear: '0033 REGOK 1 127.0.0.1 40001 anna',
        notes: ['trailing-newline'],
      },
      { say: 'UNREG 127.0.0.1 40001 anna\n', hear: 'UNROK 0\n', notes: ['no-prefix', 'trailing-newline'] },
      { say: 'ping', hear: 'PONG', notes: ['no-prefix', 'lower-case-verb'] },
    ],
  },
  {
    family: 'E',
    by: 'tcp',
    to: 'peer',
    title: 'no length; underscores for blanks, hops counting down or absent, unquoted names',
    exchanges: [
      { say: 'JOIN 127.0.0.1 40001\n', hear: 'JOINOK 0\n', notes: ['no-prefix', 'trailing-newline'] },
      { say: 'PING', hear: 'PONG', notes: ['no-prefix'] },
      {
        say: 'SER 127.0.0.1 40001 Windows_8 3\n',
        hear: '',
        notes: ['no-prefix', 'trailing-newline', 'underscored-name'],
      },
      {
        say: 'SER 127.0.0.1 40001 Windows_8',
        hear: 'SEROK 0 127.0.0.1 ##### 0',
        notes: ['no-prefix', 'underscored-name', 'hops-missing'],
      },
      {
        say: 'SER 127.0.0.1 40001 lord of rings 0',
        hear: 'SEROK 0 127.0.0.1 ##### 0',
        notes: ['no-prefix', 'unquoted-name'],
      },
      {
        say: 'SEROK 2 127.0.0.1 40001 0 a_b,c_d',
        hear: '',
        notes: ['no-prefix', 'comma-separated-names', 'underscored-name'],
      },
      { say: 'UNREGOK 0', hear: '', notes: ['no-prefix', 'unregok'] },
      { say: 'LEAVE 127.0.0.1 40001\n', hear: 'LEAVEOK 0\n', notes: ['no-prefix', 'trailing-newline'] },
    ],
  },
  {
    family: 'E',
    by: 'udp',
    to: 'bootstrap',
    title: 'no length, a line end; it is answered in the same way',
    exchanges: [
      { say: 'REG 127.0.0.1 40001 anna\n', hear: 'REGOK 0\n', notes: ['no-prefix', 'trailing-newline'] },
      {
        say: '0029 REG 127.0.0.1 40002 bert\n',
        hear: '0028 REGOK 1 127.0.0.1 40001',
        notes: ['trailing-newline'],
      },
      { say: 'UNREG 127.0.0.1 40001 anna\n', hear: 'UNROK 0\n', notes: ['no-prefix', 'trailing-newline'] },
      { say: 'ping', hear: 'PONG', notes: ['no-prefix', 'lower-case-verb'] },
    ],
  },
  {
    family: 'E',
    by: 'udp',
    to: 'peer',
    title: 'no length; underscores for blanks, hops counting down or absent, unquoted names',
    exchanges: [
      { say: 'JOIN 127.0.0.1 40001\n', hear: 'JOINOK 0\n', notes: ['no-prefix', 'trailing-newline'] },
      { say: 'PING', hear: 'PONG', notes: ['no-prefix'] },
      {
        say: 'SER 127.0.0.1 40001 Windows_8 3\n',
        hear: '',
        notes: ['no-prefix', 'trailing-newline', 'underscored-name'],
      },
      {
        say: 'SER 127.0.0.1 40001 Windows_8',
        hear: 'SEROK 0 127.0.0.1 ##### 0',
        notes: ['no-prefix', 'underscored-name', 'hops-missing'],
      },
      {
        say: 'SER 127.0.0.1 40001 lord of rings 0',
        hear: 'SEROK 0 127.0.0.1 ##### 0',
        notes: ['no-prefix', 'unquoted-name'],
      },
      {
        say: 'SEROK 2 127.0.0.1 40001 0 a_b,c_d',
        hear: '',
        notes: ['no-prefix', 'comma-separated-names', 'underscored-name'],
      },
      { say: 'UNREGOK 0', hear: '', notes: ['no-prefix', 'unregok'] },
      { say: 'LEAVE 127.0.0.1 40001\n', hear: 'LEAVEOK 0\n', notes: ['no-prefix', 'trailing-newline'] },
    ],
  },
];
