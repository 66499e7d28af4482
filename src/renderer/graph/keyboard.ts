import type { PeerId } from '../../shared/network/events';
import { printable } from '../../shared/text/printable';
import type { GraphInput } from './graph-input';
import type { DrawnPeer, Point } from './model/drawn';
import { count } from './narration';
import type { Viewport } from './viewport';

interface Keyboard {
  readonly input: Pick<GraphInput, 'state' | 'select' | 'announce'>;
  readonly peers: ReadonlyMap<PeerId, DrawnPeer>;
  view(): Viewport;
  /** Brings a peer into view when it is not. */
  reveal(peer: DrawnPeer): void;
  openMenu(peer: DrawnPeer): void;
}

interface Direction extends Point {
  readonly words: string;
}

const DIRECTIONS: Readonly<Record<string, Direction>> = {
  ArrowLeft: { x: -1, y: 0, words: 'to the left of' },
  ArrowRight: { x: 1, y: 0, words: 'to the right of' },
  ArrowUp: { x: 0, y: -1, words: 'above' },
  ArrowDown: { x: 0, y: 1, words: 'below' },
};

/**
 * Arrow keys select the next peer in their direction (with Shift as well) and announce it to screen readers, Enter
 * opens its menu. Every other key is left to the window.
 *
 * @returns a function that ends it
 */
export function keyboard(element: HTMLElement, on: Keyboard): () => void {
  const { state, select, announce } = on.input;
  const onKey = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const direction = DIRECTIONS[event.key];
    const current = selectedPeer(on);
    if (direction) {
      const next = current
        ? nextTo(current, direction, on.peers.values())
        : nearest(on.view(), on.peers.values());
      event.preventDefault();
      if (!next) {
        announce(
          current ? `No peer ${direction.words} ${printable(current.name)}.` : 'There is no peer yet.',
        );
        return;
      }
      if (event.shiftKey) select.add([next.id]);
      else select.only([next.id]);
      on.reveal(next);
      announce(selectionWords(next, state().selection.size));
    } else if (current && (event.key === 'Enter' || event.key === 'ContextMenu')) {
      event.preventDefault();
      on.openMenu(current);
    }
  };
  element.addEventListener('keydown', onKey);
  return () => element.removeEventListener('keydown', onKey);
}

/** @returns what a screen reader reads when the arrow keys have come to a peer */
function selectionWords({ name, phase, hosted, links }: DrawnPeer, selected: number): string {
  const among = selected > 1 ? ` ${count(selected, 'peer')} selected.` : '';
  return `${printable(name)}, ${hosted ? '' : 'external, '}${phase}, ${count(links.size, 'link')}.${among}`;
}

/** The one that was selected last. */
function selectedPeer({ input, peers }: Keyboard): DrawnPeer | null {
  const id = [...input.state().selection].at(-1);
  return (id && peers.get(id)) ?? null;
}

/** The nearest peer ahead, within 45° to either side; one further aside counts as further away. */
function nextTo(from: DrawnPeer, direction: Point, peers: Iterable<DrawnPeer>): DrawnPeer | null {
  let best: DrawnPeer | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const peer of peers) {
    const [dx, dy] = [peer.x - from.x, peer.y - from.y];
    const ahead = dx * direction.x + dy * direction.y;
    const aside = Math.abs(dx * direction.y - dy * direction.x);
    if (peer === from || ahead <= 0 || aside > ahead) continue;
    const cost = ahead + 1.5 * aside;
    if (cost >= least) continue;
    best = peer;
    least = cost;
  }
  return best;
}

function nearest(to: Point, peers: Iterable<DrawnPeer>): DrawnPeer | null {
  let best: DrawnPeer | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const peer of peers) {
    const distance = Math.hypot(peer.x - to.x, peer.y - to.y);
    if (distance >= least) continue;
    best = peer;
    least = distance;
  }
  return best;
}
