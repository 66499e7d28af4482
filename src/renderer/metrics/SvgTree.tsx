import { createElement, type ReactNode } from 'react';
import type { SvgNode } from '../../shared/charts/svg';

/** Draws a picture that is plain data. Its words are text to React, whatever they hold. */
export function SvgTree({ node: { tag, attributes, children } }: { node: SvgNode }): ReactNode {
  // Given one by one, not as a list: the parts of a picture have no identity but their place in it.
  const parts = children.map((child) =>
    typeof child === 'string' ? child : createElement(SvgTree, { node: child }),
  );
  return createElement(tag, attributes, ...parts);
}
