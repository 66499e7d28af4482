import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { DARK_CHART, LIGHT_CHART } from '../../shared/charts/theme';

const CSS = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');
const THEMES = ['light', 'dark'] as const;
const GROUNDS = ['canvas', 'surface', 'surface-raised', 'surface-sunken', 'hover'];

/** The colours of a theme by the names of their tokens. */
function coloursOf(theme: (typeof THEMES)[number]): Map<string, string> {
  const block = new RegExp(`data-theme="${theme}"\\] \\{([^}]*)\\}`).exec(CSS)?.[1] ?? '';
  return new Map(
    Array.from(block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g), ([, name = '', hex = '']) => [name, hex]),
  );
}

/** WCAG 2.2, relative luminance of an sRGB colour: 0 for black, 1 for white. */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** WCAG 2.2, contrast ratio of two colours: 1 to 21. */
function contrast(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

test('black on white has the contrast that WCAG defines', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21);
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
});

describe.each(THEMES)('in the %s theme', (theme) => {
  const colours = coloursOf(theme);
  const names = (prefix: string) => [...colours.keys()].filter((name) => name.startsWith(prefix));

  /** @returns the pairs whose contrast is less, with their contrast */
  function below(ratio: number, pairs: readonly (readonly [front: string, ground: string])[]): string[] {
    expect(pairs.length).toBeGreaterThan(0);
    return pairs.flatMap(([front, ground]) => {
      const [one, other] = [colours.get(front), colours.get(ground)];
      if (!one || !other) return [`${front} or ${ground} is no colour`];
      const found = contrast(one, other);
      return found < ratio ? [`${front} on ${ground}: ${found.toFixed(2)}`] : [];
    });
  }

  test('text has a contrast of at least 4.5 : 1 on everything that it stands on', () => {
    const words = [
      'text',
      'text-muted',
      'accent',
      'accent-hover',
      'danger',
      'danger-hover',
      'warning',
      'good',
    ];
    expect(
      below(4.5, [
        ...words.flatMap((word) => GROUNDS.map((ground) => [word, ground] as const)),
        ...['label', 'link-one-sided'].map((word) => [word, 'canvas'] as const),
        ['link-one-sided', 'surface'],
        ...['surface', 'hover', 'accent-soft'].map((ground) => ['alone', ground] as const),
        ['text', 'pressed'],
        ['text', 'accent-soft'],
        ['text-muted', 'accent-soft'],
        ['accent', 'accent-soft'],
        ['danger', 'danger-soft'],
        ['warning', 'warning-soft'],
        ['on-accent', 'accent'],
        ['on-accent', 'accent-hover'],
        ['on-danger', 'danger'],
        ['on-danger', 'danger-hover'],
        ...names('hop-').map((hop) => [`on-${hop}`, hop] as const),
      ]),
    ).toEqual([]);
  });

  test('the colours of charts are those of the window', () => {
    const { surface, text, muted, axis, topics } = theme === 'dark' ? DARK_CHART : LIGHT_CHART;
    const token = (name: string) => colours.get(name);
    expect({ surface, text, muted, axis }).toEqual({
      surface: token('surface'),
      text: token('text'),
      muted: token('text-muted'),
      axis: token('border-strong'),
    });
    for (const [topic, colour] of Object.entries(topics)) expect(colour).toBe(token(`verb-${topic}`));
  });

  test('lines and marks have a contrast of at least 3 : 1 on the canvas and in the panels', () => {
    // Discs of hops are not among them: they have a rim of `anatomy-tree`.
    const marks = ['phase-', 'verb-', 'anatomy-', 'link', 'alone', 'halo', 'bootstrap'].flatMap(names);
    expect(
      below(3, [
        ...marks.flatMap((mark) => ['canvas', 'surface'].map((ground) => [mark, ground] as const)),
        ...GROUNDS.map((ground) => ['border-strong', ground] as const),
      ]),
    ).toEqual([]);
  });
});
