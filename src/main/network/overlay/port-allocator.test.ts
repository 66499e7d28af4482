import { describe, expect, it, vi } from 'vitest';
import { failed, ok, type Result } from '../../../shared/problem';
import { PortAllocator } from './port-allocator';

const free = async (port: number): Promise<Result<number>> => ok(port);
const notOn =
  (...taken: number[]) =>
  async (port: number): Promise<Result<number>> =>
    taken.includes(port) ? failed('port-in-use', `Port ${port} is in use.`) : ok(port);

async function takeMany(ports: PortAllocator, count: number, first: number, open = free): Promise<number[]> {
  const taken = await Promise.all(Array.from({ length: count }, () => ports.take(first, open)));
  return taken.map((result) => (result.ok ? result.value : -1));
}

describe('ports for new peers', () => {
  it('are the first free ones, each once, also when asked for all at once', async () => {
    const ports = new PortAllocator();
    expect((await takeMany(ports, 5, 5002)).toSorted()).toEqual([5002, 5003, 5004, 5005, 5006]);
    expect(await takeMany(ports, 1, 5002)).toEqual([5007]);
  });

  it('step over those that other programs have, and do not ask again for them', async () => {
    const ports = new PortAllocator();
    const open = vi.fn(notOn(5002, 5004));
    expect(await ports.take(5002, open)).toEqual(ok(5003));
    expect(await ports.take(5002, open)).toEqual(ok(5005));
    expect(open.mock.calls.map(([port]) => port)).toEqual([5002, 5003, 5004, 5005]);
  });

  it('are given again when they were given back', async () => {
    const ports = new PortAllocator();
    await takeMany(ports, 4, 5002);
    ports.giveBack(5003);
    expect(await takeMany(ports, 2, 5002)).toEqual([5003, 5006]);
  });

  it('follow the setting when it changes, up and down', async () => {
    const ports = new PortAllocator();
    await takeMany(ports, 2, 5002);
    expect(await takeMany(ports, 1, 6000)).toEqual([6000]);
    expect(await takeMany(ports, 1, 5001)).toEqual([5001]);
    expect(await takeMany(ports, 1, 5001)).toEqual([5004]);
  });

  it('are left to the system with 0', async () => {
    const open = vi.fn(free);
    await takeMany(new PortAllocator(), 2, 0, open);
    expect(open.mock.calls).toEqual([[0], [0]]);
  });

  it('end with 65535, and it is said so', async () => {
    const ports = new PortAllocator();
    expect(await ports.take(65_534, notOn(65_534))).toEqual(ok(65_535));
    expect(await ports.take(65_534, free)).toMatchObject({ ok: false, error: { code: 'port-not-usable' } });
    ports.giveBack(65_535);
    expect(await ports.take(65_534, free)).toEqual(ok(65_535));
  });

  it('are not tried on when something else is wrong than the port', async () => {
    const open = vi.fn(async () => failed('out-of-descriptors', 'No more sockets.'));
    const ports = new PortAllocator();
    expect(await ports.take(5002, open)).toMatchObject({ error: { code: 'out-of-descriptors' } });
    expect(open).toHaveBeenCalledOnce();
  });

  it('asked for by number are had or refused', async () => {
    const ports = new PortAllocator();
    expect(await ports.takeOne(5003, () => free(5003))).toEqual(ok(5003));
    expect(await ports.takeOne(5003, () => free(5003))).toMatchObject({ error: { code: 'port-in-use' } });
    expect(await takeMany(ports, 2, 5002)).toEqual([5002, 5004]);
    expect(await ports.takeOne(5009, () => notOn(5009)(5009))).toMatchObject({
      error: { code: 'port-in-use' },
    });
    expect(await ports.takeOne(5009, () => free(5009))).toEqual(ok(5009));
  });
});
