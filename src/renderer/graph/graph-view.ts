import type { PeerId, Place } from '../../shared/network/events';
import type { LinkKey } from '../../shared/network/state';
import { preferences } from '../preferences';
import { lab, onFeed } from '../store';
import { BootstrapSpot } from './bootstrap';
import { Camera, CLOSEST, FARTHEST } from './camera';
import { canvasOptions } from './canvas-options';
import { FrameLoop } from './frame-loop';
import { FreeArea } from './free-area';
import { Gestures } from './gestures/gestures';
import { interaction } from './interaction';
import { keyboard } from './keyboard';
import { remember } from './memory';
import { Minimap } from './minimap';
import type { DrawnPeer, Point } from './model/drawn';
import { Narration } from './narration';
import { paintForeground } from './painter/foreground';
import { handleAt } from './painter/overlay';
import { Painter, toCssPixels } from './painter/painter';
import { isBreathing } from './painter/peers';
import { FADE_IN, radiusOf, type Scene } from './painter/scene';
import { readPalette, watchTheme } from './palette';
import { type GraphPicture, pictureOf } from './picture';
import { emphasisOf } from './selection';
import { Stage } from './stage';
import { Traffic } from './traffic';
import { toCanvas, toScreen, VisCanvas } from './vis-canvas';

/** What the canvas asks of the rest of the window. */
export interface GraphHandlers {
  /** Double click on the empty canvas. */
  addPeerAt(place: Place): void;
  /** A line was pulled from one peer to another: the first is to JOIN the second. */
  connect(from: PeerId, to: PeerId): void;
  openMenu(at: { readonly clientX: number; readonly clientY: number }, target: MenuTarget): void;
}

export type MenuTarget =
  | { readonly kind: 'peer'; readonly id: PeerId }
  | { readonly kind: 'link'; readonly key: LinkKey }
  | { readonly kind: 'canvas'; readonly place: Place };

/**
 * The live picture of the network, outside React: follows the feed, lays out, paints, and turns gestures into
 * selection and {@link GraphHandlers}. Nothing is drawn while nothing moves.
 */
export class GraphView {
  readonly #stage: Stage;
  readonly #canvas: VisCanvas;
  readonly #camera: Camera;
  readonly #traffic: Traffic;
  readonly #gestures: Gestures;
  readonly #minimap: Minimap;
  readonly #bootstrap = new BootstrapSpot();
  readonly #painter = new Painter();
  readonly #loop: FrameLoop;
  readonly #free: FreeArea;
  readonly #narration: Narration;
  readonly #reduced = matchMedia('(prefers-reduced-motion: reduce)');
  readonly #ends: (() => void)[] = [];
  #scene: Scene;
  /** The still part of the picture is not the one that was painted last. */
  #fresh = true;
  /** The feed brought something that is not drawn yet. */
  #pending = true;
  /** Rings breathe or newcomers fade in: the still part is not still. */
  #restless = false;
  #drawnAt = 0;
  #rememberTimer: ReturnType<typeof setTimeout> | undefined;

  /** @param over what lies over the canvas: the overview, hidden while there is no need for it, and the legend */
  constructor(
    container: HTMLElement,
    over: { readonly minimap: HTMLCanvasElement; readonly legend: HTMLElement },
    handlers: GraphHandlers,
  ) {
    this.#loop = new FrameLoop((now) => this.#frame(now));
    const redraw = (fresh: boolean) => this.#redraw(fresh);
    this.#camera = new Camera(() => this.#reduced.matches);
    this.#stage = new Stage(() => redraw(false));
    this.#traffic = new Traffic(this.#stage.model, () => this.#bootstrap.at);
    this.#canvas = new VisCanvas(container, {
      draw: (context) => this.#draw(context),
      drawRequested: () => redraw(true),
      userMoves: () => this.#camera.release(),
      resized: () => this.#resized(),
    });
    this.#scene = {
      model: this.#stage.model,
      view: this.#canvas.viewport(),
      palette: readPalette(container),
      emphasis: null,
      bootstrap: this.#bootstrap.drawn(lab.getState().network.bootstrap, this.#stage.model, false, false),
      sizeShowsDegree: preferences.getState().sizeShowsDegree,
      now: null,
    };
    this.#free = new FreeArea(container, over.legend, () => redraw(true));
    this.#minimap = new Minimap(over.minimap, (at) => {
      this.#camera.release();
      this.#canvas.look(at, this.#scene.view.scale);
    });
    const { camera } = this.#stage.remembered ?? {};
    if (camera) {
      this.#camera.restore(camera);
      this.#canvas.look(camera, camera.scale);
    }
    const target = interaction({
      ...{ handlers, redraw, stage: this.#stage, camera: this.#camera, canvas: this.#canvas },
      hovered: () => this.#gestures.hovered,
      scene: () => this.#scene,
      zoom: (factor, at) => this.#zoomAt(factor, at),
    });
    this.#gestures = new Gestures(container, target);
    this.#narration = new Narration(container);
    const stopKeys = keyboard(container, {
      peers: this.#stage.model.peers,
      view: () => this.#scene.view,
      reveal: (peer) => this.#reveal(peer),
      openMenu: ({ id }) => {
        const at = this.pageOf(id);
        if (at) handlers.openMenu({ clientX: at.x, clientY: at.y }, { kind: 'peer', id });
      },
    });
    this.#ends.push(
      stopKeys,
      () => this.#narration.stop(),
      () => this.#free.stop(),
    );
    this.#subscribe(container);
    this.#redraw(true);
  }

  /** Brings everything into view, and keeps it there until the user looks elsewhere. */
  fit(): void {
    const bounds = this.#bootstrap.within(this.#stage.bounds());
    this.#camera.fit(bounds, this.#canvas.viewport(), this.#free.area);
    this.#redraw(true);
  }

  zoomBy(factor: number): void {
    const { width, height } = this.#scene.view;
    this.#zoomAt(factor, { x: width / 2, y: height / 2 });
  }

  /** Brings a peer to the middle, near enough to read its name. */
  focus(id: PeerId): void {
    const peer = this.#stage.model.peers.get(id);
    if (!peer) return;
    this.#camera.goTo({ x: peer.targetX, y: peer.targetY, scale: Math.max(this.#scene.view.scale, 1) });
    this.#redraw(true);
  }

  /** The middle of the view, in canvas coordinates. */
  centre(): Place {
    const { x, y } = this.#canvas.viewport();
    return { x, y };
  }

  /** Brings a peer into view when it is not. */
  #reveal(peer: DrawnPeer): void {
    const { view } = this.#scene;
    const { x, y } = toScreen(view, peer);
    if (x > 24 && y > 24 && x < view.width - 24 && y < view.height - 24) return;
    this.#camera.goTo({ x: peer.targetX, y: peer.targetY, scale: view.scale });
    this.#redraw(true);
  }

  /** Where in the page (CSS pixels) a peer is drawn; null when it is not. */
  pageOf(id: PeerId): Point | null {
    const peer = this.#stage.model.peers.get(id);
    const { left, top } = this.#canvas.element.getBoundingClientRect();
    if (!peer || this.#stage.preparing) return null;
    const at = toScreen(this.#scene.view, peer);
    return { x: at.x + left, y: at.y + top };
  }

  isPinned(id: PeerId): boolean {
    return this.#stage.model.peers.get(id)?.pinned === true;
  }

  pin(ids: Iterable<PeerId>): void {
    this.#stage.pin(this.#peersOf(ids));
    this.#redraw(true);
  }

  /** Lets the layout move peers again that were dragged, or placed by hand. */
  unpin(ids: Iterable<PeerId>): void {
    this.#stage.unpin(this.#peersOf(ids));
    this.#redraw(true);
  }

  /** Lays everything out anew, from where it is; pinned peers stay. */
  tidy(): void {
    this.#stage.tidy();
  }

  /** What is drawn now; see {@link GraphPicture}. */
  picture(): GraphPicture {
    const { left, top } = this.#canvas.element.getBoundingClientRect();
    const scene = { ...this.#scene, view: this.#canvas.viewport() };
    const { peers, links } = this.#stage.preparing
      ? { peers: [], links: [] }
      : pictureOf(scene, { x: left, y: top });
    const { hovered } = this.#gestures;
    const knob =
      hovered &&
      handleAt(toScreen(scene.view, hovered), radiusOf(hovered, scene.view.scale, scene.sizeShowsDegree));
    return {
      seq: this.#stage.model.seq,
      ...{ peers, links },
      settled: !this.#pending && this.#stage.settled && !this.#camera.moving && !this.#bootstrap.moving,
      handle: hovered && knob ? { peer: hovered.id, x: knob.x + left, y: knob.y + top } : null,
    };
  }

  destroy(): void {
    this.#remember();
    clearTimeout(this.#rememberTimer);
    for (const end of this.#ends) end();
    this.#loop.stop();
    this.#gestures.stop();
    this.#minimap.stop();
    this.#stage.stop();
    this.#canvas.destroy();
  }

  #subscribe(container: HTMLElement): void {
    const again = () => this.#redraw(true);
    const onPageHide = () => this.#remember();
    this.#reduced.addEventListener('change', again);
    window.addEventListener('pagehide', onPageHide);
    this.#ends.push(
      () => this.#reduced.removeEventListener('change', again),
      () => window.removeEventListener('pagehide', onPageHide),
      onFeed((item, network) => {
        if (this.#stage.model.note(item)) this.#pending = true;
        if (!document.hidden) this.#traffic.take(item, network, performance.now(), this.#showsBootstrapLinks);
        this.#redraw(false);
      }),
      lab.subscribe((state, before) => {
        if (state.frozen !== before.frozen) this.#stage.freeze(state.frozen);
        if (
          state.selection !== before.selection ||
          state.selectedLink !== before.selectedLink ||
          state.bootstrapSelected !== before.bootstrapSelected
        ) {
          again();
        }
      }),
      preferences.subscribe(again),
      canvasOptions.subscribe(again),
      watchTheme(() => {
        this.#scene = { ...this.#scene, palette: readPalette(container) };
        again();
      }),
    );
    if (lab.getState().frozen) this.#stage.freeze(true);
    // What the feed brought before there was a canvas.
    if (lab.getState().network.seq > 0) this.#stage.model.noteEverything();
  }

  get #showsBootstrapLinks(): boolean {
    return canvasOptions.getState().bootstrapLinks || lab.getState().bootstrapSelected;
  }

  #resized(): void {
    this.#fresh = true;
    this.#frame(performance.now());
    this.#loop.request();
  }

  #redraw(fresh: boolean): void {
    this.#fresh ||= fresh;
    this.#loop.request();
  }

  /** One frame: take up changes, move what moves, draw. @returns whether the next one is wanted too */
  #frame(now: number): boolean {
    const elapsed = Math.min(Math.max(now - this.#drawnAt, 1), 100);
    this.#drawnAt = now;
    const still = this.#reduced.matches;
    const { network, frozen } = lab.getState();
    if (this.#pending) {
      this.#pending = false;
      const change = this.#stage.apply(network, now, this.centre(), frozen);
      for (const peer of change?.removed ?? []) this.#gestures.forget(peer);
      this.#fresh = true;
    }
    this.#stage.model.seq = network.seq;
    if (this.#stage.step(elapsed, still)) this.#fresh = true;
    if (this.#fresh) this.#follow();
    if (this.#bootstrap.step(elapsed, still)) this.#fresh = true;
    const look = this.#camera.step(this.#canvas.viewport(), elapsed);
    if (look) {
      this.#canvas.look(look, look.scale);
      this.#fresh = true;
    }
    const fresh = this.#fresh || this.#restless;
    if (fresh) this.#compose(now, still);
    this.#canvas.paint();
    this.#fresh = false;
    const behind = this.#minimap.update(this.#scene, this.#stage.bounds(), fresh, now);
    if (fresh) this.#narration.update(this.#scene, now);
    if (fresh && this.#stage.settled) this.#rememberSoon();
    return (
      behind ||
      this.#restless ||
      this.#traffic.busy ||
      this.#stage.moving ||
      this.#camera.moving ||
      this.#bootstrap.moving
    );
  }

  /** Puts together what the still part of the picture is painted from. */
  #compose(now: number, still: boolean): void {
    const { network, selection, selectedLink, bootstrapSelected } = lab.getState();
    const { model, preparing } = this.#stage;
    this.#restless = false;
    if (!still && !preparing) {
      for (const peer of model.peers.values()) {
        if (now - peer.bornAt < FADE_IN || isBreathing(peer, now)) {
          this.#restless = true;
          break;
        }
      }
    }
    this.#scene = {
      model,
      view: this.#canvas.viewport(),
      palette: this.#scene.palette,
      emphasis: emphasisOf(model, selection, selectedLink),
      bootstrap: this.#bootstrap.drawn(
        network.bootstrap,
        model,
        bootstrapSelected,
        this.#showsBootstrapLinks,
      ),
      sizeShowsDegree: preferences.getState().sizeShowsDegree,
      now: still ? null : now,
    };
  }

  #draw(context: CanvasRenderingContext2D): void {
    const now = this.#drawnAt;
    toCssPixels(context, this.#scene.view);
    if (this.#stage.preparing) return;
    this.#painter.paint(context, this.#scene, this.#fresh || this.#restless);
    const pulses = this.#traffic.placed(now, this.#scene.view);
    paintForeground(context, this.#scene, pulses, this.#gestures, now);
  }

  /** The picture has changed its extent, or the canvas its size. */
  #follow(): void {
    const bounds = this.#stage.bounds();
    this.#bootstrap.stand(bounds);
    if (this.#stage.preparing) return;
    this.#camera.follow(this.#bootstrap.within(bounds), this.#canvas.viewport(), this.#free.area);
  }

  #zoomAt(factor: number, at: Point): void {
    const view = this.#canvas.viewport();
    const scale = Math.min(Math.max(view.scale * factor, FARTHEST), CLOSEST);
    const { x, y } = toCanvas(view, at);
    this.#camera.release();
    // What is under the pointer stays under it.
    const centre = { x: x - (at.x - view.width / 2) / scale, y: y - (at.y - view.height / 2) / scale };
    this.#canvas.look(centre, scale);
    this.#redraw(true);
  }

  #peersOf(ids: Iterable<PeerId>): readonly DrawnPeer[] {
    return Array.from(ids, (id) => this.#stage.model.peers.get(id)).filter((peer) => peer !== undefined);
  }

  #rememberSoon(): void {
    this.#rememberTimer ??= setTimeout(() => {
      this.#rememberTimer = undefined;
      this.#remember();
    }, 1_000);
  }

  #remember(): void {
    if (this.#stage.preparing || this.#stage.model.peers.size === 0) return;
    const { x, y, scale } = this.#canvas.viewport();
    remember(this.#stage.model.peers.values(), { x, y, scale, follows: this.#camera.follows });
  }
}
