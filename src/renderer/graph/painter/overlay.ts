import type { LinkKind } from '../../../shared/network/state/link-listing';
import type { DrawnPeer, Point } from '../model/drawn';
import type { Palette } from '../palette';
import { type CardRoom, cardPosition } from './card-position';
import { DASHES, linkColour } from './links';
import { printable } from './text';

type Context = CanvasRenderingContext2D;

/** CSS pixels from a peer's rim to the middle of the handle, and the handle's radius. */
const HANDLE_GAP = 9;
export const HANDLE_RADIUS = 7.5;

/** @returns where the handle of a peer with this middle and radius is: up and to the right */
export function handleAt({ x, y }: Point, radius: number): Point {
  const away = (radius + HANDLE_GAP) * Math.SQRT1_2;
  return { x: x + away, y: y - away };
}

/** The ring around the peer under the pointer, and the handle by which it is connected to another. */
export function paintHover(
  context: Context,
  at: Point,
  radius: number,
  palette: Palette,
  pressed: boolean,
): void {
  context.beginPath();
  context.arc(at.x, at.y, radius + 4, 0, 2 * Math.PI);
  context.strokeStyle = palette.accent;
  context.lineWidth = 1.5;
  context.stroke();
  const { x, y } = handleAt(at, radius);
  context.beginPath();
  context.arc(x, y, HANDLE_RADIUS, 0, 2 * Math.PI);
  context.fillStyle = pressed ? palette.accent : palette.canvas;
  context.fill();
  context.stroke();
  // An arrow that leaves the peer.
  context.beginPath();
  context.moveTo(x - 2.6, y + 2.6);
  context.lineTo(x + 2.6, y - 2.6);
  context.moveTo(x - 1.2, y - 2.6);
  context.lineTo(x + 2.6, y - 2.6);
  context.lineTo(x + 2.6, y + 1.2);
  context.strokeStyle = pressed ? palette.canvas : palette.accent;
  context.lineWidth = 1.5;
  context.stroke();
}

/** Strong lines from the peer under the pointer to its neighbours; those that are not mutual stay dashed. */
export function paintReach(
  context: Context,
  from: Point,
  ends: readonly Point[],
  kind: LinkKind,
  palette: Palette,
): void {
  context.beginPath();
  for (const end of ends) {
    context.moveTo(from.x, from.y);
    context.lineTo(end.x, end.y);
  }
  context.strokeStyle = kind === 'mutual' ? palette.muted : linkColour(kind, palette);
  context.setLineDash([...DASHES[kind]]);
  context.lineWidth = 1.5;
  context.globalAlpha = 0.7;
  context.stroke();
  context.globalAlpha = 1;
  context.setLineDash([]);
}

/** The line that is pulled from a peer, to the pointer or to the peer that it would join. */
export function paintRubber(
  context: Context,
  from: Point,
  to: Point,
  target: { readonly at: Point; readonly radius: number } | null,
  palette: Palette,
): void {
  context.strokeStyle = palette.accent;
  context.lineWidth = 2;
  context.setLineDash(target ? [] : [6, 4]);
  context.beginPath();
  context.moveTo(from.x, from.y);
  context.lineTo(target ? target.at.x : to.x, target ? target.at.y : to.y);
  context.stroke();
  context.setLineDash([]);
  context.beginPath();
  if (target) context.arc(target.at.x, target.at.y, target.radius + 6, 0, 2 * Math.PI);
  else context.arc(to.x, to.y, 3.5, 0, 2 * Math.PI);
  context.fillStyle = palette.accent;
  context.globalAlpha = target ? 0.2 : 1;
  context.fill();
  context.globalAlpha = 1;
  if (target) context.stroke();
}

/** The area that a lasso selects. */
export function paintLasso(context: Context, outline: readonly Point[], palette: Palette): void {
  const [first, ...rest] = outline;
  if (first === undefined) return;
  context.beginPath();
  context.moveTo(first.x, first.y);
  for (const { x, y } of rest) context.lineTo(x, y);
  context.closePath();
  context.fillStyle = palette.accent;
  context.globalAlpha = 0.1;
  context.fill();
  context.globalAlpha = 1;
  context.strokeStyle = palette.accent;
  context.lineWidth = 1.25;
  context.setLineDash([5, 4]);
  context.stroke();
  context.setLineDash([]);
}

/** What the peer under the pointer is: name, address, phase. Nothing is painted where there is no room for it. */
export function paintCard(
  context: Context,
  peer: DrawnPeer,
  at: Point,
  radius: number,
  palette: Palette,
  room: CardRoom,
): void {
  const title = printable(peer.name, 40);
  const detail = `${printable(peer.id, 48)} · ${peer.phase}${peer.alone ? ' · alone' : ''}${peer.hosted ? '' : ' · external'}`;
  const titleFont = `600 13px ${palette.font}`;
  const detailFont = `12px ${palette.font}`;
  context.font = titleFont;
  const titleWidth = context.measureText(title).width;
  context.font = detailFont;
  const width = Math.ceil(Math.max(titleWidth, context.measureText(detail).width)) + 20;
  const height = 44;
  // Below the peer it takes the place of the label, which contains less.
  const position = cardPosition({ ...at, radius }, { width, height }, room);
  if (position === null) return;
  const [left, top] = [Math.round(position.x), Math.round(position.y)];
  context.beginPath();
  context.roundRect(left, top, width, height, 6);
  context.fillStyle = palette.surface;
  context.fill();
  context.strokeStyle = palette.border;
  context.lineWidth = 1;
  context.stroke();
  context.textBaseline = 'middle';
  context.fillStyle = palette.text;
  context.font = titleFont;
  context.fillText(title, left + 10, top + 15);
  context.fillStyle = palette.muted;
  context.font = detailFont;
  context.fillText(detail, left + 10, top + 31);
  context.textBaseline = 'alphabetic';
}

/** Peers that stay where they were put have a small pin beside them. */
export function paintPins(
  context: Context,
  spots: readonly (Point & { radius: number })[],
  palette: Palette,
): void {
  context.beginPath();
  for (const { x, y, radius } of spots) {
    const [headX, headY] = [x - (radius + 3) * Math.SQRT1_2, y - (radius + 3) * Math.SQRT1_2];
    context.moveTo(headX + 2.4, headY);
    context.arc(headX, headY, 2.4, 0, 2 * Math.PI);
  }
  context.fillStyle = palette.muted;
  context.fill();
}
