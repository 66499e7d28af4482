import type { Recognition } from '../../shared/network/report';
import { FAMILIES, type Family } from '../../shared/protocol/family';
import { CODE } from '../../shared/protocol/message';
import type { ExaminedReply } from './examined-reply';
import { codeReceived } from './session';
import type { Trial } from './trial';

interface Sign {
  readonly family: Family;
  readonly words: string;
}

/** Traits that have to agree before a family is reported: one alone may be the fault of a single program. */
const MIN_SIGNS = 2;

/**
 * Determines which of the families of PROTOCOL.md sends such replies.
 *
 * @param deviates whether anything at all was not exact
 */
export function detectDialect(trials: readonly Trial[], deviates: boolean): Recognition {
  const signs = signsIn(trials);
  const counts = FAMILIES.map((family) => ({
    family,
    count: signs.filter((sign) => sign.family === family).length,
  })).sort((one, other) => other.count - one.count);
  const [best, next] = counts;
  if (!deviates)
    return { family: 'exact', certainty: 'certain', why: ['every answer is as the protocol requires'] };
  const others = next?.count ?? 0;
  if (!best || best.count === 0) {
    return {
      family: 'uncertain',
      certainty: 'none',
      why: ['the deviations match no known family'],
    };
  }
  if (best.count < MIN_SIGNS || best.count === others) {
    const why = signs.map(({ family, words }) => `${words} (family ${family})`);
    return { family: 'uncertain', certainty: 'none', why };
  }
  const why = signs.filter(({ family }) => family === best.family).map(({ words }) => words);
  return { family: best.family, certainty: others === 0 ? 'certain' : 'likely', why };
}

function signsIn(trials: readonly Trial[]): Sign[] {
  const replies = trials.flatMap(({ outcome }) => outcome?.replies ?? []);
  const at = (name: Trial['name']) => trials.filter((trial) => trial.name === name);
  const codes = (name: Trial['name'], verb: 'REGOK' | 'UNROK') =>
    at(name).flatMap(({ outcome }) => codeReceived(outcome?.replies ?? [], verb) ?? []);
  const silent = (name: Trial['name']) => at(name).some(({ outcome }) => outcome?.ended === 'silent');
  const deviates = (name: string) =>
    replies.filter((one) => one.deviations.some((deviation) => deviation.name === name));
  const accepted = (name: Trial['name']) => codes(name, 'REGOK').includes(CODE.ok);
  const signs: Sign[] = [];
  const sign = (family: Family, words: string, shows: boolean) => {
    if (shows) signs.push({ family, words });
  };

  sign(
    'A',
    'UNREG of an unknown peer gets no answer, UNREG of a known peer does',
    codes('unreg', 'UNROK').includes(CODE.ok) && silent('unreg-again'),
  );
  sign(
    'A',
    'one port can be registered once, whatever the ip',
    accepted('reg-new') && codes('reg-same-port', 'REGOK').some((code) => code !== CODE.ok),
  );
  // On UDP our own server lists pairs too, so that trait alone is no evidence.
  const telling = trials.some(({ transport }) => transport === 'tcp')
    ? signs.length > 0 || pairsOnTcp(trials)
    : true;
  sign('A', 'REGOK lists "ip port" without names', telling && deviates('pairs-in-regok').length > 0);

  const tooLarge = replies.filter(declaresOneMore);
  sign('B', 'it declares lengths one too large', tooLarge.length > 1 && tooLarge.length * 2 > replies.length);

  sign(
    'C',
    'its codes are those of family C: 9999 is already registered, 9998 malformed',
    codes('reg-again', 'REGOK').includes(9999) && codes('reg-malformed', 'REGOK').includes(9998),
  );
  sign('C', 'the name is the key: it can be registered once', codes('reg-same-name', 'REGOK').includes(9999));
  sign('C', 'a failed UNREG is answered "0012 UNROK 9999", which has 15 bytes', replies.some(isShortUnrok));

  sign('D', 'REG of a known address is answered like a new one', accepted('reg-again'));
  sign(
    'D',
    'UNROK is 0 also for a peer that is not registered',
    codes('unreg-again', 'UNROK').includes(CODE.ok),
  );
  const barePongs = deviates('bare-pong').length > 0;
  sign(
    'D',
    'PONG comes without a prefix, other answers have one',
    barePongs && deviates('no-prefix').length === 0,
  );
  sign(
    'D',
    'JOINOK or LEAVEOK comes as a new message to the advertised address',
    replies.some(({ via, message }) => via === 'new message' && message?.verb !== 'SEROK'),
  );

  sign('E', 'frames come without a length', deviates('no-prefix').length > 0);
  sign('E', 'frames end with a line end', deviates('trailing-newline').length > 0);
  sign('E', 'UNROK is called UNREGOK', deviates('unregok').length > 0);
  sign('E', 'file names have underscores for spaces', deviates('underscored-name').length > 0);
  sign('E', 'file names are separated by commas', deviates('comma-separated-names').length > 0);
  const searched = at('search').flatMap(({ outcome }) => outcome?.replies ?? []);
  sign('E', 'a search for what it does not have is answered with ERROR', searched.some(isErrorReply));
  return signs;
}

function pairsOnTcp(trials: readonly Trial[]): boolean {
  return trials.some(
    ({ transport, outcome }) =>
      transport === 'tcp' &&
      outcome?.replies.some(({ deviations }) => deviations.some(({ name }) => name === 'pairs-in-regok')),
  );
}

function declaresOneMore({ deviations }: ExaminedReply): boolean {
  return deviations.some(
    ({ name, detail }) =>
      name === 'length-off-by-one' && detail !== undefined && detail.declared > detail.actual,
  );
}

function isShortUnrok({ message, declared }: ExaminedReply): boolean {
  return message?.verb === 'UNROK' && message.code === 9999 && declared === 12;
}

function isErrorReply({ message }: ExaminedReply): boolean {
  return message?.verb === 'ERROR';
}
