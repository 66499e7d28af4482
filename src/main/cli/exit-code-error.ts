/** A command did its work, and its finding is told by the exit code; everything has been said already. */
export class ExitCodeError extends Error {
  override readonly name = 'EndedWith';
  readonly code = 'ended-with';
  readonly exitCode: number;

  constructor(exitCode: number) {
    super(`ended with ${exitCode}`);
    this.exitCode = exitCode;
  }
}
