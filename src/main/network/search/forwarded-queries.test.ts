import { expect, it } from 'vitest';
import { addPeer, portOf, startLab, stateOfPeer } from '../../../../test/support/lab';
import { RawListener, RawTcp, RawUdp } from '../../../../test/support/raw-sockets';
import { until } from '../../../../test/support/until';
import { type Address, keyOf } from '../../../shared/protocol/address';
import { encodeFrame } from '../../../shared/protocol/frame/encode-frame';
import { ForwardedQueries } from './forwarded-queries';

const SELF: Address = { ip: '127.0.0.1', port: 5_001 };
const ASKER: Address = { ip: '127.0.0.1', port: 6_001 };
const HOLDER: Address = { ip: '127.0.0.1', port: 6_002 };
const serok = (...files: string[]) => ({ verb: 'SEROK', code: 0, address: HOLDER, hops: 1, files }) as const;
const ser = (address: Address, query: string) => ({ verb: 'SER', address, query, hops: 1 }) as const;

it('finds the asker by the holder and by what was asked', () => {
  const searches = new ForwardedQueries(SELF);
  searches.record(ser(ASKER, 'Windows'), HOLDER, 0);
  expect(searches.originOf(serok('Twilight'), HOLDER, 1)).toBeUndefined();
  expect(searches.originOf(serok('Windows 8'), { ...HOLDER, port: 40_000 }, 1)).toEqual(ASKER);
  // Handed on once.
  expect(searches.originOf(serok('Windows 8'), HOLDER, 2)).toBeUndefined();
});

it('keeps answers to searches of its own, and hands on none after 10 s', () => {
  const searches = new ForwardedQueries(SELF);
  searches.record(ser(ASKER, 'Windows'), HOLDER, 0);
  searches.record(ser(SELF, 'windows'), HOLDER, 1);
  expect(searches.originOf(serok('Windows 8'), HOLDER, 2)).toBeUndefined();
  searches.record(ser(ASKER, 'Twilight'), HOLDER, 3);
  expect(searches.originOf(serok('Twilight'), HOLDER, 10_003)).toBeUndefined();
});

it('hands a SEROK that came back on the connection of a forwarded SER on to the asker', async () => {
  const lab = await startLab();
  const peer = await addPeer(lab);
  const origin = await RawListener.open();
  const holder = await RawListener.open((frame, socket) => {
    if (!frame.includes('SER ')) return;
    socket.end(encodeFrame(`SEROK 1 127.0.0.1 ${holder.port} 1 "Lord of the Rings"`));
  });
  const tcp = async (frame: string) => (await RawTcp.connect(portOf(peer))).send(frame).end().readToEnd();
  for (const { port } of [origin, holder]) await tcp(encodeFrame(`JOIN 127.0.0.1 ${port}`));
  await tcp(encodeFrame(`SER 127.0.0.1 ${origin.port} "Lord of the Rings" 0`));
  await origin.hears(1);
  expect(origin.heard).toEqual([encodeFrame(`SEROK 1 127.0.0.1 ${holder.port} 1 "Lord of the Rings"`)]);
});

it('hands a SEROK that came as a datagram on to the asker', async () => {
  const lab = await startLab({ transport: 'udp' });
  const peer = await addPeer(lab);
  const [origin, holder] = [await RawUdp.open(), await RawUdp.open()];
  for (const client of [origin, holder]) {
    expect(await client.ask(portOf(peer), encodeFrame(`JOIN 127.0.0.1 ${client.port}`))).toBe(
      '0013 JOINOK 0',
    );
  }
  await until(lab.log, () =>
    stateOfPeer(lab, peer).neighbours.has(keyOf({ ip: '127.0.0.1', port: holder.port })),
  );
  await origin.ask(portOf(peer), encodeFrame(`SER 127.0.0.1 ${origin.port} "Lord of the Rings" 0`));
  expect(await holder.read()).toContain('"Lord of the Rings" 1');
  const found = encodeFrame(`SEROK 1 127.0.0.1 ${holder.port} 1 "Lord of the Rings"`);
  holder.send(portOf(peer), found);
  expect(await origin.read()).toBe(found);
});
