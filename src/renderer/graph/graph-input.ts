import type { FeedItem } from '../../shared/contract';
import type { LayoutItem, PeerPlace } from '../../shared/contract/layout';
import type { Arrangement } from '../../shared/layout';
import type { PeerId, Place } from '../../shared/network/events';
import type { LinkKey, NetworkState } from '../../shared/network/state/state';
import type { ShownAnatomy } from './anatomy/shown-anatomy';
import type { Point } from './model/drawn';

/** Ends a subscription. */
type Stop = () => void;

/** The network and what is selected in it. A value is a new object whenever it differs. */
interface GraphState {
  readonly network: NetworkState;
  readonly selection: ReadonlySet<PeerId>;
  readonly selectedLink: LinkKey | null;
  readonly bootstrapSelected: boolean;
  /** The layout stands still because the user wants it to. */
  readonly frozen: boolean;
}

/** How the network is drawn. */
interface GraphOptions {
  /** Peers with more neighbours are drawn larger. */
  readonly sizeShowsDegree: boolean;
  /** Draw who is registered at the bootstrap server. Also while it is selected. */
  readonly bootstrapLinks: boolean;
}

/** A position that is sent to every window, canvas units. */
export interface PlacedPeer {
  readonly peer: PeerId;
  readonly x: number;
  readonly y: number;
}

/** Where every window draws the peers, and how this one changes it. */
export interface GraphLayout {
  /** The layout has arrived: from here on the network can be drawn. */
  readonly ready: boolean;
  readonly arrangement: Arrangement;
  /** undefined where the place of a peer is not known yet. */
  placeOf(peer: PeerId): PeerPlace | undefined;
  onChange(listener: (item: LayoutItem) => void): Stop;
  /** The user put peers in their places. The promise rejects when the layout cannot be reached; so for the others. */
  place(places: PlacedPeer[]): Promise<unknown>;
  /** The forces may move these peers again. */
  release(peers: PeerId[]): Promise<unknown>;
  /** The forces of this window moved peers to where they rest. */
  settle(places: PlacedPeer[]): Promise<unknown>;
}

/** Every way to select. Peers, a link and the bootstrap server exclude one another. */
interface GraphSelect {
  only(ids: Iterable<PeerId>): void;
  toggle(id: PeerId): void;
  add(ids: Iterable<PeerId>): void;
  link(key: LinkKey): void;
  bootstrap(): void;
  clear(): void;
}

/** A part of the canvas, at two of its edges, that something lies over. CSS pixels. */
export interface Covered {
  readonly top: number;
  readonly right: number;
}

/**
 * Everything that the graph is drawn from and acts on. Whoever mounts a graph hands it in: the graph itself knows no
 * store and no command, so that two graphs in one page can show two networks.
 */
export interface GraphInput {
  state(): GraphState;
  /** Calls back after each change of the state, outside React. */
  onState(listener: (state: GraphState, before: GraphState) => void): Stop;
  /** Calls back after each item is part of the state. */
  onFeed(listener: (item: FeedItem, network: NetworkState) => void): Stop;
  options(): GraphOptions;
  onOptions(listener: () => void): Stop;
  /** The search that is shown over the network; null while none is. */
  anatomy(): ShownAnatomy | null;
  onAnatomy(listener: (shown: ShownAnatomy | null, before: ShownAnatomy | null) => void): Stop;
  covered(): Covered;
  onCovered(listener: () => void): Stop;
  readonly layout: GraphLayout;
  readonly select: GraphSelect;
  /** Has a screen reader say something. */
  announce(text: string): void;
}

/** What the user asks for on the canvas that is more than a selection. */
export interface GraphHandlers {
  /** Double click on the empty canvas. */
  addPeerAt(place: Place): void;
  /** A line was pulled from one peer to another: the first is to JOIN the second. */
  connect(from: PeerId, to: PeerId): void;
  /** Peers were dragged, held in their place, or released: where they were, and where they are. */
  moved(before: readonly PeerPosition[], after: readonly PeerPosition[]): void;
  openMenu(at: { readonly clientX: number; readonly clientY: number }, target: MenuTarget): void;
  /** Bytes of a file have just been drawn as a pulse. */
  fileMoved(): void;
}

/** Where a peer is drawn, in canvas units, and whether it is held there. */
interface PeerPosition extends Point {
  readonly peer: PeerId;
  readonly pinned: boolean;
}

type MenuTarget =
  | { readonly kind: 'peer'; readonly id: PeerId }
  | { readonly kind: 'link'; readonly key: LinkKey }
  | { readonly kind: 'bootstrap' }
  | { readonly kind: 'canvas'; readonly place: Place };
