import type { PeerId, Phase } from '../../shared/network/events';
import type { Point } from './model/drawn';
import type { Scene } from './painter/scene';
import { toScreen } from './vis-canvas';

/** What is on the canvas now, taken from what the painter paints from: for tests and for the console. */
export interface GraphPicture {
  /** The event up to which the picture is drawn. */
  readonly seq: number;
  readonly peers: readonly PicturedPeer[];
  readonly links: readonly PicturedLink[];
  /** Nothing will move until something happens. */
  readonly settled: boolean;
  /** The peer under the pointer, and where to drag from to connect it. */
  readonly handle: { readonly peer: PeerId; readonly x: number; readonly y: number } | null;
}

export interface PicturedPeer {
  readonly id: PeerId;
  readonly name: string;
  readonly phase: Phase;
  readonly hosted: boolean;
  readonly pinned: boolean;
  /** Its middle, in CSS pixels of the page. */
  readonly x: number;
  readonly y: number;
}

export interface PicturedLink {
  readonly a: PeerId;
  readonly b: PeerId;
  readonly kind: 'mutual' | 'one-sided';
  /** The side that has the other in its table, when only one has. */
  readonly believer?: PeerId;
}

/** @param origin the canvas element's corner in the page */
export function pictureOf(scene: Scene, origin: Point): Pick<GraphPicture, 'peers' | 'links'> {
  const peers = Array.from(scene.model.peers.values(), (peer): PicturedPeer => {
    const { id, name, phase, hosted, pinned } = peer;
    const at = toScreen(scene.view, peer);
    return { id, name, phase, hosted, pinned, x: at.x + origin.x, y: at.y + origin.y };
  });
  const links = Array.from(scene.model.links.values(), ({ a, b, believer }): PicturedLink => {
    return believer === null
      ? { a: a.id, b: b.id, kind: 'mutual' }
      : { a: a.id, b: b.id, kind: 'one-sided', believer: believer.id };
  });
  return { peers, links };
}
