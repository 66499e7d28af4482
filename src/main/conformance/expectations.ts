import type { CheckName } from '../../shared/network/report';
import { CODE } from '../../shared/protocol/message';
import { codeRule } from './code-rule';
import { EXACT, otherVerb, type Rule, tolerated, wrong } from './rule';

const registered = (code: number) => code < 9996;
const repeat: Rule = {
  title: 'asked the same again',
  expected: 'the same answer',
  onSilence: 'it answered this before',
  judge: (message, { trial }) =>
    message.verb === trial.reply ? EXACT : otherVerb(message, `${trial.reply}, as before`),
};

/** What each check is about, and what the protocol says to it. */
export const RULES: Readonly<Record<CheckName, Rule>> = {
  ping: {
    title: 'PING: are you there?',
    expected: '0009 PONG',
    onSilence: 'answer PING with "0009 PONG"; without it nobody can tell whether you have crashed',
    judge: (message, { kind }) => {
      if (message.verb === 'PONG') return EXACT;
      if (message.verb !== 'ERROR') return otherVerb(message, '0009 PONG');
      return kind === 'bootstrap'
        ? tolerated('it does not know PING, which shows at least that it is alive; answer "0009 PONG"')
        : wrong('it does not know PING, by which neighbours tell whether it has crashed; answer "0009 PONG"');
    },
  },
  echo: codeRule({
    title: 'ECHO: are you there? (optional)',
    verb: 'ECHOK',
    code: 0,
    errorIs: 'exact',
    onSilence: 'ECHO is optional; but what is not understood is answered with "0010 ERROR"',
  }),
  'reg-new': codeRule({
    title: 'REG of a newcomer',
    verb: 'REGOK',
    code: 0,
    list: true,
    onSilence: 'answer REG with REGOK and the neighbours offered, "0012 REGOK 0" for nobody',
  }),
  'reg-second': codeRule({
    title: 'REG of a second newcomer, who should be offered the first',
    verb: 'REGOK',
    code: 0,
    list: true,
    onSilence: 'answer REG with REGOK and the neighbours offered',
  }),
  'reg-same-name': codeRule({
    title: 'REG of another address with a name that is taken: names are only labels',
    verb: 'REGOK',
    code: 0,
    list: true,
    habits: [{ family: 'C', is: (code) => code === 9999 }],
    onSilence: 'identity is ip and port, so take it in: answer REGOK',
  }),
  'reg-same-port': codeRule({
    title: 'REG of another ip with a port that is taken: identity is both',
    verb: 'REGOK',
    code: 0,
    list: true,
    habits: [{ family: 'A', is: (code) => code === 9997 || code === 9998 }],
    onSilence: 'identity is ip and port, so take it in: answer REGOK',
  }),
  'reg-again': codeRule({
    title: 'REG again: same ip, port and name',
    verb: 'REGOK',
    code: 9998,
    habits: [
      { family: 'C', is: (code) => code === 9999 },
      { family: 'D', is: registered },
    ],
    onSilence: 'refuse with "0015 REGOK 9998"',
  }),
  'reg-other-name': codeRule({
    title: 'REG of the same ip and port under another name',
    verb: 'REGOK',
    code: 9997,
    habits: [
      { family: 'C', is: registered },
      { family: 'D', is: registered },
    ],
    onSilence: 'refuse with "0015 REGOK 9997"',
  }),
  'reg-malformed': codeRule({
    title: 'REG without a name',
    verb: 'REGOK',
    code: 9999,
    habits: [{ family: 'C', is: (code) => code === 9998 }],
    errorIs: 'tolerated',
    onSilence: 'refuse with "0015 REGOK 9999", and make sure that a missing field does not end the program',
  }),
  unreg: codeRule({
    title: 'UNREG',
    verb: 'UNROK',
    code: 0,
    onSilence: 'answer "0012 UNROK 0"; whoever waits for it cannot leave in peace',
  }),
  'unreg-again': codeRule({
    title: 'UNREG again: there is no such entry any more',
    verb: 'UNROK',
    code: 9999,
    habits: [{ family: 'D', is: (code) => code === 0 }],
    onSilence: 'say "0015 UNROK 9999" where there is no such entry, as silence looks like a lost message',
  }),
  join: codeRule({
    title: 'JOIN',
    verb: 'JOINOK',
    code: 0,
    onSilence: 'answer JOIN with "0013 JOINOK 0", or with "0016 JOINOK 9999" to refuse',
  }),
  'join-again': {
    title: 'JOIN again, as a neighbour',
    expected: '0013 JOINOK 0',
    onSilence: 'answer as to the first: an answer may have been lost, and the neighbour asks again',
    judge: (message) => {
      if (message.verb !== 'JOINOK') return otherVerb(message, '0013 JOINOK 0');
      if (message.code === CODE.ok) return EXACT;
      return tolerated(
        'it refuses who is a neighbour already; "0013 JOINOK 0" lets a lost answer be asked for again',
      );
    },
  },
  'join-malformed': codeRule({
    title: 'JOIN without a port',
    verb: 'JOINOK',
    code: 9999,
    errorIs: 'tolerated',
    onSilence: 'refuse with "0016 JOINOK 9999", and make sure that a missing field does not end the program',
  }),
  search: {
    title: 'SER with hops 0, for a file that nobody has',
    expected: 'SEROK 0 ip port 0',
    onSilence:
      'hops 0 come from the peer that searches, which waits for an answer: answer "SEROK 0 ip port 0" (further on, with hops above 0, silence is right)',
    judge: (message) => {
      if (message.verb === 'ERROR') return tolerated('it says ERROR where it has no such file; say SEROK 0');
      if (message.verb !== 'SEROK') return otherVerb(message, 'SEROK 0 ip port hops');
      if (message.files.length === 0) return EXACT;
      return wrong(
        'it found files for words that no name can hold: a file matches if it holds every word, whole',
      );
    },
  },
  leave: codeRule({
    title: 'LEAVE',
    verb: 'LEAVEOK',
    code: 0,
    onSilence: 'answer LEAVE with "0014 LEAVEOK 0"',
  }),
  'leave-again': codeRule({
    title: 'LEAVE again, no longer a neighbour',
    verb: 'LEAVEOK',
    code: 9999,
    onSilence: 'say "0017 LEAVEOK 9999" to who is no neighbour',
  }),
  garbage: {
    title: 'something that is no message',
    expected: '0010 ERROR',
    onSilence: 'answer what is not understood with "0010 ERROR", so that its author finds out',
    judge: (message) =>
      message.verb === 'ERROR'
        ? EXACT
        : wrong(`it says ${message.verb} to what means nothing; answer "0010 ERROR"`),
  },
  'two-frames': {
    ...repeat,
    title: 'two frames in one write, on one connection',
    expected: 'two answers',
    judge: (message, { trial }) =>
      message.verb === trial.reply
        ? EXACT
        : wrong(
            `it says ${message.verb}: a read may return more than one frame, so take as many bytes as the length says, and keep the rest for the next`,
          ),
  },
  'split-frame': {
    ...repeat,
    title: 'one frame in three pieces',
    onSilence:
      'a read may return half a frame: read on until as many bytes as its length says have come, or the line ends',
    judge: (message, { trial }) =>
      message.verb === trial.reply
        ? EXACT
        : wrong(
            `it says ${message.verb}: a read may return half a frame, so read on until as many bytes as its length says have come`,
          ),
  },
  alive: {
    ...repeat,
    title: 'after all that, asked once more what it knows',
    onSilence:
      'it answered this before: something in between has stopped it; see that no input ends the program',
  },
  cleanup: {
    title: 'tidying up: what the doctor put there is taken out',
    expected: 'UNROK 0 or LEAVEOK 0',
    onSilence: 'it could not be confirmed that the doctor is out of the list; it may be offered to others',
    judge: (message) =>
      'code' in message && message.code === CODE.ok
        ? EXACT
        : wrong('it could not be confirmed that the doctor is out of the list; it may be offered to others'),
  },
};
