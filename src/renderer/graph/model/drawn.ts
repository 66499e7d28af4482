import type { PeerId, Phase, Place } from '../../../shared/network/events';
import type { LinkKind } from '../../../shared/network/state/link-listing';
import type { LinkKey } from '../../../shared/network/state/state';

/** A point of the canvas, in canvas units (a CSS pixel at scale 1), or of the screen, in CSS pixels. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A rectangle: of the picture in canvas units, or of the canvas element in CSS pixels. */
export interface Bounds {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** A peer as it is drawn. One object for as long as the peer is there; the painter and the layout move it in place. */
export interface DrawnPeer {
  readonly id: PeerId;
  /** Its index in the layout's arrays. Taken again by another peer once this one is gone. */
  readonly slot: number;
  name: string;
  phase: Phase;
  hosted: boolean;
  /** It is joined and lists no neighbour. */
  alone: boolean;
  /** Whether its last examination found it conformant; null where it was not examined. */
  conformant: boolean | null;
  /** Where the user asked for it, until the model has been given a position. */
  readonly place: Place | null;
  /** Where it is drawn now, and where the layout wants it; canvas units. */
  x: number;
  y: number;
  targetX: number;
  targetY: number;
  /** It stays where the user put it. */
  pinned: boolean;
  /** It stays where the arrangement of the picture has it. */
  held: boolean;
  /** Clock of the page (`performance.now()`) when it was first drawn, and when it entered its phase. */
  bornAt: number;
  phaseAt: number;
  readonly links: Map<PeerId, DrawnLink>;
}

/** A line of the picture. `believer` is the side that has the other in its table, when the other is known not to. */
export interface DrawnLink {
  readonly key: LinkKey;
  readonly a: DrawnPeer;
  readonly b: DrawnPeer;
  kind: LinkKind;
  believer: DrawnPeer | null;
}

/** The other end of a link. */
export function otherEnd(link: DrawnLink, peer: DrawnPeer): DrawnPeer {
  return link.a === peer ? link.b : link.a;
}
