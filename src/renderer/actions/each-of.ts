export interface Failure<T> {
  readonly item: T;
  readonly error: unknown;
}

/**
 * Calls `task` for each item, at most `width` at a time. A task that fails does not stop the others.
 *
 * @returns the failures, in the order in which they came
 */
export async function eachOf<T>(
  items: Iterable<T>,
  width: number,
  task: (item: T) => Promise<unknown>,
): Promise<Failure<T>[]> {
  const waiting = items[Symbol.iterator]();
  const failures: Failure<T>[] = [];
  const worker = async () => {
    for (let next = waiting.next(); !next.done; next = waiting.next()) {
      try {
        await task(next.value);
      } catch (error) {
        failures.push({ item: next.value, error });
      }
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
  return failures;
}
