import type { ExperimentCheck, ExperimentRound } from '../../shared/experiment/experiment-report';
import type { PeerId } from '../../shared/network/events';
import type { NetworkState } from '../../shared/network/state/state';

/** Collects what had to be so, and was or was not. */
export class Checks {
  readonly all: ExperimentCheck[] = [];

  add(what: string, ok: boolean, found: string): void {
    this.all.push({ what, ok, found });
  }

  /** Everything of a round that does not depend on luck. @param asked how many searches there had to be */
  round({ title, searches }: ExperimentRound, asked: number): void {
    const ended = searches.filter(({ outcome }) => outcome === 'complete' || outcome === 'found').length;
    this.add(
      `every search ends by itself (${title})`,
      ended === asked && searches.length === asked,
      `${ended} of ${asked}`,
    );
    const made = searches.filter(({ holders, answers }) => holders === 0 && answers.length > 0).length;
    this.add(`nobody answers what nobody has (${title})`, made === 0, `${made} such answers`);
    const beyond = searches.filter(
      ({ answers, found }) => new Set(answers.map(({ holder }) => holder)).size > found,
    ).length;
    this.add(`only holders answer (${title})`, beyond === 0, `${beyond} searches with others`);
    const answered = searches.filter(({ answers }) => answers.length > 0).length;
    this.add(`something is found (${title})`, answered > 0, `${answered} of ${asked} searches answered`);
  }

  /** Who left in order is in nobody's table any more. */
  left(state: NetworkState, gone: readonly PeerId[], title: string): void {
    const left = gone.filter((id) => state.peers.get(id)?.phase === 'left').length;
    this.add(
      `who leaves does so in order (${title})`,
      left === gone.length,
      `${left} of ${gone.length} left now`,
    );
    const believers = [...state.peers.values()].filter(({ neighbours }) =>
      gone.some((id) => neighbours.has(id)),
    );
    this.add(
      `nobody has who left as a neighbour (${title})`,
      believers.length === 0,
      believers.length === 0 ? 'nobody' : believers.map(({ name }) => name).join(', '),
    );
  }

  crashed(state: NetworkState, gone: readonly PeerId[], title: string): void {
    const crashed = gone.filter((id) => state.peers.get(id)?.phase === 'crashed').length;
    this.add(
      `who is to crash crashes (${title})`,
      crashed === gone.length,
      `${crashed} of ${gone.length} crashed now`,
    );
  }
}
