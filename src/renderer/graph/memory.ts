import type { CameraState } from './camera';

const KEY = 'syncpulse:camera';

/** Keeps where the window looks for as long as it is open, so that a reload looks there again. */
export function remember(camera: CameraState): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(camera));
  } catch {
    // No room, or storage is off: the view is fitted after a reload, which is all that is lost.
  }
}

/** @returns where the window looked before it was reloaded; null where it was not */
export function recall(): CameraState | null {
  try {
    const { x, y, scale, follows } = JSON.parse(sessionStorage.getItem(KEY) ?? '') as CameraState;
    const sound = Number.isFinite(x) && Number.isFinite(y) && scale > 0;
    return sound ? { x, y, scale, follows: follows === true } : null;
  } catch {
    // Nothing stored yet, or not by this version.
    return null;
  }
}
