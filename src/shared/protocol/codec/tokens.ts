import { SPACE } from '../frame/bytes';

/** A file name as it was written: in quotes, or bare up to the next space. */
export interface NameToken {
  readonly text: string;
  readonly quoted: boolean;
}

/**
 * Walks over the tokens of a body. More than one space between two tokens, or any after the last, is
 * passed over and remembered.
 */
export class Tokens {
  readonly #text: string;
  #at = 0;
  #extraBlanks = false;

  constructor(text: string) {
    this.#text = text;
    this.#skipBlanks(0);
  }

  /** Whether there were spaces where none belong, among the tokens taken so far. */
  get extraBlanks(): boolean {
    return this.#extraBlanks;
  }

  get done(): boolean {
    return this.#at >= this.#text.length;
  }

  /** What is not taken yet. */
  get rest(): string {
    return this.#text.slice(this.#at);
  }

  /** Takes the next token, up to a space. */
  next(): string | undefined {
    if (this.done) return undefined;
    const space = this.#text.indexOf(' ', this.#at);
    const end = space < 0 ? this.#text.length : space;
    const token = this.#text.slice(this.#at, end);
    this.#at = end;
    this.#skipBlanks(1);
    return token;
  }

  /** Takes every token that is left. */
  remaining(): string[] {
    const tokens: string[] = [];
    for (let token = this.next(); token !== undefined; token = this.next()) tokens.push(token);
    return tokens;
  }

  /**
   * Takes the next file name: all between two quotes, spaces included, or a bare token. A comma behind a
   * closing quote is taken along, and told of by `comma`.
   *
   * @returns undefined where the closing quote is missing, or nothing is left.
   */
  nextName(): (NameToken & { readonly comma: boolean }) | undefined {
    if (this.#text[this.#at] !== '"') {
      const text = this.next();
      return text === undefined ? undefined : { text, quoted: false, comma: false };
    }
    const close = this.#text.indexOf('"', this.#at + 1);
    if (close < 0) return undefined;
    const text = this.#text.slice(this.#at + 1, close);
    const comma = this.#text[close + 1] === ',';
    this.#at = close + (comma ? 2 : 1);
    this.#skipBlanks(1);
    return { text, quoted: true, comma };
  }

  /** @param due how many spaces belong here. */
  #skipBlanks(due: number): void {
    const from = this.#at;
    while (this.#text.charCodeAt(this.#at) === SPACE) this.#at++;
    const skipped = this.#at - from;
    if (skipped > due || (skipped > 0 && this.done)) this.#extraBlanks = true;
  }
}
