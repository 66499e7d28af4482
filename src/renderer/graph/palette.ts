import { LIGHT_CHART } from '../../shared/charts/theme';
import type { Phase } from '../../shared/network/events';
import type { Topic } from '../../shared/protocol/verbs';

/** Every colour and font that the canvas paints with, read from the page's tokens (styles/tokens.css). */
export interface Palette {
  readonly canvas: string;
  readonly surface: string;
  readonly border: string;
  readonly text: string;
  readonly muted: string;
  readonly accent: string;
  readonly link: string;
  readonly oneSided: string;
  readonly alone: string;
  readonly label: string;
  readonly halo: string;
  readonly bootstrap: string;
  readonly danger: string;
  readonly phases: Readonly<Record<Phase, string>>;
  readonly verbs: Readonly<Record<VerbGroup, string>>;
  readonly anatomy: AnatomyPalette;
  readonly font: string;
}

/** Colours of a search's anatomy: one for each number of hops, the last for all beyond, and what is written on it. */
interface AnatomyPalette {
  readonly hops: readonly string[];
  readonly onHops: readonly string[];
  readonly tree: string;
  readonly wasted: string;
  readonly found: string;
  readonly missed: string;
}

/** What a pulse is about: the topic of a message, or bytes of a file. */
export type VerbGroup = Topic | 'file';

const PHASE_COLOURS: Readonly<Record<Phase, string>> = {
  listening: '#8a8f98',
  registering: '#1f93d4',
  registered: '#0072b2',
  joining: '#1f93d4',
  joined: '#009e73',
  leaving: '#ba8100',
  left: '#868d9a',
  suspended: '#c66fa0',
  crashed: '#d55e00',
};

const VERB_COLOURS: Readonly<Record<VerbGroup, string>> = { ...LIGHT_CHART.topics, file: '#7a5cc0' };

const HOP_COLOURS: readonly (readonly [fill: string, text: string])[] = [
  ['#0b3d78', '#ffffff'],
  ['#1f69b3', '#ffffff'],
  ['#4fa0dc', '#0d1420'],
  ['#8cc6ef', '#0d1420'],
  ['#c3e1f7', '#0d1420'],
];

/** Reads the tokens in force at an element; one that is missing has a colour that suits both themes. */
export function readPalette(element: Element): Palette {
  const style = getComputedStyle(element);
  const token = (name: string, otherwise: string) => style.getPropertyValue(`--${name}`).trim() || otherwise;
  const tokens = <K extends string>(prefix: string, colours: Readonly<Record<K, string>>) =>
    Object.fromEntries(
      Object.entries<string>(colours).map(([key, colour]) => [key, token(`${prefix}-${key}`, colour)]),
    ) as Record<K, string>;
  return {
    canvas: token('canvas', '#ffffff'),
    surface: token('surface-raised', '#ffffff'),
    border: token('border', '#c9ced6'),
    text: token('text', '#1a1e26'),
    muted: token('text-muted', '#586070'),
    accent: token('accent', '#1a5fc4'),
    link: token('link', '#868fa0'),
    oneSided: token('link-one-sided', '#b15a27'),
    alone: token('alone', '#a04d1c'),
    label: token('label', '#333a46'),
    halo: token('halo', '#1a5fc4'),
    bootstrap: token('bootstrap', '#1a1e26'),
    danger: token('danger', '#b3321b'),
    phases: tokens('phase', PHASE_COLOURS),
    verbs: tokens('verb', VERB_COLOURS),
    anatomy: {
      hops: HOP_COLOURS.map(([fill], hops) => token(`hop-${hops}`, fill)),
      onHops: HOP_COLOURS.map(([, text], hops) => token(`on-hop-${hops}`, text)),
      tree: token('anatomy-tree', '#2b6cb8'),
      wasted: token('anatomy-wasted', '#d55e00'),
      found: token('anatomy-found', '#00714f'),
      missed: token('anatomy-missed', '#b0186e'),
    },
    font: token('font-ui', 'system-ui, sans-serif'),
  };
}

/** Calls back when the page's theme may have changed. @returns a function that ends it */
export function watchTheme(onChange: () => void): () => void {
  const observer = new MutationObserver(onChange);
  observer.observe(document.documentElement, { attributeFilter: ['data-theme', 'class', 'style'] });
  const dark = matchMedia('(prefers-color-scheme: dark)');
  dark.addEventListener('change', onChange);
  return () => {
    observer.disconnect();
    dark.removeEventListener('change', onChange);
  };
}
