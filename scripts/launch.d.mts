/** Types of `launch.mjs` for its test. */
export function launch(
  program: string,
  args: readonly string[],
  windowWithin?: number,
): Promise<{ noWindow: string } | { code: number }>;
