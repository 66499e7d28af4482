/** Draws once a frame while something asks for it, and not at all when nothing does. */
export class FrameLoop {
  readonly #draw: (now: number) => boolean;
  #request: number | null = null;
  #stopped = false;

  /** @param draw draws; returns whether the next frame is wanted too. `now` is the clock of the page, ms */
  constructor(draw: (now: number) => boolean) {
    this.#draw = draw;
  }

  request(): void {
    if (this.#stopped) return;
    this.#request ??= requestAnimationFrame((now) => {
      this.#request = null;
      if (this.#draw(now)) this.request();
    });
  }

  stop(): void {
    this.#stopped = true;
    if (this.#request !== null) cancelAnimationFrame(this.#request);
    this.#request = null;
  }
}
