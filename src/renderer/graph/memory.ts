import type { PeerId } from '../../shared/network/events';
import type { CameraState } from './camera';
import type { DrawnPeer } from './model/drawn';

/** What this window had on its canvas before it was reloaded. */
export interface Remembered {
  readonly peers: ReadonlyMap<PeerId, { readonly x: number; readonly y: number; readonly pinned: boolean }>;
  readonly camera: CameraState | null;
}

const KEY = 'syncpulse:canvas';
const MOST_PEERS = 10_000;

type Stored = {
  readonly camera: CameraState;
  readonly peers: Readonly<Record<string, readonly [x: number, y: number, pinned: 0 | 1]>>;
};

/** Keeps positions for as long as the window is open, so that a reload shows the same picture. */
export function remember(peers: Iterable<DrawnPeer>, camera: CameraState): void {
  const entries: [string, readonly [number, number, 0 | 1]][] = [];
  for (const peer of peers) {
    if (entries.length >= MOST_PEERS) break;
    entries.push([peer.id, [round(peer.targetX), round(peer.targetY), peer.pinned ? 1 : 0]]);
  }
  const stored: Stored = { camera, peers: Object.fromEntries(entries) };
  try {
    sessionStorage.setItem(KEY, JSON.stringify(stored));
  } catch {
    // No room, or storage is off: the picture is laid out anew after a reload, which is all that is lost.
  }
}

export function recall(): Remembered {
  const peers = new Map<PeerId, { x: number; y: number; pinned: boolean }>();
  try {
    const stored = JSON.parse(sessionStorage.getItem(KEY) ?? '') as Stored;
    for (const [id, [x, y, pinned]] of Object.entries(stored.peers)) {
      if (Number.isFinite(x) && Number.isFinite(y)) peers.set(id as PeerId, { x, y, pinned: pinned === 1 });
    }
    const { x, y, scale, follows } = stored.camera;
    const sound = Number.isFinite(x) && Number.isFinite(y) && scale > 0;
    return { peers, camera: sound ? { x, y, scale, follows: follows === true } : null };
  } catch {
    // Nothing stored yet, or not by this version.
    return { peers, camera: null };
  }
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
