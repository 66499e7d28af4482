import type { Overlay } from '../../src/main/network/overlay/overlay';
import type { PeerId, Phase } from '../../src/shared/network/events';
import type { PeerState } from '../../src/shared/network/state/state';
import { summarise } from '../../src/shared/network/state/summary';

/** Peers in these phases take no part in the network, and are not expected to be joined. */
const ABSENT: ReadonlySet<Phase> = new Set<Phase>(['crashed', 'left']);

/**
 * Compares the end of a run with what a network must come to by itself once nobody disturbs it any longer.
 *
 * @returns what is wrong, a sentence for each kind of fault; nothing, if all is well
 */
export function faultsOf(overlay: Overlay): string[] {
  const { state } = overlay.log;
  const present = [...state.peers.values()].filter(({ phase }) => !ABSENT.has(phase));
  const ids = new Set(present.map(({ id }) => id));
  const { registry } = state.bootstrap;
  const { islands } = summarise(state);
  return [
    ...fault('not joined', present.filter(({ phase }) => phase !== 'joined').map(describe)),
    ...fault('not counted as registered', present.filter(({ registered }) => !registered).map(describe)),
    ...fault('not in the registry', present.filter(({ id }) => !registry.has(id)).map(describe)),
    ...fault(
      'in the registry though absent',
      [...registry.keys()].filter((id) => !ids.has(id)),
    ),
    ...fault('listed on one side only', [...oneSided(overlay, ids)]),
    ...fault('shown with another table than it has', [...shownWrongly(overlay)]),
    ...(islands > 1 ? [`the network is in ${islands} components`] : []),
  ];
}

/** Entries of tables that the other side does not have, be it gone or not. */
function* oneSided(overlay: Overlay, present: ReadonlySet<PeerId>): Generator<string> {
  const tables = overlay.tables();
  for (const id of present) {
    for (const other of tables.get(id) ?? []) {
      if (!present.has(other)) yield `${id} → ${other} (absent)`;
      else if (!tables.get(other)?.includes(id)) yield `${id} → ${other}`;
    }
  }
}

/** Peers whose own tables are not what the events say of them. */
function* shownWrongly(overlay: Overlay): Generator<string> {
  for (const [id, table] of overlay.tables()) {
    const shown = [...(overlay.log.state.peers.get(id)?.neighbours.keys() ?? [])];
    if (shown.sort().join() !== [...table].sort().join()) yield id;
  }
}

function describe({ name, id, phase, problem }: PeerState): string {
  return `${name} ${id} ${phase}${problem ? ` (${problem.sentence})` : ''}`;
}

function fault(what: string, peers: readonly string[]): string[] {
  return peers.length === 0 ? [] : [`${peers.length} ${what}: ${peers.slice(0, 5).join(', ')}`];
}
