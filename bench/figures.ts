/** @returns the value below which the given share (0 to 1) of the values lies: the nearest rank, so always one of them */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  const rank = Math.max(0, Math.ceil(share * sorted.length) - 1);
  return sorted[rank] ?? Number.NaN;
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** One measured figure beside what bare sockets (or a bare page) do in the same run. */
export interface Row {
  readonly what: string;
  readonly measured: number;
  readonly baseline?: number;
  readonly unit: string;
  /** What is aimed at, in words, and whether it was reached. */
  readonly aim?: { readonly words: string; readonly reached: boolean };
}

export function print(rows: readonly Row[]): void {
  const width = Math.max(...rows.map((row) => row.what.length));
  for (const { what, measured, baseline, unit, aim } of rows) {
    const beside =
      baseline === undefined
        ? ''
        : `  baseline ${round(baseline)} ${unit}  ratio ${(measured / baseline).toFixed(2)}`;
    const judged = aim ? `  [aim ${aim.words}: ${aim.reached ? 'reached' : 'MISSED'}]` : '';
    console.log(`${what.padEnd(width)}  ${round(measured).padStart(9)} ${unit}${beside}${judged}`);
  }
}

function round(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(1);
}
