import { printable as visible } from '../../../shared/text/printable';

/** @returns text fit for one line of the canvas, cut to so many characters */
export function printable(text: string, most: number): string {
  const characters = [...visible(text.slice(0, most * 4))];
  return characters.length > most ? `${characters.slice(0, most - 1).join('')}…` : characters.join('');
}
