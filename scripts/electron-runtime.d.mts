/** Types of `electron-runtime.mjs` for its test. */
export function fetchRuntime(folder?: string): Promise<{ program: string } | { why: string }>;
