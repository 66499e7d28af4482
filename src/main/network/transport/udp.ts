import { createSocket, type Socket } from 'node:dgram';
import { type LookupOneOptions, lookup } from 'node:dns';
import { isIP, isIPv6 } from 'node:net';
import type { Problem } from '../../../shared/problem';
import type { Address } from '../../../shared/protocol/address';
import { readDatagram } from '../../../shared/protocol/frame';
import { DroppedDatagrams } from './dropped-datagrams';
import { socketProblem } from './socket-problem';
import { SourceLimits } from './source-limits';
import type { Receiver } from './transport';

/** Every datagram is looked up before it goes; what is an address already need not wait for a resolver. */
const lookUpNames: typeof lookup = ((
  host: string,
  options: LookupOneOptions,
  done: (error: NodeJS.ErrnoException | null, address: string, family: number) => void,
) => {
  const family = isIP(host);
  if (family === 0) lookup(host, options, done);
  else done(null, host, family);
}) as typeof lookup;

/**
 * Listens for datagrams; each is one frame.
 *
 * @param isOwnAddress whose datagrams are not limited
 * @param aSecond datagrams that one other IP address may send in a second; read for each
 * @returns the bound socket; throws the socket's error
 */
export function listenUdp(
  at: Address,
  receiver: Receiver,
  isOwnAddress: (ip: string) => boolean,
  aSecond: () => number,
): Promise<Socket> {
  const socket = createSocket({ type: isIPv6(at.ip) ? 'udp6' : 'udp4', lookup: lookUpNames });
  const sources = new SourceLimits(aSecond, isOwnAddress);
  const dropped = new DroppedDatagrams((from, count) => receiver.cut(from, 'too-many-datagrams', count));
  socket.once('close', () => dropped.stop());
  socket.on('message', (octets, remote) => {
    const from: Address = { ip: remote.address, port: remote.port };
    if (!sources.admits(from.ip, performance.now())) return dropped.note(from);
    receiver.arrived({
      result: readDatagram(octets),
      from,
      transport: 'udp',
      reply: (text) => {
        let sent = true;
        // What is wrong with a socket or an address is known within the call; all else comes later, if at all.
        sendUdp(socket, from, text, (problem) => {
          sent = problem === null;
        });
        return sent;
      },
      hangUp: () => undefined,
    });
  });
  return new Promise((resolve, reject) => {
    const refuse = (error: Error) => {
      socket.close();
      reject(error);
    };
    socket.once('error', refuse);
    socket.bind({ address: at.ip, port: at.port, exclusive: true }, () => {
      socket.off('error', refuse);
      // Later errors are about single datagrams (port unreachable); whoever waits for an answer has a time-out.
      socket.on('error', () => undefined);
      resolve(socket);
    });
  });
}

/** Sends one datagram. @param done called with null once it was sent, or with why it was not */
export function sendUdp(
  socket: Socket,
  to: Address,
  text: string,
  done: (problem: Problem | null) => void = () => undefined,
): void {
  try {
    socket.send(text, to.port, to.ip, (error) => done(error ? socketProblem(error, to) : null));
  } catch (error) {
    // The socket was closed meanwhile, or no datagram can go to such a port.
    done(socketProblem(error, to));
  }
}
