import { failed, ok } from '../../../shared/problem';
import { type Address, type AddressKey, keyOf } from '../../../shared/protocol/address';
import { readDatagram } from '../../../shared/protocol/frame/frame-decoder';
import type { FrameResult } from '../../../shared/protocol/frame/read-frame';
import { sockets } from '../../transport/sockets/sockets';
import type { FrameConnectionHandler, FrameHandler, TransportLayer } from './frame-transport';

/** First port given out where any will do. */
const FIRST_FREE_PORT = 40_000;

/**
 * A network in memory, for tests in which time matters: it delivers on microtasks, so that fake timers see only
 * the protocol's own time-outs. `lose` decides for each frame whether it vanishes.
 */
export function memoryTransport(lose: (to: Address) => boolean = () => false): TransportLayer {
  const stations = new Map<AddressKey, { identity: Address; receiver: FrameHandler }>();
  let nextFree = FIRST_FREE_PORT;
  const read = (text: string): FrameResult => readDatagram(new TextEncoder().encode(text));

  return {
    ...sockets,
    open: async (at, receiver, identity = (bound) => bound) => {
      const bound: Address = at.port === 0 ? { ip: at.ip, port: nextFree++ } : at;
      const key = keyOf(bound);
      if (stations.has(key)) return failed('port-in-use', `Port ${bound.port} is in use. Choose another.`);
      const self = identity(bound);
      stations.set(key, { identity: self, receiver });
      return ok({
        bound,
        send: (to: Address, text: string, done?: (problem: null) => void) => {
          done?.(null);
          if (lose(to)) return;
          queueMicrotask(() => {
            const sender = bound;
            stations.get(keyOf(to))?.receiver.onFrame({
              result: read(text),
              from: sender,
              transport: 'udp',
              reply: (answer) => {
                queueMicrotask(() => {
                  if (lose(sender)) return;
                  receiver.onFrame({
                    result: read(answer),
                    from: to,
                    transport: 'udp',
                    reply: () => false,
                    close: () => undefined,
                  });
                });
                return true;
              },
              close: () => undefined,
            });
          });
        },
        dial: (to: Address, text: string, listener: FrameConnectionHandler) => {
          let open = true;
          const close = (refused: boolean) => {
            if (!open) return;
            open = false;
            queueMicrotask(() =>
              listener.closed(refused ? failed('no-answer', `Nobody listens at ${keyOf(to)}.`).error : null),
            );
          };
          listener.begun?.();
          queueMicrotask(() => {
            const other = stations.get(keyOf(to));
            if (!other) return close(true);
            if (text !== '') listener.written?.();
            if (lose(to)) return;
            listener.connected?.();
            if (text === '') return;
            other.receiver.onFrame({
              result: read(text),
              from: self,
              transport: 'tcp',
              reply: (answer) => {
                queueMicrotask(() => open && listener.received(read(answer)));
                return open;
              },
              close: () => close(false),
            });
          });
          return { end: () => undefined, close: () => close(false) };
        },
        connect: sockets.connect,
        close: async () => {
          stations.delete(key);
        },
      });
    },
  };
}
