/** A graph on the page, drawn by one library. */
export interface Drawing {
  /** Begins to lay everything out, or moves everything a little, once a frame. */
  move(frame: number): void;
  /** Looks from another distance. */
  zoom(factor: number): void;
  /** Adds a peer. @returns when it has been drawn */
  add(): Promise<void>;
  /** Selects a peer, where the library has a selection. @returns when it has been drawn */
  select?(at: number): Promise<void>;
  /** Whether nothing will move until something happens. */
  settled(): boolean;
  destroy(): void;
}

/** Where everything is. */
export type Places = ReadonlyMap<string, { readonly x: number; readonly y: number }>;

export function nextFrame(): Promise<number> {
  return new Promise((resolve) => requestAnimationFrame(resolve));
}

/** @returns when what was drawn in this frame has been painted: the task after the next frame */
export async function painted(): Promise<void> {
  await nextFrame();
  await new Promise<void>((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
