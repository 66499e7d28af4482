import type { DrawnPeer } from '../model/drawn';
import { toScreen } from '../viewport';
import { isNear, opacityOf, radiusOf, type Scene } from './scene';
import { printable } from './text';

/** Below this scale a label is larger than the room that a peer has. */
const NEAR = 0.62;
const MOST_LABELS = 140;
const MOST_CHARACTERS = 22;
const SIZE = 12;
const LINE = 16;
/** CSS pixels around the letters that are kept clear of lines. */
const RIM = 3;
/** Labels of the selected and their neighbours are painted from any distance, unless there are many of them. */
const FEW = 16;

interface Sprite {
  readonly image: HTMLCanvasElement;
  readonly width: number;
}

/**
 * Paints names below peers where there is room: the selected first, then their neighbours, then the best connected.
 * A name is drawn once and then copied; drawing text is the slowest thing that a canvas does.
 */
export class Labels {
  readonly #sprites = new Map<string, Sprite>();
  #look = '';

  paint(context: CanvasRenderingContext2D, scene: Scene): void {
    const { view, sizeShowsDegree, now, emphasis } = scene;
    const ratio = context.canvas.width / Math.max(view.width, 1);
    this.#keepLook(scene, ratio);
    const taken = new Room();
    let painted = 0;
    for (const peer of candidates(scene)) {
      const at = toScreen(view, peer);
      const top = at.y + radiusOf(peer, view.scale, sizeShowsDegree) + 3;
      const sprite = this.#sprite(printable(peer.name, MOST_CHARACTERS), scene, ratio);
      const left = at.x - sprite.width / 2;
      if (left > view.width || left + sprite.width < 0 || top > view.height || top < -LINE) continue;
      const always = emphasis?.selected.has(peer) === true && emphasis.selected.size <= FEW;
      if (!taken.take(left, top, sprite.width, always)) continue;
      const opacity = opacityOf(peer, now);
      context.globalAlpha = opacity;
      // Whole device pixels keep the copy as sharp as the original.
      const x = Math.round(left * ratio) / ratio;
      const y = Math.round(top * ratio) / ratio;
      context.drawImage(sprite.image, x, y, sprite.image.width / ratio, sprite.image.height / ratio);
      painted += 1;
      if (painted >= MOST_LABELS) break;
    }
    context.globalAlpha = 1;
  }

  #keepLook({ palette }: Scene, ratio: number): void {
    const look = `${palette.label} ${palette.canvas} ${palette.font} ${ratio}`;
    if (look === this.#look && this.#sprites.size < 2_000) return;
    this.#look = look;
    this.#sprites.clear();
  }

  #sprite(text: string, { palette }: Scene, ratio: number): Sprite {
    const known = this.#sprites.get(text);
    if (known) return known;
    const image = document.createElement('canvas');
    const context = image.getContext('2d');
    const font = `${SIZE}px ${palette.font}`;
    let width = 1;
    if (context) {
      context.font = font;
      width = Math.ceil(context.measureText(text).width) + 2 * RIM;
      image.width = Math.ceil(width * ratio);
      image.height = Math.ceil(LINE * ratio);
      context.scale(ratio, ratio);
      context.font = font;
      context.textBaseline = 'middle';
      context.lineJoin = 'round';
      context.lineWidth = RIM;
      context.strokeStyle = palette.canvas;
      context.strokeText(text, RIM, LINE / 2);
      context.fillStyle = palette.label;
      context.fillText(text, RIM, LINE / 2);
    }
    const sprite = { image, width };
    this.#sprites.set(text, sprite);
    return sprite;
  }
}

/** Who may have a label, the most important first. */
function candidates({ model, view, emphasis }: Scene): readonly DrawnPeer[] {
  const chosen = emphasis && emphasis.selected.size <= FEW ? [...emphasis.selected] : [];
  const beside = emphasis && emphasis.near.size <= 3 * FEW ? [...emphasis.near] : [];
  if (view.scale < NEAR) return [...new Set([...chosen, ...beside])];
  const rest: DrawnPeer[] = [];
  const [reachX, reachY] = [view.width / 2 / view.scale, view.height / 2 / view.scale];
  for (const peer of model.peers.values()) {
    if (Math.abs(peer.x - view.x) > reachX || Math.abs(peer.y - view.y) > reachY) continue;
    if (isNear(emphasis, peer)) rest.push(peer);
  }
  rest.sort((one, other) => other.links.size - one.links.size || one.slot - other.slot);
  return [...new Set([...chosen, ...beside, ...rest])];
}

/** Which places have a label already, in rows of one line. */
class Room {
  readonly #rows = new Map<number, (readonly [left: number, right: number])[]>();

  /** @returns whether there was room, which is taken then; `force` takes it in any case */
  take(left: number, top: number, width: number, force: boolean): boolean {
    // The rims around two labels may lie over one another.
    const right = left + width - RIM;
    const row = Math.floor(top / LINE);
    for (const near of [row, row + 1]) {
      for (const [from, to] of this.#rows.get(near) ?? [])
        if (!force && from < right && left < to) return false;
    }
    for (const near of [row, row + 1]) {
      const spans = this.#rows.get(near);
      if (spans) spans.push([left, right]);
      else this.#rows.set(near, [[left, right]]);
    }
    return true;
  }
}
