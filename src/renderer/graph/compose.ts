import type { BootstrapSpot } from './bootstrap';
import type { GraphInput } from './graph-input';
import { isBreathing } from './painter/peers';
import { FADE_IN, type Scene } from './painter/scene';
import type { Palette } from './palette';
import { emphasisOf } from './selection';
import type { Stage } from './stage';
import type { Viewport } from './viewport';

/** Puts together what the still part of the picture is painted from. @param now null when motion is to be spared */
export function compose(
  input: GraphInput,
  { model }: Stage,
  bootstrap: BootstrapSpot,
  view: Viewport,
  palette: Palette,
  now: number | null,
): Scene {
  const { network, selection, selectedLink, bootstrapSelected } = input.state();
  const anatomy = input.anatomy();
  return {
    ...{ model, view, palette, now, anatomy },
    emphasis: emphasisOf(model, selection, selectedLink, anatomy),
    bootstrap: bootstrap.drawn(network.bootstrap, model, bootstrapSelected, showsBootstrapLinks(input)),
    sizeShowsDegree: input.options().sizeShowsDegree,
  };
}

/** The bootstrap server's links are drawn when asked for, or while it is what the user looks at. */
export function showsBootstrapLinks(input: GraphInput): boolean {
  return input.options().bootstrapLinks || input.state().bootstrapSelected;
}

/** Whether the still part of the picture is not still: rings breathe, or newcomers fade in. */
export function isRestless({ model, now }: Scene): boolean {
  if (now === null) return false;
  for (const peer of model.peers.values()) {
    if (now - peer.bornAt < FADE_IN || isBreathing(peer, now)) return true;
  }
  return false;
}
