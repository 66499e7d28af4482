import type { ExperimentOptions, ExperimentProgress } from '../../../shared/experiment';
import type { PeerId } from '../../../shared/network/events';
import { failed, ok, type Result } from '../../../shared/problem';
import { readNameList } from '../files/name-list';
import type { Overlay } from '../overlay';
import { Checks } from './checks';
import type { FileService } from './file-service';
import { type Plan, planOf } from './plan';
import { readQueries } from './queries';
import { settled } from './settled';

/** JOINs that each peer makes, as many as a bootstrap server of the course offers it. */
const DEGREE = 2;

/** Searches of one round: the report lists each of them. */
const MOST_SEARCHES = 5_000;

/** Everything that the steps of an experiment work with. */
export interface Setting {
  readonly overlay: Overlay;
  readonly options: ExperimentOptions;
  readonly plan: Plan;
  readonly queries: readonly string[];
  /** In the order of the plan's numbers. */
  readonly peers: readonly PeerId[];
  readonly checks: Checks;
  readonly files: FileService;
  readonly tell: (progress: ExperimentProgress) => void;
  readonly signal: AbortSignal;
}

export interface RunOptions {
  readonly overlay: Overlay;
  readonly options: ExperimentOptions;
  readonly tell: (progress: ExperimentProgress) => void;
  /** Where the file that goes on its way is generated and uploaded. */
  readonly files: FileService;
  /** Ends it; the peers stay as they are. */
  readonly signal: AbortSignal;
}

/** Reads the lists, draws the plan, and makes the network: the same seed makes the same links and places the same files. */
export async function prepared(what: RunOptions): Promise<Result<Setting>> {
  const { overlay, options, tell, signal } = what;
  const queries = options.queries === undefined ? await readQueries('') : ok(options.queries);
  if (!queries.ok) return queries;
  const searches = options.askers * queries.value.length;
  if (searches > MOST_SEARCHES) {
    return failed(
      'bad-input',
      `${options.askers} askers and ${queries.value.length} queries make ${searches} searches a round; ${MOST_SEARCHES} are the most. Take fewer of either.`,
    );
  }
  const names = await readNameList(overlay.settings.fileList);
  if (!names.ok) return names;
  const plan = planOf(options, names.value);
  if (!plan.ok) return plan;
  const possible = mayBegin(overlay, options);
  if (!possible.ok) return possible;
  const empty = await emptied(overlay);
  if (!empty.ok) return empty;

  const { peers: count, seed } = options;
  tell({ step: 'network', words: `${count} peers join`, share: 0 });
  const added = await overlay.addPeers(
    { count, name: 'Peer', wiring: 'random', degree: DEGREE, seed },
    signal,
  );
  if (!added.ok) return added;
  if (added.value.problem !== undefined) return { ok: false, error: added.value.problem };
  const { peers } = added.value;
  for (const [number, id] of peers.entries()) {
    const shared = await overlay.share(id, { names: plan.value.placement[number] ?? [], folder: null });
    if (!shared.ok) return shared;
  }
  const checks = new Checks();
  await settled(
    overlay.log,
    ({ peers: all }) => peers.every((id) => all.get(id)?.phase === 'joined'),
    signal,
  );
  const { state } = overlay.log;
  const joined = peers.filter((id) => state.peers.get(id)?.phase === 'joined').length;
  checks.add(`${count} peers join`, joined === count, `${joined} have joined`);
  const placed = peers.filter((id, number) =>
    (plan.value.placement[number] ?? []).every((name) => state.peers.get(id)?.files.has(name)),
  ).length;
  checks.add('every peer shares the files drawn for it', placed === count, `${placed} do`);
  return ok({ ...what, plan: plan.value, queries: queries.value, peers, checks });
}

/** What is there already would ask, answer and be counted, too. @returns why the experiment cannot begin, if so */
export function mayBegin({ log }: Overlay, { removeOthers }: ExperimentOptions): Result {
  const { bootstrap, peers } = log.state;
  if (bootstrap.phase !== 'running' && bootstrap.phase !== 'elsewhere') {
    return failed(
      'bootstrap-stopped',
      'The experiment needs a bootstrap server. Start it, then run the experiment again.',
    );
  }
  const others = [...peers.values()];
  const external = others.filter(({ hosted }) => !hosted).length;
  if (external > 0) {
    return failed(
      'not-possible-now',
      `The experiment needs a network of its own, and ${external} peers run elsewhere. End them there first.`,
    );
  }
  if (others.length === 0 || removeOthers) return ok();
  return failed(
    'not-possible-now',
    `The experiment needs an empty network, and there are ${others.length} peers. Remove them first.`,
  );
}

async function emptied(overlay: Overlay): Promise<Result> {
  for (const id of [...overlay.log.state.peers.keys()]) {
    const removed = await overlay.remove(id);
    if (!removed.ok && removed.error.code !== 'not-found') return removed;
  }
  return ok();
}
