import { type } from '@orpc/contract';
import type { z } from 'zod';

const descriptions = new WeakMap<object, z.ZodType>();

/**
 * Declares what we answer with. It is our own value, so nothing is checked at run time (a snapshot of five thousand
 * peers would pay for that at every call); the schema only describes it, for OpenAPI. The compiler and a test keep
 * the two together.
 */
export function described<T>(schema: z.ZodType<T>) {
  const unchecked = type<T, T>((value) => value);
  descriptions.set(unchecked, schema);
  return unchecked;
}

/** @returns the schema given to {@link described} */
export function descriptionOf(schema: object): z.ZodType | undefined {
  return descriptions.get(schema);
}
