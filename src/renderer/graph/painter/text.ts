/** Characters that would turn a line around, break it, or draw nothing: a name from the network may hold any. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this replaces
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

/** @returns text fit for one line of the canvas, cut to so many characters */
export function printable(text: string, most: number): string {
  const characters = [...text.slice(0, most * 4).replace(UNPRINTABLE, '\ufffd')];
  return characters.length > most ? `${characters.slice(0, most - 1).join('')}…` : characters.join('');
}
