import { expect, test } from 'vitest';
import { Camera, emptyLook } from './camera';
import type { Bounds } from './model/drawn';
import type { Viewport } from './viewport';

const SIZE = { width: 960, height: 520 };
const PICTURE: Bounds = { left: -200, top: -200, right: 200, bottom: 200 };
const WHOLE: Bounds = { left: 0, top: 0, right: SIZE.width, bottom: SIZE.height };
/** What is free while a search is shown: its bar lies over the top. */
const BELOW_BAR: Bounds = { ...WHOLE, top: 96 };

/** A camera and the view that it has moved to, without waiting for any glide. */
class Window {
  readonly camera = new Camera();
  view: Viewport;

  constructor() {
    this.view = { ...emptyLook(SIZE), ...SIZE };
  }

  settle(): this {
    const look = this.camera.step(this.view, 16, true);
    if (look) this.view = { ...this.view, x: look.x, y: look.y, scale: look.scale };
    return this;
  }

  fitted(free: Bounds): this {
    this.camera.fit(PICTURE, this.view, free);
    return this.settle();
  }
}

test('a view of everything makes room for a search, and fits everything again once it is gone', () => {
  const window = new Window().fitted(WHOLE);
  const before = window.view;
  window.camera.keep(window.view);
  window.camera.follow(PICTURE, window.view, { ...WHOLE, top: 200 }, false);
  expect(window.settle().view).not.toEqual(before);
  window.camera.comeBack(PICTURE, window.view, WHOLE);
  expect(window.settle().view).toEqual(before);
  expect(window.camera.follows).toBe(true);
});

test('looking around while a search is shown does not keep the view from everything afterwards', () => {
  const window = new Window().fitted(WHOLE);
  const before = window.view;
  window.camera.keep(window.view);
  window.camera.goTo({ x: 5_000, y: 3_000, scale: 3 });
  window.settle();
  window.camera.comeBack(PICTURE, window.view, WHOLE);
  expect(window.settle().view).toEqual(before);
  expect(window.camera.follows).toBe(true);
});

test('a view that was set by hand is the view again after a search, unless everything was asked for meanwhile', () => {
  const window = new Window();
  window.camera.release();
  window.view = { ...window.view, x: 120, y: -40, scale: 2 };
  const before = window.view;
  window.camera.keep(window.view);
  window.camera.goTo({ x: 900, y: 900, scale: 1 });
  window.settle();
  window.camera.comeBack(PICTURE, window.view, WHOLE);
  expect(window.settle().view).toEqual(before);
  expect(window.camera.follows).toBe(false);

  window.camera.keep(window.view);
  window.fitted(BELOW_BAR);
  window.camera.comeBack(PICTURE, window.view, WHOLE);
  expect(window.settle().view).toEqual(new Window().fitted(WHOLE).view);
});

test('a search that takes the place of another before the view is back does not lose it', () => {
  const window = new Window();
  window.camera.release();
  window.view = { ...window.view, x: 120, y: -40, scale: 2 };
  const before = window.view;
  window.camera.keep(window.view);
  window.camera.goTo({ x: 900, y: 900, scale: 1 });
  window.settle();
  window.camera.comeBack(PICTURE, window.view, WHOLE);
  window.camera.keep(window.view);
  window.camera.comeBack(PICTURE, window.view, WHOLE);
  expect(window.settle().view).toEqual(before);
});
