import { anatomyView, roomAbove } from './anatomy/anatomy-view';
import type { Bounds } from './camera';

/** CSS pixels kept between the picture and what lies over the canvas. */
const GAP = 4;
/** CSS pixels at the right edge that the controls of the view take. */
const CONTROLS = 44;

/** Knows which part of the canvas nothing lies over, so that no fitted peer ends up under the legend. */
export class FreeArea {
  readonly #canvas: HTMLElement;
  readonly #legend: HTMLElement;
  readonly #observer: ResizeObserver;
  readonly #unsubscribe: () => void;
  #area: Bounds | null = null;

  /** @param onChange called when the legend has been folded or unfolded */
  constructor(canvas: HTMLElement, legend: HTMLElement, onChange: () => void) {
    this.#canvas = canvas;
    this.#legend = legend;
    this.#observer = new ResizeObserver(() => {
      this.#area = null;
      onChange();
    });
    this.#observer.observe(legend);
    this.#observer.observe(canvas);
    this.#unsubscribe = anatomyView.subscribe(({ shown }, { shown: before }) => {
      if ((shown === null) === (before === null)) return;
      this.#area = null;
      onChange();
    });
  }

  /** In CSS pixels of the canvas element. */
  get area(): Bounds {
    this.#area ??= freeBeside(this.#canvas.getBoundingClientRect(), this.#legend.getBoundingClientRect());
    return this.#area;
  }

  stop(): void {
    this.#observer.disconnect();
    this.#unsubscribe();
  }
}

/** The larger of what is left beside and above an obstacle in the lower left corner, by what a round picture can use. */
function freeBeside(canvas: DOMRectReadOnly, obstacle: DOMRectReadOnly): Bounds {
  const whole = { left: 0, top: roomAbove(), right: canvas.width - CONTROLS, bottom: canvas.height };
  if (obstacle.width === 0 || obstacle.height === 0) return whole;
  const beside = { ...whole, left: obstacle.right - canvas.left + GAP };
  const above = { ...whole, bottom: obstacle.top - canvas.top - GAP };
  return roundRoom(beside) >= roundRoom(above) ? beside : above;
}

function roundRoom({ left, top, right, bottom }: Bounds): number {
  return Math.min(right - left, bottom - top);
}
