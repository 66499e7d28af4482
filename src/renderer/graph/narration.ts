import { printable } from '../../shared/text/printable';
import type { Scene } from './painter/scene';

/** Milliseconds between two descriptions: a screen reader must be able to finish a sentence. */
const INTERVAL = 1_000;

const grouped = new Intl.NumberFormat('en-US');

/** Says in words what the canvas shows, for those who do not see it; the Peers table has the whole of it. */
export class Narration {
  readonly #element: HTMLElement;
  #saidAt = Number.NEGATIVE_INFINITY;
  #text = '';
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(element: HTMLElement) {
    this.#element = element;
  }

  update(scene: Scene, now: number): void {
    clearTimeout(this.#timer);
    const wait = this.#saidAt + INTERVAL - now;
    if (wait > 0) {
      this.#timer = setTimeout(() => this.#say(scene, performance.now()), wait);
      return;
    }
    this.#say(scene, now);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #say({ model, emphasis }: Scene, now: number): void {
    const chosen = emphasis?.selected.size ?? 0;
    const [only] = emphasis?.selected ?? [];
    const selection =
      chosen === 1 && only
        ? ` Selected: ${printable(only.name)}, ${only.phase}${only.alone ? ', alone' : ''}, ${count(only.links.size, 'link')}.`
        : chosen > 1
          ? ` ${grouped.format(chosen)} selected.`
          : '';
    const text = `Network: ${count(model.peers.size, 'peer')}, ${count(model.links.size, 'link')}.${selection} The Peers table lists them. Arrow keys go from peer to peer.`;
    if (text === this.#text) return;
    this.#text = text;
    this.#saidAt = now;
    this.#element.setAttribute('aria-label', text);
  }
}

/** @returns "1 peer", "2 peers", "1,000 peers" */
export function count(number: number, noun: string): string {
  return `${grouped.format(number)} ${noun}${number === 1 ? '' : 's'}`;
}
