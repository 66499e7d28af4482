import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { EventBody, NetworkEvent, PeerId } from '../../../shared/network/events';
import { reduce } from '../../../shared/network/state/reduce';
import { emptyState } from '../../../shared/network/state/state';
import { GraphModel } from '../model/model';
import type { Palette } from '../palette';
import { DENSE, DensePainter, isDense, linkOpacity } from './dense';
import type { Emphasis, Scene } from './scene';

const LINK = 0x80_80_80;
const PEER = 0x00_a0_00;
const WHITE = 0xff_ff_ff;
const COLOURS: Readonly<Record<string, number>> = { white: WHITE, link: LINK, peer: PEER };

/** A ring of joined peers, each linked to the next; on the canvas from corner to corner. */
function ring(count: number): GraphModel {
  const [model, network] = [new GraphModel(), emptyState()];
  const id = (at: number): PeerId => `127.0.0.1:${5_000 + (at % count)}`;
  const bodies: EventBody[] = [];
  for (let at = 0; at < count; at += 1) {
    bodies.push({ type: 'peer:added', peer: id(at), name: `n${at}`, hosted: true });
    bodies.push({ type: 'peer:phase-changed', peer: id(at), phase: 'joined', registered: true });
  }
  for (let at = 0; at < count; at += 1) {
    bodies.push({ type: 'neighbour:added', peer: id(at), neighbour: id(at + 1) });
    bodies.push({ type: 'neighbour:added', peer: id(at + 1), neighbour: id(at) });
  }
  for (const [at, body] of bodies.entries()) reduce(network, { ...body, seq: at + 1, at: 0 } as NetworkEvent);
  model.noteEverything();
  model.apply(network, 0);
  let at = 0;
  for (const peer of model.peers.values()) {
    const angle = (at / count) * 2 * Math.PI;
    [peer.x, peer.y] = [40 * Math.cos(angle), 40 * Math.sin(angle)];
    at += 1;
  }
  return model;
}

function sceneOf(model: GraphModel, emphasis: Emphasis | null = null): Scene {
  const colour = (value: string) => new Proxy({}, { get: () => value });
  const palette = {
    canvas: 'white',
    link: 'link',
    halo: 'halo',
    phases: colour('peer'),
    verbs: colour('link'),
  };
  return {
    ...{ model, emphasis, now: null, anatomy: null, sizeShowsDegree: false },
    view: { x: 0, y: 0, scale: 1, width: 100, height: 100 },
    palette: palette as unknown as Palette,
    bootstrap: { x: 0, y: -60, phase: 'running', label: '', selected: false, registered: [] },
  };
}

/** A canvas on which every mark is a full square of its colour, so that the test sees where and in what colour. */
function fakeContext() {
  const canvas = { width: 1, height: 1 };
  let colour = WHITE;
  return {
    canvas,
    set fillStyle(name: string) {
      colour = COLOURS[name] ?? 0;
    },
    ...{ fillRect() {}, setTransform() {}, beginPath() {}, moveTo() {}, arc() {}, lineTo() {}, fill() {} },
    ...{ stroke() {}, setLineDash() {} },
    getImageData: (_x: number, _y: number, width: number, height: number) => {
      const data = new Uint32Array(width * height).fill((0xff00_0000 | colour) >>> 0);
      return { data: new Uint8ClampedArray(data.buffer) };
    },
  };
}

function paint(scene: Scene): (x: number, y: number) => number {
  let shown = new Uint32Array();
  const context = {
    canvas: { width: 100, height: 100 },
    putImageData: ({ bytes }: { bytes: Uint8ClampedArray }) => {
      shown = new Uint32Array(bytes.buffer.slice(0) as ArrayBuffer);
    },
  };
  new DensePainter().paint(context as unknown as CanvasRenderingContext2D, scene, true);
  return (x, y) => (shown[y * 100 + x] ?? 0) & 0xff_ff_ff;
}

beforeEach(() => {
  vi.stubGlobal('document', { createElement: () => ({ getContext: fakeContext }) });
  vi.stubGlobal(
    'ImageData',
    class {
      readonly bytes: Uint8ClampedArray;
      constructor(bytes: Uint8ClampedArray) {
        this.bytes = bytes;
      }
    },
  );
});
afterEach(() => void vi.unstubAllGlobals());

test('a network is dense while more links than the bound are in view, and not when the user looks closely', () => {
  const model = ring(DENSE + 1);
  expect(isDense(sceneOf(model))).toBe(true);
  expect(isDense(sceneOf(ring(DENSE)))).toBe(false);
  const close = sceneOf(model);
  expect(isDense({ ...close, view: { ...close.view, x: 40, scale: 4 } })).toBe(false);
});

test('links fade the more of them lie over one another, and are opaque seen from near', () => {
  const model = ring(DENSE + 1);
  const near = linkOpacity(model.links, 4);
  const far = linkOpacity(model.links, 0.02);
  expect(near).toBe(1);
  expect(far).toBeLessThan(0.5);
  expect(far).toBeGreaterThan(0);
});

test('links and peers are where the model has them, peers above links', () => {
  const model = ring(3);
  const at = paint(sceneOf(model));
  const [one, two] = [...model.peers.values()];
  if (!one || !two) throw new Error('no peers');
  expect(at(Math.round(one.x + 50), Math.round(one.y + 50))).toBe(PEER);
  expect(at(Math.round((one.x + two.x) / 2 + 50), Math.round((one.y + two.y) / 2 + 49.5))).not.toBe(WHITE);
  expect(at(50, 50)).toBe(WHITE);
});

test('what is not near the selection is dimmed', () => {
  const model = ring(3);
  const [one, two] = [...model.peers.values()];
  if (!one || !two) throw new Error('no peers');
  const at = paint(
    sceneOf(model, { selected: new Set(), link: null, near: new Set([one]), quietLinks: false }),
  );
  const colourOf = (peer: typeof one) => at(Math.round(peer.x + 50), Math.round(peer.y + 50));
  expect(colourOf(one)).toBe(PEER);
  expect(colourOf(two)).not.toBe(PEER);
  expect(colourOf(two)).not.toBe(WHITE);
});
