import { ORPCError } from '@orpc/client';
import type { Problem } from '../../shared/problem';
import { NotConnectedError, ReadOnlyError } from '../lab/client';

/** @returns why a call failed, whatever was thrown: the contract's problem where there is one */
export function problemOf(error: unknown): Problem {
  if (error instanceof ORPCError) {
    if (isProblem(error.data)) return error.data;
    return error.code === 'BAD_REQUEST'
      ? { code: 'bad-input', sentence: issuesOf(error.data) ?? error.message }
      : { code: 'no-answer', sentence: `The lab failed to do it: ${error.message}` };
  }
  if (error instanceof NotConnectedError) return { code: 'no-answer', sentence: error.message };
  if (error instanceof ReadOnlyError) return { code: 'not-possible-now', sentence: error.message };
  return {
    code: 'no-answer',
    sentence: `The lab did not answer (${error instanceof Error ? error.message : String(error)}).`,
  };
}

function isProblem(data: unknown): data is Problem {
  return typeof data === 'object' && data !== null && 'code' in data && 'sentence' in data;
}

/** Input that the contract refuses comes with a list of issues. */
function issuesOf(data: unknown): string | null {
  if (typeof data !== 'object' || data === null || !('issues' in data) || !Array.isArray(data.issues)) {
    return null;
  }
  const sentences = data.issues.map((issue: unknown) =>
    typeof issue === 'object' && issue !== null && 'message' in issue ? String(issue.message) : '',
  );
  return sentences.filter((sentence) => sentence !== '').join('; ') || null;
}
