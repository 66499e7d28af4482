/**
 * Calls back when the program that started this one asks it to end, over Node's channel between the two: it sends
 * `{"syncpulse": "quit"}`. Windows has no signal that a program could answer in order, by letting its peers leave.
 * Without a channel it does nothing.
 */
export function onQuitRequest(quit: () => void): void {
  process.on('message', (message: unknown) => {
    if (isQuitRequest(message)) quit();
  });
  // To listen is no reason to keep running: a program that could not start ends by itself.
  process.channel?.unref();
}

function isQuitRequest(message: unknown): boolean {
  return (
    typeof message === 'object' && message !== null && 'syncpulse' in message && message.syncpulse === 'quit'
  );
}
