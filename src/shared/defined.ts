/** @returns the object without the keys whose value is undefined; for what a schema reads as optional */
export function defined<T extends object>(loose: { [K in keyof T]?: T[K] | undefined }): Partial<T> {
  return Object.fromEntries(Object.entries(loose).filter(([, value]) => value !== undefined)) as Partial<T>;
}
