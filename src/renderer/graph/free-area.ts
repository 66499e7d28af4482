import type { Covered, GraphInput } from './graph-input';
import type { Bounds } from './model/drawn';
import type { CardRoom } from './painter/card-position';

/** CSS pixels kept between the picture and what lies over the canvas. */
const GAP = 4;
/** CSS pixels at the right edge that the controls of the view take. */
const CONTROLS = 44;

/** Knows which part of the canvas nothing lies over, so that no fitted peer ends up under the legend. */
export class FreeArea {
  readonly #canvas: HTMLElement;
  readonly #legend: HTMLElement;
  readonly #all: () => Iterable<Element>;
  readonly #observer: ResizeObserver;
  readonly #input: Pick<GraphInput, 'covered' | 'onCovered'>;
  readonly #stop: () => void;
  #area: Bounds | null = null;

  /** @param onChange called when what lies over the canvas has been opened or closed */
  constructor(
    canvas: HTMLElement,
    over: { readonly legend: HTMLElement; readonly all: () => Iterable<Element> },
    input: Pick<GraphInput, 'covered' | 'onCovered'>,
    onChange: () => void,
  ) {
    this.#input = input;
    this.#canvas = canvas;
    this.#legend = over.legend;
    this.#all = over.all;
    const changed = () => {
      this.#area = null;
      onChange();
    };
    this.#observer = new ResizeObserver(changed);
    this.#observer.observe(over.legend);
    this.#observer.observe(canvas);
    this.#stop = input.onCovered(changed);
  }

  /** In CSS pixels of the canvas element. */
  get area(): Bounds {
    this.#area ??= freeBeside(
      this.#canvas.getBoundingClientRect(),
      this.#legend.getBoundingClientRect(),
      this.#input.covered(),
    );
    return this.#area;
  }

  /** @returns where a card may be painted: the canvas, and all that lies over it now */
  room({ width, height }: { readonly width: number; readonly height: number }): CardRoom {
    const { left: x, top: y } = this.#canvas.getBoundingClientRect();
    const obstacles = Array.from(this.#all(), (element): Bounds => {
      const { left, top, right, bottom } = element.getBoundingClientRect();
      return { left: left - x, top: top - y, right: right - x, bottom: bottom - y };
    }).filter(({ left, top, right, bottom }) => right > left && bottom > top);
    const { top, right } = this.#input.covered();
    if (top > 0) obstacles.push({ left: 0, top: 0, right: width, bottom: top });
    if (right > 0) obstacles.push({ left: width - right, top: 0, right: width, bottom: height });
    return { width, height, obstacles };
  }

  stop(): void {
    this.#observer.disconnect();
    this.#stop();
  }
}

/** The larger of what is left beside and above an obstacle in the lower left corner, by what a round picture can use. */
function freeBeside(canvas: DOMRectReadOnly, obstacle: DOMRectReadOnly, covered: Covered): Bounds {
  const right = canvas.width - CONTROLS - covered.right;
  const whole = { left: 0, top: covered.top, right, bottom: canvas.height };
  if (obstacle.width === 0 || obstacle.height === 0) return whole;
  const beside = { ...whole, left: obstacle.right - canvas.left + GAP };
  const above = { ...whole, bottom: obstacle.top - canvas.top - GAP };
  return roundRoom(beside) >= roundRoom(above) ? beside : above;
}

function roundRoom({ left, top, right, bottom }: Bounds): number {
  return Math.min(right - left, bottom - top);
}
