import { trialTitles } from '../../shared/experiment/experiment';
import type {
  ExperimentReport,
  ExperimentRound,
  FileJourney,
} from '../../shared/experiment/experiment-report';
import type { PeerId } from '../../shared/network/events';
import { failed, ok, type Result } from '../../shared/problem';
import type { Overlay } from '../network/overlay/overlay';
import { makeFileRoundTrips } from './file-round-trip';
import type { Plan } from './plan';
import { runRound } from './round';
import { runSearch } from './run-search';
import { type ExperimentContext, type RunOptions, setUp } from './setup';

/** The share of the work that is done when the first trial begins. */
const BEFORE_TRIALS = 0.1;

/**
 * The course's experiment, on real sockets: peers join, some peers search for every query, and again after each
 * departure of the variant. A file is generated, shared, found, downloaded and verified.
 *
 * @returns a problem where it could not begin, or was cancelled; failed steps are in the checks
 */
export async function runExperiment(what: RunOptions): Promise<Result<ExperimentReport>> {
  const cancelled = failed('cancelled', 'The experiment was cancelled. All its data is removed.');
  try {
    const result = await run(what);
    return what.signal.aborted ? cancelled : result;
  } catch (error) {
    if (!what.signal.aborted) throw error;
    return cancelled;
  }
}

async function run(what: RunOptions): Promise<Result<ExperimentReport>> {
  const { overlay, options, onProgress } = what;
  const at = Date.now();
  const began = performance.now();
  const context = await setUp(what);
  if (!context.ok) return context;
  const { plan, queries, peers, checks } = context.value;
  const named = (numbers: readonly number[]) => numbers.flatMap((number) => nameOf(overlay, peers[number]));
  const gone = (how: 'leave' | 'crash') =>
    named(plan.departures.flatMap((departure) => (departure.how === how ? departure.peers : [])));
  const placement = peers.map((id) => ({
    name: overlay.log.state.peers.get(id)?.name ?? id,
    files: [...(overlay.log.state.peers.get(id)?.files.keys() ?? [])],
  }));
  const askers = named(plan.askers);
  const left = gone('leave');
  const crashed = gone('crash');
  const file = await fileRoundTrips(context.value);
  const titles = trialTitles(options.variant);
  const rounds: ExperimentRound[] = [];
  for (const [index, title] of titles.entries()) {
    const share = BEFORE_TRIALS + ((1 - BEFORE_TRIALS) * index) / titles.length;
    const trial = { number: index + 1, of: titles.length, title, share };
    const departure = plan.departures[index - 1];
    if (departure) await depart(context.value, trial, departure);
    rounds.push(await runTrial(context.value, trial));
  }
  onProgress({ step: 'report', trial: titles.length, words: 'done', share: 1 });
  const { variant, peers: count, seed } = options;
  return ok({
    at,
    milliseconds: performance.now() - began,
    options: { variant, peers: count, askers: askers.length, seed, queries: queries.length },
    timeToLive: overlay.settings.timeToLive,
    askers,
    left,
    crashed,
    placement,
    file,
    rounds,
    checks: checks.all,
    ok: checks.all.every((check) => check.ok),
  });
}

interface Trial {
  /** From 1. */
  readonly number: number;
  readonly of: number;
  readonly title: string;
  /** The share of the work that is done when the trial begins: 0 to 1. */
  readonly share: number;
}

async function fileRoundTrips(context: ExperimentContext): Promise<FileJourney | null> {
  const { overlay, plan, peers, checks, files, onProgress, signal } = context;
  const holder = peers[plan.holder];
  const [first] = plan.askers;
  const asker = first === undefined ? undefined : peers[first];
  if (holder === undefined || asker === undefined) return null;
  const words = 'a file is generated, uploaded, found, downloaded and verified';
  onProgress({ step: 'file', trial: 0, words, share: BEFORE_TRIALS / 2 });
  return makeFileRoundTrips({ overlay, holder, asker, files, checks, signal });
}

async function runTrial(context: ExperimentContext, trial: Trial): Promise<ExperimentRound> {
  const { overlay, plan, peers, queries, checks, onProgress, signal } = context;
  const { number, of, title } = trial;
  const askers = plan.askers.flatMap((place) => peers[place] ?? []);
  const all = askers.length * queries.length;
  const length = (1 - BEFORE_TRIALS) / of;
  const onSearched = (searched: number) =>
    onProgress({
      step: 'trial',
      trial: number,
      words: `trial ${number} of ${of}: search ${searched} of ${all} (${title})`,
      share: trial.share + (length * searched) / all,
    });
  onSearched(0);
  const made = await runRound({
    name: `trial-${number}`,
    title,
    log: overlay.log,
    askers,
    queries,
    search: async (peer, query) => void (await runSearch(overlay, peer, query, signal)),
    onSearched: onSearched,
    signal,
  });
  checks.round(made, all);
  return made;
}

/** Makes the peers of a departure leave or crash, one after the other. */
async function depart(
  { overlay, peers, checks, onProgress, signal }: ExperimentContext,
  { number, title, share }: Trial,
  { how, peers: places }: Plan['departures'][number],
): Promise<void> {
  const gone = places.flatMap((place) => peers[place] ?? []);
  const one = gone.length === 1;
  const peersText = one ? '1 peer' : `${gone.length} peers`;
  const does = how === 'leave' ? (one ? 'leaves in order' : 'leave in order') : one ? 'crashes' : 'crash';
  onProgress({ step: 'departure', trial: number, words: `${peersText} ${does}`, share });
  for (const id of gone) {
    signal.throwIfAborted();
    await overlay.act(id, how);
  }
  if (how === 'leave') checks.left(overlay.log.state, gone, title);
  else checks.crashed(overlay.log.state, gone, title);
}

function nameOf(overlay: Overlay, id: PeerId | undefined): string[] {
  const peer = id === undefined ? undefined : overlay.log.state.peers.get(id);
  return peer ? [peer.name] : [];
}
