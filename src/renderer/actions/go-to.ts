import type { PeerId } from '../../shared/network/events';
import { canvas } from '../canvas-handle';
import type { Lab } from '../lab/lab';

/** Selects a peer and brings it into view. */
export function goTo(lab: Lab, id: PeerId): void {
  lab.select.only([id]);
  canvas(lab).focus(id);
}
