import type { Lab } from './lab';

/** Gives the part of a lab's state that one panel keeps; the same for the same lab. */
export type Part<T> = (lab: Lab) => T;

/** Declares state that each lab has of its own, next to the code that uses it. It is made when it is first asked for. */
export function labPart<T>(create: (lab: Lab) => T): Part<T> {
  const parts = new WeakMap<Lab, { readonly value: T }>();
  return (lab) => {
    const made = parts.get(lab);
    if (made !== undefined) return made.value;
    const value = create(lab);
    parts.set(lab, { value });
    return value;
  };
}
