import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Address } from '../../../shared/protocol/address';
import { keyOf } from '../../../shared/protocol/address';
import { VirtualRuntime } from '../../runtime/virtual';
import { Registry } from './registry';

const at = (port: number): Address => ({ ip: '127.0.0.1', port });

function filled(count: number, seed = 1): Registry {
  const registry = new Registry(new VirtualRuntime(seed));
  for (let port = 1; port <= count; port += 1) registry.add(at(port), `n${port}`, count);
  return registry;
}

describe('the registry', () => {
  it('answers with the codes of the protocol', () => {
    const registry = new Registry(new VirtualRuntime(1));
    expect(registry.add(at(1), 'ann', 2)).toBe(0);
    expect(registry.add(at(1), 'ann', 2)).toBe(9998);
    expect(registry.add(at(1), 'ben', 2)).toBe(9997);
    expect(registry.add({ ip: '127.0.0.2', port: 1 }, 'ann', 2)).toBe(0);
    expect(registry.add(at(2), 'eve', 2)).toBe(9996);
    // Who is in it is told so, even when it is full.
    expect(registry.add(at(1), 'ann', 2)).toBe(9998);
    expect(registry.size).toBe(2);
  });

  it('removes by address, and by name where one is given', () => {
    const registry = filled(3);
    expect(registry.remove(at(2), 'somebody')).toBeUndefined();
    expect(registry.remove(at(9))).toBeUndefined();
    expect(registry.remove(at(2), 'n2')).toBe('n2');
    expect(registry.remove(at(2), 'n2')).toBeUndefined();
    expect(registry.remove(at(1))).toBe('n1');
    expect(registry.list()).toEqual([{ address: at(3), name: 'n3' }]);
    expect(registry.add(at(2), 'other', 3)).toBe(0);
  });

  it('offers distinct others, as many as there are, never the one that asks', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 30 }),
        fc.integer({ min: 0, max: 35 }),
        fc.integer({ min: 1, max: 35 }),
        fc.nat(),
        (count, wanted, asker, seed) => {
          const offers = filled(count, seed).draw(wanted, at(asker));
          const ports = new Set(offers.map(({ address }) => address.port));
          expect(ports.size).toBe(offers.length);
          expect(ports).not.toContain(asker);
          expect(offers).toHaveLength(Math.min(wanted, count - (asker <= count ? 1 : 0)));
          for (const offer of offers) expect(offer).toMatchObject({ name: `n${offer.address.port}` });
        },
      ),
    );
  });

  it('is a map with a random draw, whatever is added and removed in between', () => {
    const step = fc.record({ add: fc.boolean(), port: fc.integer({ min: 1, max: 8 }) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const registry = new Registry(new VirtualRuntime(3));
        const model = new Map<string, string>();
        for (const { add, port } of steps) {
          const known = model.has(keyOf(at(port)));
          if (add) expect(registry.add(at(port), `n${port}`, 100)).toBe(known ? 9998 : 0);
          else expect(registry.remove(at(port))).toBe(known ? `n${port}` : undefined);
          if (add) model.set(keyOf(at(port)), `n${port}`);
          else model.delete(keyOf(at(port)));
          expect(new Set(registry.list().map(({ address }) => keyOf(address)))).toEqual(
            new Set(model.keys()),
          );
          expect(registry.draw(100, at(99))).toHaveLength(model.size);
        }
      }),
    );
  });

  it('draws everybody equally often (chi-square)', () => {
    const count = 50;
    const draws = 20_000;
    const registry = filled(count, 42);
    // Removing and adding shuffles the places; the draw must not care.
    for (const port of [3, 17, 50]) {
      registry.remove(at(port));
      registry.add(at(port), `n${port}`, count);
    }
    const drawn = new Map<number, number>();
    for (let round = 0; round < draws; round += 1) {
      for (const { address } of registry.draw(2, at(7))) {
        drawn.set(address.port, (drawn.get(address.port) ?? 0) + 1);
      }
    }
    const expected = (2 * draws) / (count - 1);
    let chiSquare = 0;
    for (let port = 1; port <= count; port += 1) {
      if (port !== 7) chiSquare += ((drawn.get(port) ?? 0) - expected) ** 2 / expected;
    }
    // 48 degrees of freedom: mean 48, deviation 9.8; the bound is exceeded once in some 10^5 seeds.
    expect(chiSquare).toBeLessThan(95);
    expect(drawn.has(7)).toBe(false);
  });

  it('draws every pair equally often (chi-square)', () => {
    const registry = filled(6, 5);
    const draws = 15_000;
    const pairs = new Map<string, number>();
    for (let round = 0; round < draws; round += 1) {
      const pair = registry.draw(2, at(6)).map(({ address }) => address.port);
      const key = pair.sort((one, other) => one - other).join(' ');
      pairs.set(key, (pairs.get(key) ?? 0) + 1);
    }
    const expected = draws / 10;
    const chiSquare = [...pairs.values()].reduce((sum, seen) => sum + (seen - expected) ** 2 / expected, 0);
    expect(pairs.size).toBe(10);
    // 9 degrees of freedom.
    expect(chiSquare).toBeLessThan(38);
  });
});
