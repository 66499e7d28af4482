/** Descriptors kept back for connections, files and the window, so that a full lab still answers. */
const RESERVE = 256;
/** A peer listens on one TCP and one UDP socket. */
const PER_PEER = 2;

/**
 * @returns how many peers the process may host under its limit of open files; unlimited where the system tells
 * none (Windows has no such limit)
 */
export function peersWithinDescriptors(): number {
  most ??= readLimit();
  return most;
}

/** Read once: the limit does not change while a process runs, and the report that tells it takes milliseconds. */
let most: number | undefined;

function readLimit(): number {
  const report: unknown = process.report?.getReport();
  const limit = softLimit(report);
  return limit === null ? Number.POSITIVE_INFINITY : Math.max(0, Math.floor((limit - RESERVE) / PER_PEER));
}

function softLimit(report: unknown): number | null {
  if (typeof report !== 'object' || report === null || !('userLimits' in report)) return null;
  const limits = report.userLimits as { open_files?: { soft?: number | string } } | undefined;
  const soft = limits?.open_files?.soft;
  return typeof soft === 'number' ? soft : null;
}
