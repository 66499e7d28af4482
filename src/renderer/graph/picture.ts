import type { PeerId, Phase, SearchId } from '../../shared/network/events';
import type { LinkKind } from '../../shared/network/state/link-listing';
import type { ShownAnatomy } from './anatomy/shown-anatomy';
import type { DrawnPeer, Point } from './model/drawn';
import { handleAt } from './painter/overlay';
import { radiusOf, type Scene } from './painter/scene';
import { toScreen } from './viewport';

/** What is on the canvas now, taken from what the painter paints from: for tests and for the console. */
export interface GraphPicture {
  /** The event up to which the picture is drawn. */
  readonly seq: number;
  readonly peers: readonly PicturedPeer[];
  readonly links: readonly PicturedLink[];
  /** Nothing will move until something happens. */
  readonly settled: boolean;
  /** The search that is shown; null while none is. */
  readonly anatomy: PicturedAnatomy | null;
  /** The middle of the bootstrap server, in CSS pixels of the page. */
  readonly bootstrap: Point;
  /** The peer under the pointer, and where to drag from to connect it. */
  readonly handle: { readonly peer: PeerId; readonly x: number; readonly y: number } | null;
}

interface PicturedPeer {
  readonly id: PeerId;
  readonly name: string;
  readonly phase: Phase;
  readonly hosted: boolean;
  /** It is marked as joined to nobody. */
  readonly alone: boolean;
  readonly pinned: boolean;
  /** The layout or the user holds it where it is; in canvas units. */
  readonly held: boolean;
  readonly at: Point;
  /** Its middle, in CSS pixels of the page. */
  readonly x: number;
  readonly y: number;
}

interface PicturedLink {
  readonly a: PeerId;
  readonly b: PeerId;
  readonly kind: LinkKind;
  /** The side that has the other in its table, when the other is known not to. */
  readonly believer?: PeerId;
}

/** A search as the painter has it, as plain data. */
interface PicturedAnatomy {
  readonly search: SearchId;
  readonly asker: PeerId;
  readonly reached: readonly { readonly peer: PeerId; readonly from: PeerId; readonly hops: number }[];
  readonly wasted: ShownAnatomy['wasted'];
  readonly ends: readonly PeerId[];
  readonly answered: readonly PeerId[];
  readonly missed: readonly PeerId[];
}

function picturedAnatomy(shown: ShownAnatomy): PicturedAnatomy {
  const { search, asker, wasted } = shown;
  const reached = Array.from(shown.reached, ([peer, { from, hops }]) => ({ peer, from, hops }));
  const { ends, answered, missed } = shown;
  return { search, asker, reached, wasted, ends: [...ends], answered: [...answered], missed: [...missed] };
}

/**
 * @param preparing nothing is shown yet
 * @param origin the canvas element's corner in the page
 */
export function pictureOf(
  scene: Scene,
  preparing: boolean,
  hovered: DrawnPeer | null,
  origin: { readonly left: number; readonly top: number },
): Omit<GraphPicture, 'settled'> {
  const { model, view, sizeShowsDegree } = scene;
  const onPage = ({ x, y }: Point) => ({ x: x + origin.left, y: y + origin.top });
  const peers = Array.from(model.peers.values(), (peer): PicturedPeer => {
    const { id, name, phase, hosted, alone, pinned, held } = peer;
    const at = { x: peer.x, y: peer.y };
    return { id, name, phase, hosted, alone, pinned, held, at, ...onPage(toScreen(view, peer)) };
  });
  const links = Array.from(model.links.values(), ({ a, b, kind, believer }): PicturedLink => {
    return { a: a.id, b: b.id, kind, ...(believer && { believer: believer.id }) };
  });
  const knob = hovered && handleAt(toScreen(view, hovered), radiusOf(hovered, view.scale, sizeShowsDegree));
  return {
    seq: model.seq,
    peers: preparing ? [] : peers,
    links: preparing ? [] : links,
    bootstrap: onPage(toScreen(view, scene.bootstrap)),
    anatomy: scene.anatomy && picturedAnatomy(scene.anatomy),
    handle: hovered && knob ? { peer: hovered.id, ...onPage(knob) } : null,
  };
}
