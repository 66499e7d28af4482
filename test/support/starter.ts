import { spawnSync } from 'node:child_process';
import type { PeerId } from '../../src/shared/network/events';
import { launch, type Running } from './running';

/** A starter peer that has joined. */
export interface RunningStarter extends Running {
  readonly id: PeerId;
}

/** Whether Python is on this machine. */
export const PYTHON = hasTool('python3', '--version');

export function hasTool(tool: string, ...args: string[]): boolean {
  return spawnSync(tool, args).status === 0;
}

/**
 * Runs a starter peer, and waits until it is registered.
 *
 * @param port 0 takes any free one
 * @param options `--udp` and the like
 */
export async function startStarter(
  [program, ...args]: readonly [string, ...string[]],
  name: string,
  bootstrap: string,
  port = 0,
  options: readonly string[] = [],
): Promise<RunningStarter> {
  const running = launch([program, ...args, name, String(port), bootstrap, ...options]);
  const [id] = await running.waitForLine(new RegExp(`^${name} listens on (127\\.0\\.0\\.1:\\d+)$`));
  await running.waitForLine(/^Node registered/);
  return { ...running, id: id as PeerId };
}
