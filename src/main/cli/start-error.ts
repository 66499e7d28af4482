/** A command could not start for a reason outside, which has been said already. Ends with exit code 1. */
export class StartError extends Error {
  override readonly name = 'StartError';
  readonly code = 'cannot-start';
}
