import { ORPCError, os, ValidationError } from '@orpc/server';
import type { Problem, ProblemCode, Result } from '../../../shared/problem';

type ErrorCode = 'BAD_REQUEST' | 'NOT_FOUND' | 'CONFLICT' | 'GONE' | 'SERVICE_UNAVAILABLE';

/** The error code of each problem in the contract; HTTP maps these to 400, 404, 409, 410 and 503. */
const ERROR_CODE: Readonly<Record<ProblemCode, ErrorCode>> = {
  'bad-input': 'BAD_REQUEST',
  'not-found': 'NOT_FOUND',
  cancelled: 'CONFLICT',
  'no-longer-kept': 'GONE',
  'disk-full': 'SERVICE_UNAVAILABLE',
  'too-large': 'BAD_REQUEST',
  'wrong-content': 'CONFLICT',
  'not-possible-now': 'CONFLICT',
  'port-in-use': 'CONFLICT',
  'port-not-usable': 'CONFLICT',
  refused: 'CONFLICT',
  'address-taken': 'CONFLICT',
  'bootstrap-silent': 'SERVICE_UNAVAILABLE',
  'bootstrap-stopped': 'SERVICE_UNAVAILABLE',
  'connection-closed': 'SERVICE_UNAVAILABLE',
  'no-answer': 'SERVICE_UNAVAILABLE',
  'out-of-descriptors': 'SERVICE_UNAVAILABLE',
  'unreadable-answer': 'SERVICE_UNAVAILABLE',
};

function errorOf(problem: Problem): ORPCError<ErrorCode, Problem> {
  const code = ERROR_CODE[problem.code];
  // The library defines the status of the other codes.
  const status = code === 'GONE' ? { status: 410 } : {};
  return new ORPCError(code, { ...status, message: problem.sentence, data: problem });
}

/** @throws ORPCError that carries the problem, when there is no value */
export function valueOrThrow<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw errorOf(result.error);
}

/**
 * Converts an input that the contract refuses to a problem with a sentence that names the field. Writes an unexpected
 * error to the console; the caller receives only an internal error.
 */
export const toProblemErrors = os.middleware(async ({ next, path }) => {
  try {
    return await next();
  } catch (error) {
    if (error instanceof ORPCError) {
      if (error.code === 'BAD_REQUEST' && error.cause instanceof ValidationError)
        throw errorOf({ code: 'bad-input', sentence: sentenceOf(error.cause) });
    } else console.error(`${path.join('.')} failed:`, error);
    throw error;
  }
});

/** @returns such as `count: Too big: expected number to be <=10000`; several are joined in one line */
function sentenceOf({ issues }: ValidationError): string {
  return issues
    .map(({ message, path = [] }) => {
      const field = path.map((part) => String(typeof part === 'object' ? part.key : part)).join('.');
      return field === '' ? message : `${field}: ${message}`;
    })
    .join('; ');
}
