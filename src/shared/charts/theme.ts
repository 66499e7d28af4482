import type { Verb } from '../protocol/message';
import { type Topic, topicOf } from '../protocol/verbs';

/** The colours of a picture, as plain values: a file has no style sheet to look them up in. */
export interface ChartTheme {
  readonly surface: string;
  readonly text: string;
  readonly muted: string;
  readonly grid: string;
  readonly axis: string;
  /** One for each curve, told apart by colour-blind people too; each curve also has a dash of its own. */
  readonly curves: readonly string[];
  readonly topics: Readonly<Record<Topic, string>>;
}

/** The values are those of `renderer/styles/tokens.css`; curves are Okabe and Ito's (2008). */
export const LIGHT_CHART: ChartTheme = {
  surface: '#ffffff',
  text: '#1a1e26',
  muted: '#586070',
  grid: '#e6e9ed',
  axis: '#808895',
  curves: ['#0072b2', '#d55e00', '#009e73', '#8a5a83', '#806000'],
  topics: {
    register: '#0072b2',
    join: '#009e73',
    leave: '#ba8100',
    search: '#c66fa0',
    alive: '#8a8f98',
    error: '#d55e00',
  },
};

export const DARK_CHART: ChartTheme = {
  surface: '#191d23',
  text: '#e7eaee',
  muted: '#a0a9b6',
  grid: '#2b313a',
  axis: '#737d8c',
  curves: ['#56b4e9', '#e8904a', '#1db488', '#cc79a7', '#f0e442'],
  topics: {
    register: '#3d94d1',
    join: '#1db488',
    leave: '#e69f00',
    search: '#cc79a7',
    alive: '#8a8f98',
    error: '#e8702a',
  },
};

/** Dashes of the curves, in order: solid first. */
export const DASHES: readonly string[] = ['none', '6 3', '2 2', '8 3 2 3', '12 4'];

/** @returns the colour of what the verb is about; a reply is drawn paler than its request */
export function colourOfVerb(theme: ChartTheme, verb: Verb): string {
  return theme.topics[topicOf(verb)];
}
