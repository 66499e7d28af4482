import type { CheckName } from '../../shared/network/report';
import { CODE } from '../../shared/protocol/message';
import { codeRule } from './code-rule';
import { EXACT, otherVerb, type Rule, tolerated, wrong } from './rule';

const registered = (code: number) => code < 9996;
const repeat: Rule = {
  title: 'the same request again',
  expected: 'the same answer',
  onSilence: 'it answered this request before',
  evaluate: (message, { trial }) =>
    message.verb === trial.reply ? EXACT : otherVerb(message, `${trial.reply}, as before`),
};

/** The subject of each check, and what the protocol requires. */
export const RULES: Readonly<Record<CheckName, Rule>> = {
  ping: {
    title: 'PING: liveness',
    expected: '0009 PONG',
    onSilence:
      'answer PING with "0009 PONG"; without it other peers cannot detect whether the program has crashed',
    evaluate: (message, { kind }) => {
      if (message.verb === 'PONG') return EXACT;
      if (message.verb !== 'ERROR') return otherVerb(message, '0009 PONG');
      return kind === 'bootstrap'
        ? tolerated('it does not support PING, although the ERROR shows that it is alive; answer "0009 PONG"')
        : wrong(
            'it does not support PING, by which neighbours detect whether it has crashed; answer "0009 PONG"',
          );
    },
  },
  echo: codeRule({
    title: 'ECHO: liveness (optional)',
    verb: 'ECHOK',
    code: 0,
    errorIs: 'exact',
    onSilence: 'ECHO is optional; but an unknown request is answered with "0010 ERROR"',
  }),
  'reg-new': codeRule({
    title: 'REG of a new peer',
    verb: 'REGOK',
    code: 0,
    list: true,
    onSilence: 'answer REG with REGOK and the neighbours offered, "0012 REGOK 0" if there is none',
  }),
  'reg-second': codeRule({
    title: 'REG of a second peer, to which the first should be offered',
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
    variants: [{ family: 'C', is: (code) => code === 9999 }],
    onSilence: 'identity is ip and port, so accept it: answer REGOK',
  }),
  'reg-same-port': codeRule({
    title: 'REG of another ip with a port that is taken: identity is both',
    verb: 'REGOK',
    code: 0,
    list: true,
    variants: [{ family: 'A', is: (code) => code === 9997 || code === 9998 }],
    onSilence: 'identity is ip and port, so accept it: answer REGOK',
  }),
  'reg-again': codeRule({
    title: 'REG again: same ip, port and name',
    verb: 'REGOK',
    code: 9998,
    variants: [
      { family: 'C', is: (code) => code === 9999 },
      { family: 'D', is: registered },
    ],
    onSilence: 'refuse with "0015 REGOK 9998"',
  }),
  'reg-other-name': codeRule({
    title: 'REG of the same ip and port under another name',
    verb: 'REGOK',
    code: 9997,
    variants: [
      { family: 'C', is: registered },
      { family: 'D', is: registered },
    ],
    onSilence: 'refuse with "0015 REGOK 9997"',
  }),
  'reg-malformed': codeRule({
    title: 'REG without a name',
    verb: 'REGOK',
    code: 9999,
    variants: [{ family: 'C', is: (code) => code === 9998 }],
    errorIs: 'tolerated',
    onSilence: 'refuse with "0015 REGOK 9999", and make sure that a missing field does not end the program',
  }),
  unreg: codeRule({
    title: 'UNREG',
    verb: 'UNROK',
    code: 0,
    onSilence: 'answer "0012 UNROK 0"; without it the peer cannot leave cleanly',
  }),
  'unreg-again': codeRule({
    title: 'UNREG again: the entry no longer exists',
    verb: 'UNROK',
    code: 9999,
    variants: [{ family: 'D', is: (code) => code === 0 }],
    onSilence: 'answer "0015 UNROK 9999" where there is no such entry, as silence looks like a lost message',
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
    onSilence:
      'answer as to the first: the answer may have been lost, and the neighbour sends its request again',
    evaluate: (message) => {
      if (message.verb !== 'JOINOK') return otherVerb(message, '0013 JOINOK 0');
      if (message.code === CODE.ok) return EXACT;
      return tolerated(
        'it refuses a peer that is a neighbour already; "0013 JOINOK 0" lets a peer repeat a JOIN whose answer was lost',
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
    title: 'SER with hops 0, for a file that no peer has',
    expected: 'SEROK 0 ip port 0',
    onSilence:
      'hops 0 means that the sender is the origin of the search, which waits for an answer: answer "SEROK 0 ip port 0" (with hops above 0, silence is right)',
    evaluate: (message) => {
      if (message.verb === 'ERROR')
        return tolerated('it answers ERROR where it has no such file; answer SEROK 0');
      if (message.verb !== 'SEROK') return otherVerb(message, 'SEROK 0 ip port hops');
      if (message.files.length === 0) return EXACT;
      return wrong(
        'it found files for words that no file name contains: a file matches if its name contains every word, whole',
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
    onSilence: 'answer "0017 LEAVEOK 9999" to a peer that is no neighbour',
  }),
  garbage: {
    title: 'a frame that is no message',
    expected: '0010 ERROR',
    onSilence: 'answer an unknown request with "0010 ERROR", so that its author notices the fault',
    evaluate: (message) =>
      message.verb === 'ERROR'
        ? EXACT
        : wrong(`it answers ${message.verb} to a frame that is no message; answer "0010 ERROR"`),
  },
  'two-frames': {
    ...repeat,
    title: 'two frames in one write, on one connection',
    expected: 'two answers',
    evaluate: (message, { trial }) =>
      message.verb === trial.reply
        ? EXACT
        : wrong(
            `it answers ${message.verb}: a read may return more than one frame, so take as many bytes as the length declares, and keep the rest for the next frame`,
          ),
  },
  'split-frame': {
    ...repeat,
    title: 'one frame in three pieces',
    onSilence:
      'a read may return half a frame: read until as many bytes as its length declares have arrived, or the connection ends',
    evaluate: (message, { trial }) =>
      message.verb === trial.reply
        ? EXACT
        : wrong(
            `it answers ${message.verb}: a read may return half a frame, so read until as many bytes as its length declares have arrived`,
          ),
  },
  alive: {
    ...repeat,
    title: 'after all other checks, a request that it answered before',
    onSilence:
      'it answered this request before: a request in between has stopped it; make sure that no input ends the program',
  },
  cleanup: {
    title: 'cleanup: the entries of the doctor are removed',
    expected: 'UNROK 0 or LEAVEOK 0',
    onSilence: 'it is not confirmed that the entry of the doctor is removed; it may be offered to others',
    evaluate: (message) =>
      'code' in message && message.code === CODE.ok
        ? EXACT
        : wrong('it is not confirmed that the entry of the doctor is removed; it may be offered to others'),
  },
};
