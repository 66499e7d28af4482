/** @returns descriptors that the process may hold at once; infinite where the system tells no limit, as Windows does */
export function openFilesLimit(): number {
  limit ??= readLimit();
  return limit ?? Number.POSITIVE_INFINITY;
}

/** Read once: the limit does not change while a process runs, and the report that tells it takes milliseconds. */
let limit: number | undefined;

/** @returns undefined where the report cannot be made now, as in a process that has no descriptor left */
function readLimit(): number | undefined {
  try {
    return softLimit(process.report?.getReport()) ?? Number.POSITIVE_INFINITY;
  } catch {
    return undefined;
  }
}

function softLimit(report: unknown): number | null {
  if (typeof report !== 'object' || report === null || !('userLimits' in report)) return null;
  const limits = report.userLimits as { open_files?: { soft?: number | string } } | undefined;
  const soft = limits?.open_files?.soft;
  return typeof soft === 'number' ? soft : null;
}
