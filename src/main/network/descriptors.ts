/** A peer listens on one TCP and one UDP socket. */
const PER_PEER = 2;

/**
 * @param spare descriptors that the settings keep back for the window, the API and files; adding peers leaves twice as
 * many, so that a full lab can still be connected to
 * @returns how many peers the process may host under its limit of open files; unlimited where the system tells
 * none (Windows has no such limit)
 */
export function peersWithinDescriptors(spare: number): number {
  return Math.max(0, Math.floor((openFilesLimit() - 2 * spare) / PER_PEER));
}

/** @returns descriptors that the process may hold at once; infinite where the system tells no limit */
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
