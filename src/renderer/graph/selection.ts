import type { PeerId } from '../../shared/network/events';
import type { LinkKey } from '../../shared/network/state/state';
import type { ShownAnatomy } from './anatomy/shown-anatomy';
import { type DrawnPeer, otherEnd } from './model/drawn';
import type { GraphModel } from './model/model';
import type { Emphasis } from './painter/scene';

/** @returns what stays strong, or null when nothing on the canvas is selected or shown and so nothing dims */
export function emphasisOf(
  model: GraphModel,
  selection: ReadonlySet<PeerId>,
  selectedLink: LinkKey | null,
  anatomy: ShownAnatomy | null,
): Emphasis | null {
  const link = (selectedLink && model.links.get(selectedLink)) ?? null;
  const selected = new Set<DrawnPeer>();
  for (const id of selection) {
    const peer = model.peers.get(id);
    if (peer) selected.add(peer);
  }
  if (anatomy) return { selected, link, near: drawn(model, anatomy.involved), quietLinks: true };
  if (selected.size === 0 && link === null) return null;
  const near = new Set(selected);
  for (const peer of selected) for (const one of peer.links.values()) near.add(otherEnd(one, peer));
  if (link) near.add(link.a).add(link.b);
  return { selected, link, near, quietLinks: false };
}

function drawn(model: GraphModel, ids: ReadonlySet<PeerId>): Set<DrawnPeer> {
  return new Set(Array.from(ids, (id) => model.peers.get(id)).filter((peer) => peer !== undefined));
}
