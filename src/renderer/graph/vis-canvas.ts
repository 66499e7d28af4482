import { Network } from 'vis-network';
import type { Point } from './model/drawn';
import type { Viewport } from './viewport';

/**
 * vis-network 10.1.5 as this app uses it: its canvas (size, pixel ratio), its view, and its panning and pinching.
 *
 * Peers and links are not given to its DataSets. Measured: one batch with one newcomer costs it 10 ms of the page's
 * thread at 1,000 peers and 110 ms at 5,000, since every batch reconnects every edge, and drawing one by one costs
 * 25 times what one path does. Our painter draws in its drawing hook instead, from the model.
 *
 * The one private thing touched is the event `_requestRedraw`, by which vis-network asks itself to draw: it is led
 * to our frame loop, so that panning and pulses share one drawing a frame.
 */
export class VisCanvas {
  readonly element: HTMLCanvasElement;
  readonly #network: Network;

  constructor(
    container: HTMLElement,
    on: {
      draw(context: CanvasRenderingContext2D): void;
      drawRequested(): void;
      /** The user pans or pinches. */
      userMoves(): void;
      /** The canvas has another size, and is empty until it is painted. */
      resized(): void;
    },
  ) {
    this.#network = new Network(
      container,
      { nodes: [], edges: [] },
      {
        autoResize: true,
        physics: { enabled: false, stabilization: false },
        layout: { improvedLayout: false },
        interaction: { dragNodes: false, selectable: false, hover: false, zoomView: true },
      },
    );
    const element = container.querySelector('canvas');
    if (element === null) throw new Error('vis-network made no canvas');
    this.element = element;
    // The container takes the focus, once, and not the frame inside it as well.
    if (element.parentElement) element.parentElement.tabIndex = -1;
    const emitter = this.#network as unknown as Record<
      'on' | 'off',
      (event: string, call?: () => void) => void
    >;
    emitter.off('_requestRedraw');
    emitter.on('_requestRedraw', on.drawRequested);
    this.#network.on('afterDrawing', on.draw);
    // A resized canvas is blank; what is painted before this task ends is what the screen shows next.
    this.#network.on('resize', () => queueMicrotask(on.resized));
    this.#network.on('dragging', on.userMoves);
    this.#network.on('zoom', on.userMoves);
  }

  /** Draws now; `draw` is called with a context that is to be set up anew. */
  paint(): void {
    this.#network.redraw();
  }

  viewport(): Viewport {
    const { x, y } = this.#network.getViewPosition();
    const { clientWidth: width, clientHeight: height } = this.element;
    return { scale: this.#network.getScale(), x, y, width, height };
  }

  look(at: Point, scale: number): void {
    this.#network.moveTo({ position: { x: at.x, y: at.y }, scale, animation: false });
  }

  destroy(): void {
    this.#network.destroy();
  }
}
