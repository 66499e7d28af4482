import { Layout } from '../../src/renderer/graph/layout/layout';
import { type Drawing, nextFrame, type Places, painted } from './drawing';
import { MadeNetwork } from './network';
import { forceGraph, sigma, visNetwork } from './others';
import { syncPulse } from './syncpulse';

/** Milliseconds over which frames are counted. */
const WATCHED_MS = 3_000;
const ADDED = 5;
const SELECTED = 20;
/** Steps of the layout before anything is drawn: enough for a shape. */
const STEPS = 60;
const MAX_WAIT_MS = 90_000;

const LIBRARIES = { syncPulse, 'vis-network': visNetwork, 'force-graph': forceGraph, sigma };
export type Library = keyof typeof LIBRARIES;

/** What was measured: frames a second, and milliseconds. */
export interface Measured {
  readonly layout: number;
  readonly zoom: number;
  readonly added: readonly number[];
  readonly selected: readonly number[];
  /** Frames that were drawn in a second in which nothing changed. */
  readonly idle: number;
}

declare global {
  var canvasBench: { measure(library: Library, count: number): Promise<Measured> };
}

const laidOut = new Map<number, Places>();

globalThis.canvasBench = {
  async measure(library, count) {
    const network = new MadeNetwork(count);
    const places = placesOf(network);
    const container = document.querySelector<HTMLElement>('#graph');
    if (container === null) throw new Error('The page has no place for a graph.');
    const drawing = LIBRARIES[library](network, places, container);
    await settle(drawing);
    const zoom = await frames((frame) => drawing.zoom(frame % 40 < 20 ? 1.04 : 1 / 1.04));
    await settle(drawing);
    const idle = await drawnFrames();
    const selected: number[] = [];
    for (let at = 0; at < SELECTED && drawing.select; at += 1) {
      selected.push(await timed(() => drawing.select?.(at * 37) ?? Promise.resolve()));
    }
    const added: number[] = [];
    for (let at = 0; at < ADDED; at += 1) {
      added.push(await timed(() => drawing.add()));
      await settle(drawing);
    }
    const layout = await frames((frame) => drawing.move(frame));
    drawing.destroy();
    container.replaceChildren();
    return { layout, zoom, added, selected, idle };
  },
};

/** Every library draws the same positions, from our own layout. */
function placesOf(network: MadeNetwork): Places {
  const known = laidOut.get(network.peers.length);
  if (known) return known;
  const slots = new Map(network.peers.map((peer, slot) => [peer, slot]));
  const layout = new Layout();
  layout.receive({
    ...{ type: 'change', revision: 1, removed: [], unlinked: [], moved: [], ahead: true },
    added: network.peers.map((_, slot) => {
      const [angle, away] = [slot * 2.4, 30 * Math.sqrt(slot)];
      return { slot, x: away * Math.cos(angle), y: away * Math.sin(angle), pinned: false, known: false };
    }),
    linked: network.links.map(([one, other]) => [slots.get(one) ?? 0, slots.get(other) ?? 0] as const),
  });
  for (let step = 0; step < STEPS; step += 1) layout.tick();
  const { positions } = layout.positions();
  const places = new Map(
    network.peers.map((peer, slot) => [
      peer,
      { x: positions[slot * 2] ?? 0, y: positions[slot * 2 + 1] ?? 0 },
    ]),
  );
  laidOut.set(network.peers.length, places);
  return places;
}

async function settle(drawing: Drawing): Promise<void> {
  const start = performance.now();
  do await painted();
  while (!drawing.settled() && performance.now() - start < MAX_WAIT_MS);
}

/** Frames a second while something happens in each. */
async function frames(each: (frame: number) => void): Promise<number> {
  const start = await nextFrame();
  let [count, now] = [0, start];
  while (now - start < WATCHED_MS) {
    each(count);
    now = await nextFrame();
    count += 1;
  }
  return (count * 1_000) / (now - start);
}

/** Calls of `requestAnimationFrame` by the drawing in a second in which nothing happens. */
async function drawnFrames(): Promise<number> {
  const original = globalThis.requestAnimationFrame;
  let count = 0;
  globalThis.requestAnimationFrame = (callback) => {
    count += 1;
    return original(callback);
  };
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  globalThis.requestAnimationFrame = original;
  return count;
}

async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
