import type { DefaultedSetting, EventOf, NetworkEvent, PeerId } from '../../shared/network/events';
import type { NetworkState } from '../../shared/network/state/state';
import { type AddressKey, addressOf } from '../../shared/protocol/address';
import { startBootstrap, tellBootstrapProblem } from '../actions/commands';
import { announce } from '../announcer/announce';
import { openDialog } from '../dialogs/open-dialog';
import type { Lab } from '../lab/lab';
import { count } from '../words/count';
import { describeDefaulted, WHY_IGNORED } from '../words/describe-event';
import { namesAt, namesIn } from '../words/names';
import { dismiss, notices, notify } from './notices';

/**
 * Turns what the network itself reports into notices and announcements, whoever's command brought it about.
 *
 * @returns a function that ends it
 */
export function watchNetwork(lab: Lab): () => void {
  let told: unknown = null;
  let toldDefaulted = '';
  let waiting = false;
  let empty = true;
  return lab.onFeed((item, network) => {
    const { problem } = network.bootstrap;
    if (problem !== told) {
      told = problem;
      if (problem) tellBootstrapProblem(lab, problem);
      else dismiss(lab, 'bootstrap');
    }
    const defaulted = network.defaultedSettings.map(describeDefaulted).join('\n');
    if (defaulted !== toldDefaulted) {
      toldDefaulted = defaulted;
      if (defaulted) tellDefaulted(lab, network.defaultedSettings);
      else dismiss(lab, DEFAULTED);
    }
    const { phase, address } = network.bootstrap;
    // Of a server here it is known that it is stopped; of a remote one, only that a peer had no answer.
    const mayWait =
      phase === 'stopped' || waiting || item.kind === 'snapshot' || item.events.some(hadNoAnswer);
    const waits = mayWait && (phase === 'stopped' || phase === 'elsewhere') && someWait(network);
    if (waits !== waiting) {
      waiting = waits;
      if (waits) tellWaiting(lab, phase === 'elsewhere' ? address : null);
      else dismiss(lab, WAITING);
    }
    const emptied = !empty && network.peers.size === 0;
    empty = network.peers.size === 0;
    // Before the events: what comes with them is about an addition that was made afterwards.
    if (emptied) dismissAdditions(lab);
    if (item.kind === 'snapshot') return;
    const { selection } = lab.store.getState();
    for (const event of item.events) {
      switch (event.type) {
        case 'spawn:ended':
          if (event.added > 0) announce(lab, `${count(event.added, 'peer')} added.`);
          if (event.problem)
            tellAddition(lab, event.added, event.problem.sentence, event.problem.code === 'cancelled');
          else dismissAdditions(lab);
          break;
        case 'settings:changed':
          // What was refused before them has no cause any more, nor has a port of theirs that was in use.
          dismiss(lab, 'settings');
          dismissAdditions(lab);
          break;
        case 'peer:removed':
          dismissAbout(lab, event.peer, network);
          break;
        case 'sender:ignored':
          tellIgnored(lab, event, network);
          break;
        case 'bootstrap:started':
          announce(lab, `The bootstrap server listens on ${event.address}.`);
          break;
        case 'bootstrap:elsewhere':
          announce(lab, `Peers use the bootstrap server at ${event.address}.`);
          break;
        case 'bootstrap:stopped':
          announce(lab, 'The bootstrap server is stopped.');
          break;
        case 'peer:phase-changed':
          if (selection.size === 1 && selection.has(event.peer)) {
            announce(lab, `${namesIn(network)(event.peer)} is ${event.phase}.`);
          }
          break;
        default:
          break;
      }
    }
  });
}

const WAITING = 'waiting';
const DEFAULTED = 'defaulted settings';

/** One notice for all of them: each has its sentence. */
function tellDefaulted(lab: Lab, settings: readonly DefaultedSetting[]): void {
  const [first, ...others] = settings.map((setting) => `${describeDefaulted(setting)}.`);
  notify(lab, {
    key: DEFAULTED,
    tone: 'error',
    title: `${count(settings.length, 'stored setting')} cannot be used`,
    ...(first !== undefined && { sentence: first }),
    ...(others.length > 0 && { details: others }),
    remedy: { label: 'Open settings', keepsNotice: true, run: () => openDialog(lab, { kind: 'settings' }) },
  });
}

function hadNoAnswer(event: NetworkEvent): boolean {
  return event.type === 'peer:problem' && event.problem.code === 'bootstrap-silent';
}

/** Peers that want to register while nobody is there to register them. */
function someWait({ bootstrap, peers }: NetworkState): boolean {
  for (const { hosted, phase, problem } of peers.values()) {
    if (!hosted || phase !== 'registering') continue;
    if (bootstrap.phase !== 'elsewhere' || problem?.code === 'bootstrap-silent') return true;
  }
  return false;
}

/** @param remote address of the bootstrap server where another program runs it */
function tellWaiting(lab: Lab, remote: AddressKey | null): void {
  notify(lab, {
    key: WAITING,
    tone: 'error',
    title: 'Peers wait for the bootstrap server',
    sentence: `${remote === null ? '' : `The one at ${remote} does not answer. `}They keep trying to register, and go on by themselves once it runs.`,
    remedy:
      remote === null
        ? { label: 'Start bootstrap server', run: () => void startBootstrap(lab) }
        : { label: 'Change settings', run: () => openDialog(lab, { kind: 'settings' }) },
  });
}

/** One notice for all of them, about the last; the event list has the others. */
function tellIgnored(lab: Lab, event: EventOf<'sender:ignored'>, network: NetworkState): void {
  const nameOf = namesAt(network, event.seq);
  const observer = event.observer === 'bootstrap' ? 'The bootstrap server' : nameOf(event.observer);
  const ofHost = event.reason === 'too-many-from-host';
  const { ip } = addressOf(event.from);
  const whose = ofHost ? `unreadable messages of this kind from ${ip}` : 'its unreadable messages';
  const seconds = count(network.settings.errorReplyRestS, 'second');
  const until = ofHost ? `for at most ${seconds}` : `until it has sent none for ${seconds}`;
  notify(lab, {
    key: 'ignored',
    tone: 'error',
    title: `${ofHost ? `Programs at ${ip} are` : `${nameOf(event.from)} is`} sent no more errors`,
    sentence: `${observer} ignores ${whose} ${until}: ${WHY_IGNORED[event.reason]}. Requests that can be read are still answered.`,
    details: [`It sent: ${event.frame}`],
    about: [event.from],
  });
}

/** Takes away what was said about peers that could not be added: by a command's answer, and by an event. */
function dismissAdditions(lab: Lab): void {
  dismiss(lab, 'add');
  dismiss(lab, 'addition');
}

/** Takes away a notice about peers of which the last one was removed. */
function dismissAbout(lab: Lab, removed: PeerId, { peers }: NetworkState): void {
  for (const { key, about } of notices(lab).getState().shown)
    if (about?.includes(removed) && !about.some((id) => peers.has(id))) dismiss(lab, key);
}

function tellAddition(lab: Lab, added: number, sentence: string, cancelled: boolean): void {
  notify(lab, {
    key: 'addition',
    tone: cancelled ? 'answer' : 'error',
    title: added === 0 ? 'No peer was added' : `Adding stopped after ${count(added, 'peer')}`,
    sentence,
  });
}
