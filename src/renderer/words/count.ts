const grouped = new Intl.NumberFormat('en-US');

/** @returns the number with grouped digits: 12,345 */
export function figure(value: number): string {
  return grouped.format(value);
}

/** @returns "1 peer", "2 peers", "1,000 peers" */
export function count(value: number, one: string, many: string = `${one}s`): string {
  return `${figure(value)} ${value === 1 ? one : many}`;
}

/** @returns "a", "a and b", "a, b and c" */
export function listed(parts: readonly string[]): string {
  const last = parts.at(-1);
  if (last === undefined) return '';
  return parts.length === 1 ? last : `${parts.slice(0, -1).join(', ')} and ${last}`;
}

const KILO = 1024;

/** @returns a size in bytes as people read it: "512 B", "1.5 KB", "20 MB" */
export function size(bytes: number): string {
  if (bytes < KILO) return `${bytes} B`;
  const units = ['KB', 'MB', 'GB'];
  let value = bytes / KILO;
  let at = 0;
  while (value >= KILO && at < units.length - 1) {
    value /= KILO;
    at += 1;
  }
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${units[at]}`;
}
