/**
 * A picture as plain data. The command line writes it as text, and the window hands it to React, so that both draw
 * the very same. Attribute names are React's (`textAnchor`); the writer turns them into SVG's (`text-anchor`).
 */
export interface SvgNode {
  readonly tag: 'svg' | 'g' | 'path' | 'line' | 'rect' | 'circle' | 'text' | 'title';
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly children: readonly (SvgNode | string)[];
}

export function svg(
  tag: SvgNode['tag'],
  attributes: SvgNode['attributes'],
  ...children: SvgNode['children']
): SvgNode {
  return { tag, attributes, children };
}

/** @returns the picture as an SVG document that stands alone */
export function svgDocument(root: SvgNode): string {
  const xmlns = 'http://www.w3.org/2000/svg';
  return `${markup({ ...root, attributes: { xmlns, ...root.attributes } })}\n`;
}

function markup(node: SvgNode | string): string {
  if (typeof node === 'string') return escaped(node);
  const attributes = Object.entries(node.attributes)
    .map(([name, value]) => ` ${svgName(name)}="${escaped(String(value))}"`)
    .join('');
  const inside = node.children.map(markup).join('');
  return inside === '' ? `<${node.tag}${attributes}/>` : `<${node.tag}${attributes}>${inside}</${node.tag}>`;
}

/** The only attributes of ours that SVG itself writes in camel case, or that have no second word. */
const AS_THEY_ARE: ReadonlySet<string> = new Set(['viewBox']);

function svgName(name: string): string {
  return AS_THEY_ARE.has(name) ? name : name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

// Control characters have no place in XML 1.0, not even escaped; names from the network may hold any.
const unprintable = /[\p{Cc}\p{Cs}\ufffe\uffff]/gu;

function escaped(text: string): string {
  return text
    .replaceAll(unprintable, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
