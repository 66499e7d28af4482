/** The one place where the fold writes through the read-only face that everybody else sees. */
export function writable<K, V>(map: ReadonlyMap<K, V>): Map<K, V> {
  return map as Map<K, V>;
}
