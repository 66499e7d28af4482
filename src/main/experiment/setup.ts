import { askersOf, type ExperimentOptions, tooManySearches } from '../../shared/experiment/experiment';
import type { ExperimentProgress } from '../../shared/experiment/experiment-report';
import type { PeerId } from '../../shared/network/events';
import { failed, ok, type Result } from '../../shared/problem';
import { readNameList } from '../network/files/name-list';
import type { Overlay } from '../network/overlay/overlay';
import { Checks } from './checks';
import type { FileService } from './file-service';
import { type Plan, planOf } from './plan';
import { readQueries } from './queries';
import { settled } from './settled';

/** JOINs of each peer: the number of neighbours that a bootstrap server of the course offers. */
const DEGREE = 2;

/** The data that the steps of an experiment share. */
export interface ExperimentContext {
  readonly overlay: Overlay;
  readonly options: ExperimentOptions;
  readonly plan: Plan;
  readonly queries: readonly string[];
  /** By the indices of the plan. */
  readonly peers: readonly PeerId[];
  readonly checks: Checks;
  readonly files: FileService;
  readonly onProgress: (progress: ExperimentProgress) => void;
  readonly signal: AbortSignal;
}

export interface RunOptions {
  /** Running, and empty. */
  readonly overlay: Overlay;
  readonly options: ExperimentOptions;
  readonly onProgress: (progress: ExperimentProgress) => void;
  /** The service that generates the file and receives its upload. */
  readonly files: FileService;
  /** Ends the experiment; the caller closes the network. */
  readonly signal: AbortSignal;
}

/** Reads the lists, draws the plan, and builds the network: the same seed produces the same links and places the same files. */
export async function setUp(what: RunOptions): Promise<Result<ExperimentContext>> {
  const { overlay, options, onProgress, signal } = what;
  const queries = options.queries === undefined ? await readQueries('') : ok(options.queries);
  if (!queries.ok) return queries;
  const tooMany = tooManySearches(askersOf(options), queries.value.length);
  if (tooMany !== null) return failed('bad-input', tooMany);
  const names = await readNameList(overlay.settings.fileList);
  if (!names.ok) return names;
  const plan = planOf(options, names.value);
  if (!plan.ok) return plan;

  const { peers: count, seed } = options;
  onProgress({ step: 'network', trial: 0, words: `${count} peers join`, share: 0 });
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
