import type { Bounds } from './camera';
import type { Covered, GraphInput } from './graph-input';

/** CSS pixels kept between the picture and what lies over the canvas. */
const GAP = 4;
/** CSS pixels at the right edge that the controls of the view take. */
const CONTROLS = 44;

/** Knows which part of the canvas nothing lies over, so that no fitted peer ends up under the legend. */
export class FreeArea {
  readonly #canvas: HTMLElement;
  readonly #legend: HTMLElement;
  readonly #observer: ResizeObserver;
  readonly #input: Pick<GraphInput, 'covered' | 'onCovered'>;
  readonly #stop: () => void;
  #area: Bounds | null = null;

  /** @param onChange called when what lies over the canvas has been opened or closed */
  constructor(
    canvas: HTMLElement,
    legend: HTMLElement,
    input: Pick<GraphInput, 'covered' | 'onCovered'>,
    onChange: () => void,
  ) {
    this.#input = input;
    this.#canvas = canvas;
    this.#legend = legend;
    const changed = () => {
      this.#area = null;
      onChange();
    };
    this.#observer = new ResizeObserver(changed);
    this.#observer.observe(legend);
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
