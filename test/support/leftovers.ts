/** Kinds of what keeps a process busy that a test's own runner may start and end at any time. */
const NOT_OURS = new Set([
  'MessagePort',
  'PipeWrap',
  'TTYWrap',
  'FSReqCallback',
  'FSReqPromise',
  'Immediate',
  'CloseReq',
]);

/** @returns how many sockets, timers, look-ups … of each kind the process holds now */
export function heldResources(): Record<string, number> {
  const held: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo()) {
    if (!NOT_OURS.has(kind)) held[kind] = (held[kind] ?? 0) + 1;
  }
  return held;
}

/**
 * Waits until the process holds no more than before; sockets that were destroyed are given up one turn of the event
 * loop later.
 *
 * @returns what is left beyond that; nothing, if all is well
 */
export async function leftOver(before: Record<string, number>): Promise<Record<string, number>> {
  let more: Record<string, number> = {};
  for (let turn = 0; turn < 200; turn += 1) {
    const now = heldResources();
    more = Object.fromEntries(
      Object.entries(now).flatMap(([kind, count]) =>
        count > (before[kind] ?? 0) ? [[kind, count - (before[kind] ?? 0)]] : [],
      ),
    );
    if (Object.keys(more).length === 0) return more;
    await new Promise((resolve) => setImmediate(resolve));
  }
  return more;
}
