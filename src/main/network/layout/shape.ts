import type { Place } from '../../../shared/network/events';
import type { PeerState } from '../../../shared/network/state/state';
import type { Topology } from '../../../shared/topology';

/** Canvas units between two linked peers where there is room for it. */
const SPACING = 54;
/** Canvas units that a shape may cover; larger batches stand closer together, so that the view can still show all. */
const MAX_WIDTH = 16_000;
/** Canvas units between two shapes, and the height of a layer of a tree. */
const GAP = 160;
const LAYER_HEIGHT = 90;
/** Canvas units around each peer that the force layout places. */
const LOOSE = 60;
/** Children of a peer in a tree where none are given; see the wirings. */
const CHILDREN = 2;

interface Shape {
  /** In the order in which the peers are wired; the middle of the shape is 0, 0. */
  readonly places: readonly Place[];
  /** Half of its width, canvas units. */
  readonly radius: number;
}

/**
 * @param degree children of each peer, for a tree
 * @returns where each peer of a batch goes so that the picture shows its wiring: a ring and a small world on a circle,
 * a line on a line, a star around its hub, a tree in layers; null for the wirings without a shape of their own
 */
export function shapeOf(wiring: Topology, count: number, degree = CHILDREN): Shape | null {
  // One peer has no wiring: it goes where its neighbours are.
  if (count < 2) return null;
  switch (wiring) {
    case 'ring':
    case 'small-world':
      return circle(count);
    case 'star': {
      const { places, radius } = circle(count - 1, SPACING);
      return { places: [{ x: 0, y: 0 }, ...places], radius };
    }
    case 'line': {
      const radius = Math.min(SPACING * (count - 1), MAX_WIDTH) / 2;
      const step = (2 * radius) / (count - 1);
      return {
        places: Array.from({ length: count }, (_, index) => ({ x: index * step - radius, y: 0 })),
        radius,
      };
    }
    case 'tree':
      return layers(count, degree);
    case 'offered':
    case 'random':
    case 'scale-free':
      return null;
  }
}

/** @param least its radius at least, canvas units */
function circle(count: number, least = 0): Shape {
  const radius = Math.min(Math.max((count * SPACING) / (2 * Math.PI), least), MAX_WIDTH / 2);
  const places = Array.from({ length: count }, (_, index) => {
    const angle = (index * 2 * Math.PI) / count - Math.PI / 2;
    return { x: radius * Math.cos(angle), y: radius * Math.sin(angle) };
  });
  return { places, radius };
}

/** Each peer above the middle of its children; each subtree has a width of its own, so that no two links cross. */
function layers(count: number, children: number): Shape {
  const parentOf = (index: number) => Math.floor((index - 1) / children);
  const leaves = new Array<number>(count).fill(0);
  for (let index = count - 1; index >= 0; index -= 1) {
    leaves[index] = Math.max(leaves[index] ?? 0, 1);
    if (index > 0) leaves[parentOf(index)] = (leaves[parentOf(index)] ?? 0) + (leaves[index] ?? 1);
  }
  /** How many leaves stand to the left of the next child of each. */
  const left = new Array<number>(count).fill(0);
  const depth = new Array<number>(count).fill(0);
  const middle = new Array<number>(count).fill((leaves[0] ?? 1) / 2);
  for (let index = 1; index < count; index += 1) {
    const parent = parentOf(index);
    const from = left[parent] ?? 0;
    left[parent] = from + (leaves[index] ?? 1);
    left[index] = from;
    depth[index] = (depth[parent] ?? 0) + 1;
    middle[index] = from + (leaves[index] ?? 1) / 2;
  }
  const deepest = depth[count - 1] ?? 0;
  const width = Math.min((leaves[0] ?? 1) * SPACING, MAX_WIDTH);
  const step = width / (leaves[0] ?? 1);
  // A wide tree gets higher layers, or its links would lie flat; a deep one lower ones.
  const layer = Math.min(
    Math.max(LAYER_HEIGHT, width / (4 * Math.max(deepest, 1))),
    MAX_WIDTH / Math.max(deepest, 1),
  );
  return {
    places: middle.map((at, index) => ({
      x: at * step - width / 2,
      y: ((depth[index] ?? 0) - deepest / 2) * layer,
    })),
    radius: width / 2,
  };
}

/** Gives each shape room of its own on the canvas, to the right of what is there. */
export class ShapeRoom {
  /** The right edge of the last shape, canvas units; null while there is none. */
  #edge: number | null = null;

  /** @param middle where the shape was asked for; default: beside what is there @returns a place for each peer */
  take({ places, radius }: Shape, peers: Iterable<PeerState>, middle?: Place): readonly Place[] {
    let [loose, placed] = [0, 0];
    for (const { place } of peers) {
      if (place === null) loose += 1;
      else placed += 1;
    }
    if (placed === 0) this.#edge = null;
    const edges = [
      ...(loose > 0 ? [LOOSE * Math.sqrt(loose)] : []),
      ...(this.#edge === null ? [] : [this.#edge]),
    ];
    const beside = edges.length === 0 ? 0 : Math.max(...edges) + GAP + radius;
    const at = middle ?? { x: beside, y: 0 };
    this.#edge = Math.max(this.#edge ?? Number.NEGATIVE_INFINITY, at.x + radius);
    return places.map(({ x, y }) => ({ x: at.x + x, y: at.y + y, wired: true }));
  }
}
