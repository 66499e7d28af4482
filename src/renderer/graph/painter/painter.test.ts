import { beforeEach, describe, expect, test, vi } from 'vitest';
import { paintLinks } from './links';
import { Painter } from './painter';
import type { Scene } from './scene';

vi.mock('./links', () => ({ paintLinks: vi.fn() }));
vi.mock('./peers', () => ({ paintPeers: vi.fn() }));
vi.mock('./bootstrap', () => ({ paintBootstrap: vi.fn() }));
vi.mock('../anatomy/paint-anatomy', () => ({ paintAnatomyLines: vi.fn(), paintAnatomyPeers: vi.fn() }));
vi.mock('./labels', () => ({
  Labels: class {
    paint(): void {}
  },
}));

const scene = {
  view: { width: 100, height: 100, scale: 0.1 },
  model: { links: new Map(), peers: new Map() },
} as unknown as Scene;

function canvasOf(width: number, height: number) {
  const canvas = { width, height };
  const context = { canvas, setTransform: () => {}, drawImage: vi.fn() };
  return { ...canvas, context, getContext: () => context };
}

describe('how often the scene is painted', () => {
  beforeEach(() => {
    vi.mocked(paintLinks).mockClear();
    vi.stubGlobal('document', { createElement: () => canvasOf(0, 0) });
    return () => vi.unstubAllGlobals();
  });

  test('a change at rest, such as a selection, paints it once, and frames after that copy it', () => {
    const { context } = canvasOf(100, 100);
    const shown = context as unknown as CanvasRenderingContext2D;
    const painter = new Painter();
    for (const fresh of [true, false, false]) painter.paint(shown, scene, fresh, true);
    expect(paintLinks).toHaveBeenCalledTimes(1);
    painter.paint(shown, scene, true, true);
    painter.paint(shown, scene, false, true);
    expect(paintLinks).toHaveBeenCalledTimes(2);
    expect(context.drawImage).toHaveBeenCalledTimes(5);
  });

  test('a scene that moves is painted directly, without a copy', () => {
    const { context } = canvasOf(100, 100);
    const painter = new Painter();
    for (let frame = 0; frame < 3; frame += 1)
      painter.paint(context as unknown as CanvasRenderingContext2D, scene, true, false);
    expect(paintLinks).toHaveBeenCalledTimes(3);
    expect(context.drawImage).not.toHaveBeenCalled();
  });
});
