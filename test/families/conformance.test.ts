import { describe, expect, test } from 'vitest';
import type { Overlay } from '../../src/main/network/overlay/overlay';
import type { Observer } from '../../src/shared/network/events';
import { addPeer, bootstrapPort, portOf, startLab } from '../support/lab';
import { RawTcp, RawUdp } from '../support/raw-sockets';
import { until } from '../support/until';
import { CONVERSATIONS, type Exchange } from './conversations';

const CASES = CONVERSATIONS.map(
  (one) => [`family ${one.family} by ${one.by} to our ${one.to}: ${one.title}`, one] as const,
);

describe('byte by byte', () => {
  test.each(CASES)('%s', async (_name, { by, to, exchanges }) => {
    const lab = await startLab({ timeToLive: 1 });
    const peer = to === 'peer' ? await addPeer(lab) : null;
    const observer: Observer = peer ?? 'bootstrap';
    const port = peer ? portOf(peer) : bootstrapPort(lab);
    const before = lab.log.state.seq;
    const udp = await RawUdp.open();
    for (const [index, exchange] of exchanges.entries()) {
      const due = exchange.hear.replace('#####', String(port));
      if (by === 'udp') await expectByUdp(udp, port, exchange, due);
      else await expectByTcp(port, exchange, due);
      await until(lab.log, () => heardSince(lab, before, observer).length > index);
    }
    // Whatever was not due would have come before the answer to this.
    if (by === 'udp') expect(await udp.ask(port, '0009 PING')).toBe('0009 PONG');
    const notes = heardSince(lab, before, observer).slice(0, exchanges.length);
    expect(notes).toEqual(exchanges.map(({ notes: expected = [] }) => expected));
  });
});

/** What was made of each message that this actor heard, in order. */
function heardSince({ log }: Overlay, seq: number, observer: Observer): string[][] {
  return log.since(seq).events.flatMap((event) => {
    if (event.type === 'frame:rejected' && event.observer === observer) return [[]];
    if (event.type !== 'message:received' || event.observer !== observer) return [];
    return [event.deviations.map(({ name }) => name)];
  });
}

/** One question on one connection, as these programs do; what comes is read to the end that the question makes. */
async function expectByTcp(port: number, { say }: Exchange, due: string): Promise<void> {
  const connection = await RawTcp.connect(port);
  for (const piece of [say].flat()) connection.send(piece);
  // The answer does not wait for the end of the question.
  expect(await connection.read(due.length)).toBe(due);
  connection.end();
  expect(await connection.readToEnd()).toBe('');
}

async function expectByUdp(udp: RawUdp, port: number, { say }: Exchange, due: string): Promise<void> {
  udp.send(port, [say].flat().join(''));
  if (due === '') return;
  expect(await udp.read()).toBe(due);
  expect(udp.lastFrom).toBe(port);
}
