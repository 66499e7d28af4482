/** A command completed, and the exit code carries its result; all output is already printed. */
export class ExitCodeError extends Error {
  override readonly name = 'EndedWith';
  readonly code = 'ended-with';
  readonly exitCode: number;

  constructor(exitCode: number) {
    super(`ended with ${exitCode}`);
    this.exitCode = exitCode;
  }
}
