import type { AddPeers } from '../../shared/contract';
import type { Arrangement } from '../../shared/layout';
import type { PeerId } from '../../shared/network/events';
import type { Problem } from '../../shared/problem';
import type { AddressKey } from '../../shared/protocol/address';
import type { Settings } from '../../shared/settings/settings';
import { openDialog } from '../dialogs/open-dialog';
import { record, recorded } from '../history/history';
import type { Identities, Position, RemovedPeer } from '../history/user-action';
import type { Lab } from '../lab/lab';
import { dismiss, notices, notify, type Remedy } from '../notices/notices';
import { problemOf } from '../notices/problem-of';
import { hasBootstrap } from '../words/bootstrap';
import { count } from '../words/count';
import { namesIn } from '../words/names';
import type { PeerAction } from './allowed';
import { eachOf, type Failure } from './each-of';

/** Commands under way at once when many peers are acted on. */
const WIDTH = 20;

/*
 * What buttons, menus and keys do. Nothing here changes the picture: the answer to a command shows up through
 * events. What fails becomes a notice that stays until it is seen.
 */

/**
 * @param input without it, one peer wired as the bootstrap server offers
 * @param change lets the person change an input that is refused
 */
export async function addPeers(lab: Lab, input: Partial<AddPeers> = {}, change?: () => void): Promise<void> {
  try {
    await lab.client.peer.add(input);
  } catch (error) {
    const problem = problemOf(error);
    if (problem.code === 'cancelled') return;
    const what = (input.count ?? 1) === 1 ? 'The peer was not added' : 'The peers were not added';
    tell(lab, 'add', what, problem, remedyForAdding(lab, input, problem, change));
  }
}

function remedyForAdding(
  lab: Lab,
  input: Partial<AddPeers>,
  problem: Problem,
  change?: () => void,
): Remedy | null {
  const { freePort: port } = problem;
  // A port that was asked for by itself is not the setting's.
  if (input.port !== undefined && port !== undefined) {
    return { label: `Use port ${port}`, run: () => void addPeers(lab, { ...input, port }, change) };
  }
  const remedy = remedyFor(lab, problem, 'firstPeerPort', () => addPeers(lab, input, change));
  return remedy ?? (change ? { label: 'Change the input', run: change } : null);
}

const COULD_NOT: Readonly<Record<PeerAction, string>> = {
  register: 'could not register',
  join: 'could not join',
  leave: 'could not leave',
  unregister: 'could not unregister',
  crash: 'could not be crashed',
  restart: 'could not restart',
  remove: 'could not be removed',
};

/** Asks each of the peers to do it, some at a time, and reports all that failed in one notice. */
export async function act(lab: Lab, action: PeerAction, ids: readonly PeerId[]): Promise<void> {
  const nameOf = namesIn(lab.store.getState().network);
  const failed = await (action === 'remove'
    ? removePeers(lab, ids)
    : eachOf(ids, WIDTH, (id) => lab.client.peer[action]({ id })));
  const failures = failed.filter(({ error }) => isFailure(lab, problemOf(error)));
  const key = `act ${action}`;
  const [first] = failures;
  if (first === undefined) {
    // What failed for these peers before was done now.
    const before = notices(lab)
      .getState()
      .shown.find((notice) => notice.key === key);
    if (before?.about?.every((id) => ids.includes(id))) dismiss(lab, key);
    return;
  }
  const problem = problemOf(first.error);
  const about = failures.map(({ item }) => item);
  const remedy = remedyFor(lab, problem, null, () => act(lab, action, about));
  if (failures.length === 1) {
    tell(lab, key, `${nameOf(first.item)} ${COULD_NOT[action]}`, problem, remedy, about);
    return;
  }
  notify(lab, {
    key,
    tone: 'error',
    about,
    title: `${failures.length} of ${count(ids.length, 'peer')} ${COULD_NOT[action]}`,
    details: failures.map(({ item, error }) => `${nameOf(item)}: ${problemOf(error).sentence}`),
    ...(remedy ? { remedy } : {}),
  });
}

/** Removes peers as one action, which can be undone. @returns the failures */
async function removePeers(lab: Lab, ids: readonly PeerId[]): Promise<Failure<PeerId>[]> {
  const nameOf = namesIn(lab.store.getState().network);
  let failures: Failure<PeerId>[] = [];
  await recorded(lab, async () => {
    const peers: RemovedPeer[] = [];
    failures = await eachOf(ids, WIDTH, async (id) => {
      const name = nameOf(id);
      const identity = identitiesOf(lab, [id])[id];
      const { removal } = await lab.client.peer.remove({ id });
      // What is left of an external peer cannot be added again.
      if (removal !== null && identity) peers.push({ removal, id, identity, name });
    });
    return peers.length > 0 ? { kind: 'remove', peers } : null;
  });
  return failures;
}

function identitiesOf(lab: Lab, ids: readonly PeerId[]): Identities {
  const { peers } = lab.store.getState().network;
  return Object.fromEntries(
    ids.flatMap((id) => {
      const identity = peers.get(id)?.identity;
      return identity ? [[id, identity]] : [];
    }),
  );
}

/** Who was given something else to do meanwhile, or waits for a server that is down, has not failed. */
function isFailure(lab: Lab, { code }: Problem): boolean {
  if (code === 'bootstrap-silent') return hasBootstrap(lab.store.getState().network.bootstrap);
  return code !== 'cancelled';
}

export async function connectPeers(lab: Lab, from: PeerId, to: PeerId): Promise<void> {
  const nameOf = namesIn(lab.store.getState().network);
  const identities = identitiesOf(lab, [from, to]);
  await attempt(lab, 'connect', `${nameOf(from)} did not join ${nameOf(to)}`, () =>
    recorded(lab, async () => {
      await lab.client.peer.connect({ id: from, other: to });
      return { kind: 'link', made: true, from, to, fromName: nameOf(from), toName: nameOf(to), identities };
    }),
  );
}

export async function disconnectPeers(lab: Lab, from: PeerId, to: PeerId): Promise<void> {
  const nameOf = namesIn(lab.store.getState().network);
  const identities = identitiesOf(lab, [from, to]);
  await attempt(lab, 'disconnect', `${nameOf(from)} did not leave ${nameOf(to)}`, () =>
    recorded(lab, async () => {
      await lab.client.peer.disconnect({ id: from, other: to });
      return { kind: 'link', made: false, from, to, fromName: nameOf(from), toName: nameOf(to), identities };
    }),
  );
}

/** @returns the problem, for the dialog to show beside its field; null when the peer has the name */
export async function renamePeer(lab: Lab, peer: PeerId, name: string): Promise<Problem | null> {
  const before = lab.store.getState().network.peers.get(peer)?.name;
  const identities = identitiesOf(lab, [peer]);
  try {
    await recorded(lab, async () => {
      const { name: after } = await lab.client.peer.rename({ id: peer, name });
      return before === undefined || before === after
        ? null
        : { kind: 'rename', peer, before, after, identities };
    });
    return null;
  } catch (error) {
    return problemOf(error);
  }
}

export async function pingPeer(lab: Lab, from: PeerId, to: PeerId): Promise<void> {
  const nameOf = namesIn(lab.store.getState().network);
  const title = `${nameOf(from)} pinged ${nameOf(to)}`;
  try {
    const { milliseconds } = await lab.client.peer.ping({ id: from, other: to });
    notify(lab, {
      key: 'ping',
      tone: 'answer',
      title,
      sentence: `The answer came after ${milliseconds.toFixed(1)} ms.`,
    });
  } catch (error) {
    tell(lab, 'ping', `${title} in vain`, problemOf(error));
  }
}

export async function startBootstrap(lab: Lab): Promise<void> {
  try {
    await lab.client.bootstrap.start();
  } catch (error) {
    tellBootstrapProblem(lab, problemOf(error));
  }
}

export async function stopBootstrap(lab: Lab): Promise<void> {
  await attempt(lab, 'bootstrap', 'The bootstrap server was not stopped', () => lab.client.bootstrap.stop());
}

/** Takes an entry out of the registry of the bootstrap server here. */
export async function removeEntry(lab: Lab, id: AddressKey): Promise<void> {
  await attempt(lab, 'bootstrap', `${id} was not taken out of the registry`, () =>
    lab.client.bootstrap.removeEntry({ id }),
  );
}

/** Both the command's answer and the event bring this problem; the key makes them one notice. */
export function tellBootstrapProblem(lab: Lab, problem: Problem): void {
  const again: Remedy = { label: 'Try again', run: () => void startBootstrap(lab) };
  const remedy = remedyFor(lab, problem, 'bootstrapPort', () => startBootstrap(lab)) ?? again;
  tell(lab, 'bootstrap', 'The bootstrap server is not running', problem, remedy);
}

/** Arranges the picture, in every window. @param root whom layers begin at */
export async function chooseLayout(lab: Lab, arrangement: Arrangement, root?: PeerId): Promise<void> {
  await attempt(lab, 'layout', 'The layout was not changed', () =>
    lab.client.layout.choose({ arrangement, ...(root && { root }) }),
  );
}

/** Peers were moved, held or released on the canvas, which has sent it to the lab already. */
export function recordMove(lab: Lab, before: readonly Position[], after: readonly Position[]): void {
  const [first] = after;
  if (!first) return;
  const name = namesIn(lab.store.getState().network)(first.peer);
  record(lab, {
    kind: 'move',
    before,
    after,
    name,
    identities: identitiesOf(
      lab,
      after.map(({ peer }) => peer),
    ),
  });
}

export async function cancelAddition(lab: Lab, addition: string): Promise<void> {
  await attempt(lab, 'cancel', 'Adding was not cancelled', () => lab.client.addition.cancel({ addition }));
}

/** @returns the problem, for the dialog to show beside its fields; null when the settings are in force */
export async function updateSettings(lab: Lab, change: Partial<Settings>): Promise<Problem | null> {
  const { settings } = lab.store.getState().network;
  try {
    await recorded(lab, async () => {
      const after = await lab.client.settings.update(change);
      const keys = (Object.keys(change) as (keyof Settings)[]).filter((key) => after[key] !== settings[key]);
      return keys.length === 0
        ? null
        : { kind: 'settings', before: pick(settings, keys), after: pick(after, keys) };
    });
    return null;
  } catch (error) {
    return problemOf(error);
  }
}

function pick(settings: Settings, keys: readonly (keyof Settings)[]): Partial<Settings> {
  return Object.fromEntries(keys.map((key) => [key, settings[key]]));
}

async function attempt(lab: Lab, key: string, title: string, command: () => Promise<unknown>): Promise<void> {
  try {
    await command();
  } catch (error) {
    const problem = problemOf(error);
    tell(
      lab,
      key,
      title,
      problem,
      remedyFor(lab, problem, null, () => attempt(lab, key, title, command)),
    );
  }
}

function tell(
  lab: Lab,
  key: string,
  title: string,
  problem: Problem,
  remedy?: Remedy | null,
  about?: readonly PeerId[],
): void {
  notify(lab, {
    ...{ key, tone: 'error', title, sentence: problem.sentence },
    ...(remedy ? { remedy } : {}),
    ...(about ? { about } : {}),
  });
}

type PortSetting = 'bootstrapPort' | 'firstPeerPort';

/** The button that does what the problem's sentence advises, where one can. */
function remedyFor(
  lab: Lab,
  problem: Problem,
  setting: PortSetting | null,
  retry: () => Promise<void>,
): Remedy | null {
  const { freePort } = problem;
  if (freePort !== undefined && setting !== null) {
    const takePort = async () => {
      const refused = await updateSettings(lab, { [setting]: freePort });
      if (refused) tell(lab, 'settings', `Port ${freePort} was not set`, refused);
      else await retry();
    };
    return { label: `Use port ${freePort}`, run: () => void takePort() };
  }
  switch (problem.code) {
    case 'bootstrap-silent':
      // The peer keeps trying by itself; what it lacks is the server.
      if (hasBootstrap(lab.store.getState().network.bootstrap)) {
        return { label: 'Change settings', run: () => openDialog(lab, { kind: 'settings' }) };
      }
      return { label: 'Start bootstrap server', run: () => void startBootstrap(lab) };
    case 'bootstrap-stopped': {
      const startAndRetry = async () => {
        await startBootstrap(lab);
        await retry();
      };
      return { label: 'Start bootstrap server', run: () => void startAndRetry() };
    }
    case 'no-answer':
      return { label: 'Try again', run: () => void retry() };
    default:
      return null;
  }
}
