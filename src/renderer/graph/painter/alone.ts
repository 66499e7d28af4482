import type { Palette } from '../palette';
import type { Spot } from './marks';

/** CSS pixels between a peer's rim and the mark. */
const GAP = 4;
/** Each of the four arcs takes this share of a quarter turn. */
const SHARE = 0.62;

/** Paints around peers that are joined to nobody: a ring of four arcs, open where links would be. */
export function paintAlone(
  context: CanvasRenderingContext2D,
  spots: readonly Spot[],
  palette: Palette,
): void {
  const half = (SHARE * Math.PI) / 4;
  context.beginPath();
  for (const { x, y, radius } of spots) {
    const reach = radius + GAP;
    for (let quarter = 0; quarter < 4; quarter++) {
      const middle = ((quarter + 0.5) * Math.PI) / 2;
      context.moveTo(x + reach * Math.cos(middle - half), y + reach * Math.sin(middle - half));
      context.arc(x, y, reach, middle - half, middle + half);
    }
  }
  context.strokeStyle = palette.alone;
  context.lineWidth = 2;
  context.stroke();
}
