import type { ExperimentReport, ExperimentRound, FileJourney, RoundName } from '../../../shared/experiment';
import { ROUND_TITLES } from '../../../shared/experiment';
import type { PeerId } from '../../../shared/network/events';
import { failed, ok, type Result } from '../../../shared/problem';
import type { Overlay } from '../overlay';
import { ask } from './ask';
import { sendFileOnItsWay } from './file-journey';
import { DEPARTURES } from './plan';
import { prepared, type RunOptions, type Setting } from './preparation';
import { runRound } from './round';

/**
 * The course's experiment, on real sockets: peers join, askers ask every query, two peers leave in order and it is
 * asked again, two crash and it is asked again. On the way a file goes from its making to a verified copy.
 *
 * @returns a problem where it could not begin, or was cancelled; what went wrong on the way is in the checks
 */
export async function runExperiment(what: RunOptions): Promise<Result<ExperimentReport>> {
  try {
    return await run(what);
  } catch (error) {
    if (!what.signal.aborted) throw error;
    return failed('cancelled', 'The experiment was cancelled; its peers stay as they are.');
  }
}

async function run(what: RunOptions): Promise<Result<ExperimentReport>> {
  const { overlay, options, tell } = what;
  const at = Date.now();
  const began = performance.now();
  const setting = await prepared(what);
  if (!setting.ok) return setting;
  const { plan, queries, peers, checks } = setting.value;
  const named = (numbers: readonly number[]) => numbers.flatMap((number) => nameOf(overlay, peers[number]));
  const placement = peers.map((id) => ({
    name: overlay.log.state.peers.get(id)?.name ?? id,
    files: [...(overlay.log.state.peers.get(id)?.files.keys() ?? [])],
  }));
  const askers = named(plan.askers);
  const left = named(plan.leaving);
  const crashed = named(plan.crashing);
  const file = await fileOnItsWay(setting.value);
  const before = await round(setting.value, 'before', 0.1);
  await leave(setting.value);
  const afterLeaving = await round(setting.value, 'after-leaving', 0.4);
  await crash(setting.value);
  const afterCrashing = await round(setting.value, 'after-crashing', 0.7);
  const rounds = [before, afterLeaving, afterCrashing];
  tell({ step: 'report', words: 'done', share: 1 });
  return ok({
    at,
    milliseconds: performance.now() - began,
    options: { peers: options.peers, askers: options.askers, seed: options.seed, queries: queries.length },
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

async function fileOnItsWay(setting: Setting): Promise<FileJourney | null> {
  const { overlay, plan, peers, checks, files, tell, signal } = setting;
  const holder = peers[plan.holder];
  const [first] = plan.askers;
  const asker = first === undefined ? undefined : peers[first];
  if (holder === undefined || asker === undefined) return null;
  tell({ step: 'file', words: 'a file is generated, uploaded, found, downloaded and verified', share: 0.05 });
  return sendFileOnItsWay({ overlay, holder, asker, files, checks, signal });
}

async function round(setting: Setting, name: RoundName, from: number): Promise<ExperimentRound> {
  const { overlay, plan, peers, queries, checks, tell, signal } = setting;
  const askers = plan.askers.flatMap((number) => peers[number] ?? []);
  const all = askers.length * queries.length;
  const onAsked = (asked: number) =>
    tell({
      step: name,
      words: `asking ${asked} of ${all} (${ROUND_TITLES[name]})`,
      share: from + (0.28 * asked) / all,
    });
  onAsked(0);
  const made = await runRound({
    name,
    log: overlay.log,
    askers,
    queries,
    ask: async (peer, query) => void (await ask(overlay, peer, query, signal)),
    onAsked,
    signal,
  });
  checks.round(made, all);
  return made;
}

async function leave({ overlay, plan, peers, checks, tell, signal }: Setting): Promise<void> {
  const gone = plan.leaving.flatMap((number) => peers[number] ?? []);
  tell({ step: 'leaving', words: `${DEPARTURES} peers leave in order`, share: 0.39 });
  for (const id of gone) {
    signal.throwIfAborted();
    await overlay.act(id, 'leave');
  }
  checks.left(overlay.log.state, gone);
}

async function crash({ overlay, plan, peers, checks, tell, signal }: Setting): Promise<void> {
  const gone = plan.crashing.flatMap((number) => peers[number] ?? []);
  tell({ step: 'crashing', words: `${DEPARTURES} peers crash`, share: 0.69 });
  for (const id of gone) {
    signal.throwIfAborted();
    await overlay.act(id, 'crash');
  }
  checks.crashed(overlay.log.state, gone);
}

function nameOf(overlay: Overlay, id: PeerId | undefined): string[] {
  const peer = id === undefined ? undefined : overlay.log.state.peers.get(id);
  return peer ? [peer.name] : [];
}
