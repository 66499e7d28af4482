import type { ShownAnatomy } from '../anatomy/shown-anatomy';
import type { DrawnLink, DrawnPeer, Point } from '../model/drawn';
import type { GraphModel } from '../model/model';
import type { Palette } from '../palette';
import type { Viewport } from '../viewport';

/** The bootstrap server as it is drawn. */
export interface DrawnBootstrap extends Point {
  readonly phase: 'stopped' | 'running' | 'failed' | 'elsewhere';
  readonly label: string;
  readonly selected: boolean;
  /** Peers in its registry, while its links are asked for. */
  readonly registered: readonly DrawnPeer[];
}

/** What stays strong while the rest dims: the selected, and their neighbourhood. */
export interface Emphasis {
  readonly selected: ReadonlySet<DrawnPeer>;
  readonly link: DrawnLink | null;
  /** The selected and their neighbours; while a search is shown, everybody in it. */
  readonly near: ReadonlySet<DrawnPeer>;
  /** Every link is dimmed, since other lines tell more. */
  readonly quietLinks: boolean;
}

/** Everything that the still part of the picture is painted from. */
export interface Scene {
  readonly model: GraphModel;
  readonly view: Viewport;
  readonly palette: Palette;
  readonly emphasis: Emphasis | null;
  readonly bootstrap: DrawnBootstrap;
  /** The search that is shown in the place of the links. */
  readonly anatomy: ShownAnatomy | null;
  readonly sizeShowsDegree: boolean;
  /** Clock of the page, ms; null when nothing may move. */
  readonly now: number | null;
}

/** Milliseconds in which a newcomer becomes opaque. */
export const FADE_IN = 320;
/** Opacity of what is not near the selection. */
export const DIM = 0.22;

const SMALLEST = 2.2;

/** @returns the radius that a peer is drawn with, in CSS pixels */
export function radiusOf(peer: DrawnPeer, scale: number, sizeShowsDegree: boolean): number {
  const base = sizeShowsDegree ? 5 + Math.min(2 * Math.sqrt(peer.links.size), 13) : 8;
  return Math.min(Math.max(base * scale ** 0.75, SMALLEST), base * 1.8);
}

/** How opaque a newcomer is, in four steps, so that newcomers of one moment are painted together. */
export function opacityOf(peer: DrawnPeer, now: number | null): number {
  if (now === null || now - peer.bornAt >= FADE_IN) return 1;
  return Math.max(Math.ceil(((now - peer.bornAt) / FADE_IN) * 4), 1) / 4;
}

export function isNear(emphasis: Emphasis | null, peer: DrawnPeer): boolean {
  return emphasis === null || emphasis.near.has(peer);
}

export function isNearLink(emphasis: Emphasis | null, link: DrawnLink): boolean {
  return (
    emphasis === null ||
    emphasis.link === link ||
    (!emphasis.quietLinks && (emphasis.selected.has(link.a) || emphasis.selected.has(link.b)))
  );
}
