import type { GraphInput } from '../../src/renderer/graph/graph-input';
import { GraphView } from '../../src/renderer/graph/graph-view';
import type { FeedItem } from '../../src/shared/contract';
import type { PeerPlace } from '../../src/shared/contract/layout';
import type { PeerId } from '../../src/shared/network/events';
import type { NetworkState } from '../../src/shared/network/state/state';
import { type Drawing, nextFrame, type Places, painted } from './drawing';
import type { MadeNetwork } from './network';

type State = ReturnType<GraphInput['state']>;
type FeedListener = (item: FeedItem, network: NetworkState) => void;

/** Our graph, with its input made in this page. */
export function syncPulse(network: MadeNetwork, places: Places, container: HTMLElement): Drawing {
  let state: State = {
    ...{ network: network.state, selection: new Set(), selectedLink: null },
    ...{ bootstrapSelected: false, frozen: false },
  };
  const onFeed = new Set<FeedListener>();
  const onState = new Set<Parameters<GraphInput['onState']>[0]>();
  const subscribe = <T>(listeners: Set<T>, listener: T) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  const change = (changed: Partial<State>) => {
    const before = state;
    state = { ...state, ...changed };
    for (const listener of onState) listener(state, before);
  };
  const none = () => () => {};
  const only = (ids: Iterable<PeerId>) => change({ selection: new Set(ids) });
  const known = new Map<PeerId, PeerPlace>();
  for (const [id, { x, y }] of places) known.set(id as PeerId, { peer: id as PeerId, x, y, by: 'force' });
  const view = new GraphView(
    container,
    {
      minimap: document.querySelector<HTMLCanvasElement>('#minimap') ?? document.createElement('canvas'),
      legend: document.querySelector<HTMLElement>('#legend') ?? document.body,
      all: () => [],
    },
    {
      state: () => state,
      onState: (listener) => subscribe(onState, listener),
      onFeed: (listener) => subscribe(onFeed, listener),
      options: () => ({ sizeShowsDegree: false, bootstrapLinks: false }),
      ...{ onOptions: none, anatomy: () => null, onAnatomy: none },
      ...{ covered: () => ({ top: 0, right: 0 }), onCovered: none },
      layout: {
        ...{ ready: true, arrangement: 'force', placeOf: (peer) => known.get(peer), onChange: none },
        place: async () => {},
        release: async () => {},
        settle: async (settled) => {
          for (const place of settled) known.set(place.peer, { ...place, by: 'force' });
        },
      },
      select: {
        only,
        toggle: () => {},
        add: only,
        link: () => {},
        bootstrap: () => {},
        clear: () => only([]),
      },
      announce: () => {},
    },
    { addPeerAt: () => {}, connect: () => {}, moved: () => {}, openMenu: () => {}, fileMoved: () => {} },
  );
  return {
    move(frame) {
      if (frame === 0 || view.picture().settled) view.tidy();
    },
    zoom: (factor) => view.zoomBy(factor),
    async add() {
      const item = network.add();
      change({ network: network.state });
      for (const listener of onFeed) listener(item, network.state);
      while (view.picture().seq < network.state.seq) await nextFrame();
      await painted();
    },
    async select(at) {
      const id = network.peers[at % network.peers.length];
      only(id === undefined ? [] : [id]);
      await painted();
    },
    settled: () => view.picture().settled,
    destroy: () => view.destroy(),
  };
}
