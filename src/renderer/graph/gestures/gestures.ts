import type { Hit } from '../hit';
import type { DrawnPeer, Point } from '../model/drawn';
import { Lasso } from './lasso';

/** Where a peer was when it was taken, and whether it was held there. */
export interface Start extends Point {
  readonly pinned: boolean;
}

/** What gestures ask of the view. Points are CSS pixels of the canvas element. */
export interface GestureTarget {
  hitAt(point: Point): Hit;
  isAround(peer: DrawnPeer, point: Point): boolean;
  peerAt(point: Point): DrawnPeer | null;
  /** What is under the pointer has changed, or a gesture that is painted has. */
  redraw(): void;
  click(hit: Hit, add: boolean): void;
  doubleClick(hit: Hit, point: Point): void;
  menu(hit: Hit, point: Point, client: { readonly clientX: number; readonly clientY: number }): void;
  /** The peers that go along when one is dragged. */
  dragged(peer: DrawnPeer): readonly DrawnPeer[];
  drag(peers: ReadonlyMap<DrawnPeer, Start>, by: Point): void;
  /** The peers that were dragged are let go. */
  drop(peers: ReadonlyMap<DrawnPeer, Start>): void;
  connect(from: DrawnPeer, to: DrawnPeer): void;
  lassoed(lasso: Lasso, add: boolean): void;
  zoom(factor: number, at: Point): void;
}

type Active =
  | { readonly kind: 'press'; readonly hit: Hit; readonly start: Point; readonly add: boolean }
  | { readonly kind: 'drag'; readonly from: ReadonlyMap<DrawnPeer, Start>; readonly start: Point }
  | { readonly kind: 'connect'; readonly peer: DrawnPeer; at: Point; target: DrawnPeer | null }
  | { readonly kind: 'lasso'; readonly lasso: Lasso; readonly add: boolean };

/** CSS pixels that a pointer may move in a click. */
const CLICK = 4;

/**
 * Everything that a pointer does on the canvas except panning and pinching, which vis-network does: a press that is
 * ours does not reach it.
 */
export class Gestures {
  readonly #element: HTMLElement;
  readonly #target: GestureTarget;
  readonly #stop = new AbortController();
  #active: Active | null = null;
  #hovered: DrawnPeer | null = null;

  constructor(element: HTMLElement, target: GestureTarget) {
    this.#element = element;
    this.#target = target;
    const capture = { capture: true, signal: this.#stop.signal };
    element.addEventListener('pointerdown', (event) => this.#down(event), capture);
    element.addEventListener('pointermove', (event) => this.#move(event), capture);
    element.addEventListener('pointerup', (event) => this.#up(event), capture);
    element.addEventListener('pointercancel', () => this.#cancel(), capture);
    element.addEventListener('pointerleave', () => this.#hover(null), { signal: this.#stop.signal });
    element.addEventListener('dblclick', (event) => this.#doubleClick(event), capture);
    element.addEventListener('contextmenu', (event) => this.#menu(event), capture);
    element.addEventListener('wheel', (event) => this.#wheel(event), { ...capture, passive: false });
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || this.#active === null || this.#active.kind === 'press') return;
      // Escape ends the gesture, and the selection only when there is none.
      event.stopPropagation();
      this.#cancel();
    };
    window.addEventListener('keydown', onKey, capture);
  }

  /** The peer that shows its handle. */
  get hovered(): DrawnPeer | null {
    return this.#hovered;
  }

  get connecting(): {
    readonly peer: DrawnPeer;
    readonly at: Point;
    readonly target: DrawnPeer | null;
  } | null {
    return this.#active?.kind === 'connect' ? this.#active : null;
  }

  get dragging(): boolean {
    return this.#active?.kind === 'drag';
  }

  get lasso(): Lasso | null {
    return this.#active?.kind === 'lasso' ? this.#active.lasso : null;
  }

  /** A peer is gone: nothing may hold on to it. */
  forget(peer: DrawnPeer): void {
    if (this.#hovered === peer) this.#hovered = null;
    const active = this.#active;
    if (active?.kind === 'connect' && active.target === peer) active.target = null;
    const held =
      (active?.kind === 'connect' && active.peer === peer) ||
      (active?.kind === 'drag' && active.from.has(peer)) ||
      (active?.kind === 'press' && active.hit.kind === 'peer' && active.hit.peer === peer);
    if (held) this.#cancel();
  }

  stop(): void {
    this.#stop.abort();
  }

  #down(event: PointerEvent): void {
    if (event.button !== 0 || !event.isPrimary) return;
    this.#element.focus({ preventScroll: true });
    const point = this.#pointOf(event);
    const hit = this.#target.hitAt(point);
    const add = event.ctrlKey || event.metaKey;
    if (hit.kind === 'handle') {
      this.#active = { kind: 'connect', peer: hit.peer, at: point, target: null };
    } else if ((hit.kind === 'canvas' || hit.kind === 'link') && (event.shiftKey || add)) {
      this.#active = { kind: 'lasso', lasso: new Lasso(point), add };
    } else {
      this.#active = { kind: 'press', hit, start: point, add: add || event.shiftKey };
      // A press on the canvas or on a link may become vis-network's panning.
      if (hit.kind === 'canvas' || hit.kind === 'link') return;
    }
    event.stopPropagation();
    this.#element.setPointerCapture(event.pointerId);
    this.#target.redraw();
  }

  #move(event: PointerEvent): void {
    const point = this.#pointOf(event);
    const active = this.#active;
    switch (active?.kind) {
      case undefined:
        this.#hoverAt(point);
        return;
      case 'press': {
        const far = Math.hypot(point.x - active.start.x, point.y - active.start.y) > CLICK;
        if (!far) return;
        if (active.hit.kind === 'peer') {
          const peers = this.#target.dragged(active.hit.peer);
          const from = new Map(peers.map((peer) => [peer, { x: peer.x, y: peer.y, pinned: peer.pinned }]));
          this.#active = { kind: 'drag', from, start: active.start };
        } else this.#active = null;
        return;
      }
      case 'drag':
        this.#target.drag(active.from, { x: point.x - active.start.x, y: point.y - active.start.y });
        return;
      case 'connect': {
        const target = this.#target.peerAt(point);
        active.at = point;
        active.target = target === active.peer ? null : target;
        this.#target.redraw();
        return;
      }
      case 'lasso':
        active.lasso.add(point);
        this.#target.redraw();
        return;
    }
  }

  #up(event: PointerEvent): void {
    const active = this.#active;
    this.#active = null;
    if (active === null) return;
    if (active.kind === 'press') this.#target.click(active.hit, active.add);
    else if (active.kind === 'connect' && active.target) this.#target.connect(active.peer, active.target);
    else if (active.kind === 'drag') this.#target.drop(active.from);
    else if (active.kind === 'lasso') this.#target.lassoed(active.lasso, active.add);
    this.#hoverAt(this.#pointOf(event));
    this.#target.redraw();
  }

  #cancel(): void {
    const active = this.#active;
    this.#active = null;
    // What was dragged so far stays where it is.
    if (active?.kind === 'drag') this.#target.drop(active.from);
    this.#target.redraw();
  }

  #doubleClick(event: MouseEvent): void {
    const point = this.#pointOf(event);
    this.#target.doubleClick(this.#target.hitAt(point), point);
  }

  #menu(event: MouseEvent): void {
    event.preventDefault();
    event.stopPropagation();
    const { clientX, clientY } = event;
    const point = this.#pointOf(event);
    this.#cancel();
    this.#target.menu(this.#target.hitAt(point), point, { clientX, clientY });
  }

  #wheel(event: WheelEvent): void {
    event.preventDefault();
    event.stopPropagation();
    const pixels = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? event.deltaY * 24 : event.deltaY;
    // A pinch on a touchpad comes as a wheel with Ctrl, in far smaller steps.
    const speed = event.ctrlKey ? 0.01 : 0.0016;
    this.#target.zoom(Math.exp(-Math.min(Math.max(pixels, -300), 300) * speed), this.#pointOf(event));
  }

  #hoverAt(point: Point): void {
    const hit = this.#target.hitAt(point);
    if (hit.kind === 'peer' || hit.kind === 'handle') this.#hover(hit.peer);
    else if (this.#hovered && !this.#target.isAround(this.#hovered, point)) this.#hover(null);
    const cursor = {
      peer: 'pointer',
      handle: 'crosshair',
      link: 'pointer',
      bootstrap: 'pointer',
      canvas: 'default',
    };
    this.#element.style.cursor = cursor[hit.kind];
  }

  #hover(peer: DrawnPeer | null): void {
    if (peer === this.#hovered) return;
    this.#hovered = peer;
    this.#target.redraw();
  }

  #pointOf({ clientX, clientY }: MouseEvent): Point {
    const { left, top } = this.#element.getBoundingClientRect();
    return { x: clientX - left, y: clientY - top };
  }
}
