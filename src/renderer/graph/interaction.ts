import type { GestureTarget, Start } from './gestures/gestures';
import type { GraphHandlers, GraphInput } from './graph-input';
import { hitAt, isAround, peerAt } from './hit';
import type { DrawnPeer } from './model/drawn';
import type { Scene } from './painter/scene';
import type { Stage } from './stage';
import type { Viewpoint } from './viewpoint';
import { toCanvas, toScreen } from './viewport';

interface Parts {
  readonly input: Pick<GraphInput, 'state' | 'select'>;
  readonly stage: Stage;
  readonly viewpoint: Viewpoint;
  readonly handlers: GraphHandlers;
  readonly hovered: () => DrawnPeer | null;
  readonly scene: () => Scene;
  /** Asks for a frame; `fresh` when peers have moved by hand or the view has. */
  readonly redraw: (fresh: boolean) => void;
}

/** What each gesture means. */
export function interaction(parts: Parts): GestureTarget {
  const { stage, handlers, scene, redraw } = parts;
  const { state, select } = parts.input;
  /** Reports what has been moved, held or released, once the lab is sent it. */
  const drop = (from: ReadonlyMap<DrawnPeer, Start>) => {
    const changed = [...from].filter(
      ([peer, { x, y, pinned }]) => peer.targetX !== x || peer.targetY !== y || peer.pinned !== pinned,
    );
    if (changed.length === 0) return;
    stage.sendMoves();
    handlers.moved(
      changed.map(([{ id }, start]) => ({ peer: id, ...start })),
      changed.map(([{ id, targetX: x, targetY: y, pinned }]) => ({ peer: id, x, y, pinned })),
    );
  };
  return {
    hitAt: (point) => hitAt(scene(), parts.hovered(), point),
    isAround: (peer, point) => isAround(scene(), peer, point),
    peerAt: (point) => peerAt(scene(), point),
    redraw: () => redraw(false),
    zoom: (factor, at) => parts.viewpoint.zoom(factor, at),

    click(hit, add) {
      if (hit.kind === 'peer') {
        if (add) select.toggle(hit.peer.id);
        else select.only([hit.peer.id]);
      } else if (hit.kind === 'link') select.link(hit.link.key);
      else if (hit.kind === 'bootstrap') select.bootstrap();
      else if (hit.kind === 'canvas' && !add) select.clear();
    },

    doubleClick(hit, point) {
      if (hit.kind === 'canvas') handlers.addPeerAt(toCanvas(scene().view, point));
      if (hit.kind !== 'peer') return;
      const { peer } = hit;
      const start = { x: peer.x, y: peer.y, pinned: peer.pinned };
      if (peer.pinned) stage.unpin([peer]);
      else stage.pin([peer]);
      drop(new Map([[peer, start]]));
      redraw(true);
    },

    menu(hit, point, at) {
      if (hit.kind === 'peer' || hit.kind === 'handle') {
        // A menu on one of several selected acts on all of them.
        if (!state().selection.has(hit.peer.id)) select.only([hit.peer.id]);
        handlers.openMenu(at, { kind: 'peer', id: hit.peer.id });
      } else if (hit.kind === 'link') {
        select.link(hit.link.key);
        handlers.openMenu(at, { kind: 'link', key: hit.link.key });
      } else if (hit.kind === 'bootstrap') {
        select.bootstrap();
        handlers.openMenu(at, { kind: 'bootstrap' });
      } else {
        handlers.openMenu(at, { kind: 'canvas', place: toCanvas(scene().view, point) });
      }
    },

    dragged(peer) {
      const { selection } = state();
      if (!selection.has(peer.id)) return [peer];
      const peers = Array.from(selection, (id) => stage.model.peers.get(id));
      return peers.filter((one) => one !== undefined);
    },

    drag(from, by) {
      const { scale } = scene().view;
      const moves = Array.from(from, ([peer, { x, y }]) => {
        return [peer, { x: x + by.x / scale, y: y + by.y / scale }] as const;
      });
      stage.drag(moves);
      redraw(true);
    },

    drop,

    connect: (from, to) => handlers.connect(from.id, to.id),

    lassoed(lasso, add) {
      const { model, view } = scene();
      const inside: DrawnPeer['id'][] = [];
      for (const peer of model.peers.values()) if (lasso.contains(toScreen(view, peer))) inside.push(peer.id);
      if (add) select.add(inside);
      else select.only(inside);
    },
  };
}
