import type { Output, problemSchema } from './contract/parts';

/**
 * What went wrong, as data: a code for programs, a sentence for people that says what happened, to whom and
 * what to do, and, where one helps, the port to use instead (the window makes a button of it).
 */
export type Problem = Output<typeof problemSchema>;
export type ProblemCode = Problem['code'];

/** The outcome of anything that may fail for reasons outside: never thrown, always said. */
export type Result<T = void> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: Problem };

export function ok(): Result;
export function ok<T>(value: T): Result<T>;
export function ok<T>(value?: T): Result<T | undefined> {
  return { ok: true, value };
}

export function failed(
  code: ProblemCode,
  sentence: string,
  freePort?: number,
): { ok: false; error: Problem } {
  return { ok: false, error: freePort === undefined ? { code, sentence } : { code, sentence, freePort } };
}

/** Marks what cannot happen; the compiler proves it, and a wrong cast still fails loudly. */
export function assertNever(value: never): never {
  throw new Error(`cannot happen: ${JSON.stringify(value)}`);
}
