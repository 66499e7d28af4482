import type { ExperimentCheck, ExperimentRound } from '../../shared/experiment/experiment-report';
import type { PeerId } from '../../shared/network/events';
import type { NetworkState } from '../../shared/network/state/state';

/** Collects the checks of an experiment, with their results. */
export class Checks {
  readonly all: ExperimentCheck[] = [];

  add(what: string, ok: boolean, found: string): void {
    this.all.push({ what, ok, found });
  }

  /** Checks the results of a round that do not depend on chance. @param searched the expected number of searches */
  round({ title, searches }: ExperimentRound, searched: number): void {
    const ended = searches.filter(({ outcome }) => outcome === 'complete' || outcome === 'found').length;
    this.add(
      `every search ends without cancellation (${title})`,
      ended === searched && searches.length === searched,
      `${ended} of ${searched}`,
    );
    const made = searches.filter(({ holders, answers }) => holders === 0 && answers.length > 0).length;
    this.add(`no peer answers for a file that no peer has (${title})`, made === 0, `${made} such answers`);
    const unexpected = searches.filter(
      ({ answers, found }) => new Set(answers.map(({ holder }) => holder)).size > found,
    ).length;
    this.add(`only holders answer (${title})`, unexpected === 0, `${unexpected} searches with others`);
    const answered = searches.filter(({ answers }) => answers.length > 0).length;
    this.add(`something is found (${title})`, answered > 0, `${answered} of ${searched} searches answered`);
  }

  /** A peer that left in order is in no neighbour table. */
  left(state: NetworkState, gone: readonly PeerId[], title: string): void {
    const left = gone.filter((id) => state.peers.get(id)?.phase === 'left').length;
    this.add(
      `the leaving peers leave in order (${title})`,
      left === gone.length,
      `${left} of ${gone.length} left now`,
    );
    const peersWithStaleLinks = [...state.peers.values()].filter(({ neighbours }) =>
      gone.some((id) => neighbours.has(id)),
    );
    this.add(
      `no peer has a peer that left as a neighbour (${title})`,
      peersWithStaleLinks.length === 0,
      peersWithStaleLinks.length === 0 ? 'none' : peersWithStaleLinks.map(({ name }) => name).join(', '),
    );
  }

  crashed(state: NetworkState, gone: readonly PeerId[], title: string): void {
    const crashed = gone.filter((id) => state.peers.get(id)?.phase === 'crashed').length;
    this.add(
      `the chosen peers crash (${title})`,
      crashed === gone.length,
      `${crashed} of ${gone.length} crashed now`,
    );
  }
}
