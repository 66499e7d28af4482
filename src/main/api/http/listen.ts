import type { Server } from 'node:net';
import { failed, ok, type Result } from '../../../shared/problem';
import { nextFreePort } from '../../transport/sockets/ports';

/**
 * Binds the HTTP server.
 *
 * @param port 0 means any free port
 * @param purpose what needs the port, for the text of a problem
 * @returns the port; else `port-in-use` with the next free one, or `port-not-usable`
 */
export async function listen(
  server: Server,
  host: string,
  port: number,
  purpose = 'The page and the API',
): Promise<Result<number>> {
  const error = await tryToListen(server, host, port);
  if (error === undefined) return ok(portOf(server));
  const request = `${purpose} asked for port ${port} on ${host}`;
  switch (error.code) {
    case 'EADDRINUSE':
      return failed(
        'port-in-use',
        `${request}, which is in use. Choose another, or stop the program that has it.`,
        await nextFreePort({ ip: host, port }),
      );
    case 'EACCES':
      return failed('port-not-usable', `${request}, which this user may not open. Choose one from 1024 up.`);
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return failed('port-not-usable', `${request}, but this machine has no such address.`);
    default:
      return failed('port-not-usable', `${request}, which failed: ${error.message}.`);
  }
}

function tryToListen(server: Server, host: string, port: number): Promise<NodeJS.ErrnoException | undefined> {
  return new Promise((resolve) => {
    const settle = (error?: NodeJS.ErrnoException) => {
      server.off('error', settle);
      server.off('listening', onListening);
      resolve(error);
    };
    const onListening = () => settle();
    server.once('error', settle);
    server.once('listening', onListening);
    server.listen({ host, port });
  });
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
