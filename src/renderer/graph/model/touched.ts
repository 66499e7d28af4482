import type { FeedItem } from '../../../shared/contract';
import type { PeerId } from '../../../shared/network/events';
import { type LinkKey, linkKey } from '../../../shared/network/state/state';

/**
 * What the next frame must look at again. An event only marks; the state has folded it by then, so any number of
 * events about one peer between two frames costs one look.
 */
export class Touched {
  readonly peers = new Set<PeerId>();
  readonly links = new Set<LinkKey>();
  /** Peers that went; they may be back by now, but without the links they had. */
  readonly removed = new Set<PeerId>();
  /** A snapshot came: anything may be different. */
  everything = false;

  get isEmpty(): boolean {
    return !this.everything && this.peers.size === 0 && this.links.size === 0;
  }

  /** Marks what a feed item is about. @returns true when it changes the picture */
  note(item: FeedItem): boolean {
    if (item.kind === 'snapshot') {
      this.everything = true;
      return true;
    }
    let changes = false;
    for (const event of item.events) {
      switch (event.type) {
        case 'peer:added':
        case 'peer:phase-changed':
        case 'peer:examined':
        case 'peer:renamed':
          this.peers.add(event.peer);
          changes = true;
          break;
        case 'peer:removed':
          this.peers.add(event.peer);
          this.removed.add(event.peer);
          changes = true;
          break;
        case 'neighbour:added':
        case 'neighbour:removed':
          this.links.add(linkKey(event.peer, event.neighbour));
          // With the first neighbour, or without the last, the peer itself is drawn another way.
          this.peers.add(event.peer);
          changes = true;
          break;
        case 'bootstrap:started':
        case 'bootstrap:elsewhere':
        case 'bootstrap:stopped':
        case 'bootstrap:failed':
        case 'registry:added':
        case 'registry:removed':
          changes = true;
          break;
        default:
      }
    }
    return changes;
  }

  clear(): void {
    this.peers.clear();
    this.links.clear();
    this.removed.clear();
    this.everything = false;
  }
}
