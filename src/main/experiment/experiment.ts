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

/** Of all progress, what is done when the first trial begins. */
const BEFORE_TRIALS = 0.1;

/**
 * The course's experiment, on real sockets: peers join, askers ask every query, and again after each departure of
 * the variant. On the way a file goes from its making to a verified copy.
 *
 * @returns a problem where it could not begin, or was cancelled; what went wrong on the way is in the checks
 */
export async function runExperiment(what: RunOptions): Promise<Result<ExperimentReport>> {
  const cancelled = failed('cancelled', 'The experiment was cancelled. Nothing of it is left.');
  try {
    const result = await run(what);
    return what.signal.aborted ? cancelled : result;
  } catch (error) {
    if (!what.signal.aborted) throw error;
    return cancelled;
  }
}

async function run(what: RunOptions): Promise<Result<ExperimentReport>> {
  const { overlay, options, tell } = what;
  const at = Date.now();
  const began = performance.now();
  const setting = await setUp(what);
  if (!setting.ok) return setting;
  const { plan, queries, peers, checks } = setting.value;
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
  const file = await fileRoundTrips(setting.value);
  const titles = trialTitles(options.variant);
  const rounds: ExperimentRound[] = [];
  for (const [index, title] of titles.entries()) {
    const share = BEFORE_TRIALS + ((1 - BEFORE_TRIALS) * index) / titles.length;
    const trial = { number: index + 1, of: titles.length, title, share };
    const departure = plan.departures[index - 1];
    if (departure) await depart(setting.value, trial, departure);
    rounds.push(await ran(setting.value, trial));
  }
  tell({ step: 'report', trial: titles.length, words: 'done', share: 1 });
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
  /** Of everything there is to do, what is done when it begins: 0 to 1. */
  readonly share: number;
}

async function fileRoundTrips(setting: ExperimentContext): Promise<FileJourney | null> {
  const { overlay, plan, peers, checks, files, tell, signal } = setting;
  const holder = peers[plan.holder];
  const [first] = plan.askers;
  const asker = first === undefined ? undefined : peers[first];
  if (holder === undefined || asker === undefined) return null;
  const words = 'a file is generated, uploaded, found, downloaded and verified';
  tell({ step: 'file', trial: 0, words, share: BEFORE_TRIALS / 2 });
  return makeFileRoundTrips({ overlay, holder, asker, files, checks, signal });
}

async function ran(setting: ExperimentContext, trial: Trial): Promise<ExperimentRound> {
  const { overlay, plan, peers, queries, checks, tell, signal } = setting;
  const { number, of, title } = trial;
  const askers = plan.askers.flatMap((place) => peers[place] ?? []);
  const all = askers.length * queries.length;
  const length = (1 - BEFORE_TRIALS) / of;
  const onAsked = (asked: number) =>
    tell({
      step: 'trial',
      trial: number,
      words: `trial ${number} of ${of}: asking ${asked} of ${all} (${title})`,
      share: trial.share + (length * asked) / all,
    });
  onAsked(0);
  const made = await runRound({
    name: `trial-${number}`,
    title,
    log: overlay.log,
    askers,
    queries,
    ask: async (peer, query) => void (await runSearch(overlay, peer, query, signal)),
    onAsked,
    signal,
  });
  checks.round(made, all);
  return made;
}

/** Lets the peers of a departure go, one after the other. */
async function depart(
  { overlay, peers, checks, tell, signal }: ExperimentContext,
  { number, title, share }: Trial,
  { how, peers: places }: Plan['departures'][number],
): Promise<void> {
  const gone = places.flatMap((place) => peers[place] ?? []);
  const one = gone.length === 1;
  const who = one ? '1 peer' : `${gone.length} peers`;
  const does = how === 'leave' ? (one ? 'leaves in order' : 'leave in order') : one ? 'crashes' : 'crash';
  tell({ step: 'departure', trial: number, words: `${who} ${does}`, share });
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
