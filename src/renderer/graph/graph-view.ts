import type { PeerId, Place } from '../../shared/network/events';
import { BootstrapSpot } from './bootstrap';
import { compose, isRestless, showsBootstrapLinks } from './compose';
import { FrameLoop } from './frame-loop';
import { FreeArea } from './free-area';
import { Gestures } from './gestures/gestures';
import type { GraphHandlers, GraphInput } from './graph-input';
import { interaction } from './interaction';
import { keyboard } from './keyboard';
import { recall, remember } from './memory';
import { Minimap } from './minimap';
import type { DrawnPeer, Point } from './model/drawn';
import { Narration } from './narration';
import { paintForeground } from './painter/foreground';
import { Painter, toCssPixels } from './painter/painter';
import type { Scene } from './painter/scene';
import { readPalette } from './palette';
import { type GraphPicture, pictureOf } from './picture';
import { Stage } from './stage';
import { Traffic } from './traffic';
import { Viewpoint } from './viewpoint';
import { toScreen } from './viewport';
import { VisCanvas } from './vis-canvas';
import { watch } from './watch';

/** Milliseconds between two notes of where everything is. */
const REMEMBER_INTERVAL = 1_000;

/**
 * The live picture of the network, outside React: follows the feed, lays out, paints, and turns gestures into
 * selection and {@link GraphHandlers}. Nothing is drawn while nothing moves.
 */
export class GraphView {
  readonly #input: GraphInput;
  readonly #canvas: VisCanvas;
  readonly #stage: Stage;
  readonly #bootstrap = new BootstrapSpot();
  readonly #viewpoint: Viewpoint;
  readonly #traffic: Traffic;
  readonly #gestures: Gestures;
  readonly #minimap: Minimap;
  readonly #free: FreeArea;
  readonly #painter = new Painter();
  readonly #loop = new FrameLoop((now) => this.#frame(now));
  readonly #reducedMotion = matchMedia('(prefers-reduced-motion: reduce)');
  readonly #narration: Narration;
  readonly #ends: readonly (() => void)[];
  #scene: Scene;
  /** The feed brought something that is not drawn yet. */
  #pending = true;
  /** The still part of the picture is not the one that was painted last. */
  #fresh = true;
  #restless = false;
  #drawnAt = 0;
  #rememberTimer: ReturnType<typeof setTimeout> | undefined;

  /** @param over what lies over the canvas: the overview, hidden while there is no need for it, the legend, and all there is */
  constructor(
    container: HTMLElement,
    over: {
      readonly minimap: HTMLCanvasElement;
      readonly legend: HTMLElement;
      readonly all: () => Iterable<Element>;
    },
    input: GraphInput,
    handlers: GraphHandlers,
  ) {
    this.#input = input;
    this.#stage = new Stage(input.layout, () => this.#redraw(false));
    this.#canvas = new VisCanvas(container, {
      draw: (context) => this.#draw(context),
      drawRequested: () => this.#redraw(true),
      userMoves: () => this.#viewpoint.release(),
      resized: () => this.#resized(),
    });
    this.#scene = compose(
      input,
      this.#stage,
      this.#bootstrap,
      this.#canvas.viewport(),
      readPalette(container),
      null,
    );
    this.#free = new FreeArea(container, over, input, () => this.#redraw(true));
    this.#viewpoint = new Viewpoint({
      ...{ canvas: this.#canvas, stage: this.#stage, bootstrap: this.#bootstrap, free: this.#free },
      before: recall(),
    });
    this.#traffic = new Traffic(this.#stage.model, () => this.#bootstrap.at, handlers.fileMoved);
    this.#minimap = new Minimap(over.minimap, (at) => this.#viewpoint.lookAt(at));
    this.#narration = new Narration(container);
    const target = interaction({
      ...{ input, handlers, stage: this.#stage, viewpoint: this.#viewpoint },
      hovered: () => this.#gestures.hovered,
      scene: () => this.#scene,
      redraw: (fresh) => this.#redraw(fresh),
    });
    this.#gestures = new Gestures(container, target);
    const stopKeys = keyboard(container, {
      input,
      peers: this.#stage.model.peers,
      view: () => this.#scene.view,
      reveal: (peer) => this.#viewpoint.reveal(peer),
      openMenu: ({ id }) => {
        const at = this.pageOf(id);
        if (at) handlers.openMenu({ clientX: at.x, clientY: at.y }, { kind: 'peer', id });
      },
    });
    this.#ends = [this.#watch(container), stopKeys, () => this.#free.stop(), () => this.#narration.stop()];
    // What the feed brought before there was a canvas.
    if (this.#input.state().network.seq > 0) this.#stage.model.noteEverything();
    this.#redraw(true);
  }

  /** Brings everything into view, and keeps it there until the user looks elsewhere. */
  fit(): void {
    this.#viewpoint.fit();
    this.#redraw(true);
  }

  zoomBy(factor: number): void {
    const { width, height } = this.#canvas.viewport();
    this.#viewpoint.zoom(factor, { x: width / 2, y: height / 2 });
  }

  /** Brings a peer to the middle, near enough to read its name. */
  focus(id: PeerId): void {
    const peer = this.#stage.model.peers.get(id);
    if (!peer) return;
    this.#viewpoint.focus(peer);
    this.#redraw(true);
  }

  /** The middle of the view, in canvas coordinates. */
  centre(): Place {
    const { x, y } = this.#canvas.viewport();
    return { x, y };
  }

  /** Where in the page (CSS pixels) a peer is drawn; null when it is not. */
  pageOf(id: PeerId): Point | null {
    const peer = this.#stage.model.peers.get(id);
    if (!peer || this.#stage.preparing) return null;
    const { left, top } = this.#canvas.element.getBoundingClientRect();
    const { x, y } = toScreen(this.#canvas.viewport(), peer);
    return { x: x + left, y: y + top };
  }

  isPinned(id: PeerId): boolean {
    return this.#stage.model.peers.get(id)?.pinned === true;
  }

  /** Holds peers where they are. */
  pin(ids: Iterable<PeerId>): void {
    this.#stage.pin(this.#peersOf(ids));
    this.#redraw(true);
  }

  /** Lets the layout move peers again that were dragged, placed or pinned. */
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
    const scene = { ...this.#scene, view: this.#canvas.viewport() };
    const settled =
      !this.#pending && this.#stage.settled && !this.#viewpoint.moving && !this.#bootstrap.moving;
    const { hovered } = this.#gestures;
    return {
      ...pictureOf(scene, this.#stage.preparing, hovered, this.#canvas.element.getBoundingClientRect()),
      settled,
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

  #watch(container: HTMLElement): () => void {
    this.#stage.still(this.#reducedMotion.matches);
    return watch(
      {
        feed: (item, network) => {
          if (this.#stage.model.note(item)) this.#pending = true;
          // A page that is not drawn must not gather pulses for when it is.
          if (!document.hidden)
            this.#traffic.take(item, network, performance.now(), showsBootstrapLinks(this.#input));
          this.#redraw(false);
        },
        layout: ({ places }) => {
          this.#stage.adopt(places, this.#input.state().frozen);
          this.#redraw(true);
        },
        freeze: (frozen) => this.#stage.freeze(frozen),
        trace: (shown) => this.#viewpoint.showTrace(shown),
        replay: (step) => this.#traffic.replay(step, performance.now()),
        restyle: () => {
          this.#stage.still(this.#reducedMotion.matches);
          this.#redraw(true);
        },
        retheme: () => {
          this.#scene = { ...this.#scene, palette: readPalette(container) };
          this.#redraw(true);
        },
        leave: () => this.#remember(),
      },
      this.#input,
      this.#reducedMotion,
    );
  }

  #redraw(fresh: boolean): void {
    this.#fresh ||= fresh;
    this.#loop.request();
  }

  /** The canvas is blank: it is painted in this very task, and then as often as need be. */
  #resized(): void {
    this.#fresh = true;
    this.#frame(performance.now());
    this.#loop.request();
  }

  /** One frame: take up changes, move what moves, draw. @returns whether the next one is wanted too */
  #frame(now: number): boolean {
    const elapsed = Math.min(Math.max(now - this.#drawnAt, 1), 100);
    this.#drawnAt = now;
    const still = this.#reducedMotion.matches;
    this.#takeUp(now);
    if (this.#stage.step(elapsed, still)) this.#fresh = true;
    if (this.#fresh && !this.#gestures.dragging) this.#viewpoint.follow();
    if (this.#bootstrap.step(elapsed, still)) this.#fresh = true;
    if (this.#viewpoint.step(elapsed, still)) this.#fresh = true;
    this.#fresh ||= this.#restless;
    const fresh = this.#fresh;
    if (fresh) {
      const view = this.#canvas.viewport();
      this.#scene = compose(
        this.#input,
        this.#stage,
        this.#bootstrap,
        view,
        this.#scene.palette,
        still ? null : now,
      );
      this.#restless = isRestless(this.#scene);
      this.#narration.update(this.#scene, now);
      if (this.#stage.settled) {
        this.#stage.reportRest();
        this.#rememberSoon();
      }
    }
    this.#canvas.paint();
    // What is asked for while painting (by the view that has just been moved) is painted already.
    this.#fresh = false;
    const behind = this.#minimap.update(this.#scene, this.#stage.bounds(), fresh, now);
    return this.#moving || behind || this.#restless || this.#traffic.busy;
  }

  get #moving(): boolean {
    return this.#stage.moving || this.#viewpoint.moving || this.#bootstrap.moving;
  }

  #takeUp(now: number): void {
    const { network, frozen } = this.#input.state();
    this.#stage.model.seq = network.seq;
    if (!this.#pending || !this.#input.layout.ready) return;
    this.#pending = false;
    this.#fresh = true;
    const change = this.#stage.apply(network, now, this.centre(), frozen);
    for (const peer of change?.removed ?? []) this.#gestures.forget(peer);
    // What the user looked at is gone; what comes next must be in view.
    if (change?.replaced) this.#viewpoint.fit();
  }

  #draw(context: CanvasRenderingContext2D): void {
    toCssPixels(context, this.#scene.view);
    if (this.#stage.preparing) return;
    this.#painter.paint(context, this.#scene, this.#fresh, !this.#moving && !this.#restless);
    const pulses = this.#traffic.placed(this.#drawnAt, this.#scene);
    const room = () => this.#free.room(this.#scene.view);
    paintForeground(context, this.#scene, pulses, this.#gestures, room, this.#drawnAt);
  }

  #peersOf(ids: Iterable<PeerId>): readonly DrawnPeer[] {
    return Array.from(ids, (id) => this.#stage.model.peers.get(id)).filter((peer) => peer !== undefined);
  }

  #rememberSoon(): void {
    this.#rememberTimer ??= setTimeout(() => {
      this.#rememberTimer = undefined;
      this.#remember();
    }, REMEMBER_INTERVAL);
  }

  #remember(): void {
    if (this.#stage.preparing || this.#stage.model.peers.size === 0) return;
    remember(this.#viewpoint.state);
  }
}
