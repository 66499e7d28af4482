/** A command could not start for an external reason, which is already printed. Ends with exit code 1. */
export class StartError extends Error {
  override readonly name = 'StartError';
  readonly code = 'cannot-start';
}
