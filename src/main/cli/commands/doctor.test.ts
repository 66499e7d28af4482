import { afterEach, describe, expect, test } from 'vitest';
import { serve } from '../../../../test/families/bootstraps';
import { byTheBook, WRONG } from '../../../../test/families/wrong';
import { syncpulse } from '../../../../test/support/cli/syncpulse';
import { bootstrapPort, startLab } from '../../../../test/support/lab';

const toStop: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(toStop.splice(0).map((one) => one.stop()));
});

async function wrong(behaviour: typeof byTheBook): Promise<string> {
  const server = await serve(behaviour, { transport: 'tcp' });
  toStop.push(server);
  return `${server.at.ip}:${server.at.port}`;
}

describe('syncpulse doctor', { timeout: 60_000 }, () => {
  test('ends with 0 where everything is exact', async () => {
    const lab = await startLab();
    const doctor = syncpulse('doctor', `127.0.0.1:${bootstrapPort(lab)}`, '--thorough');
    expect(await doctor.ended).toBe(0);
    expect(doctor.err().join('\n')).toMatch(/^This will be sent to 127\.0\.0\.1:\d+:/);
    expect(doctor.out()[0]).toMatch(/^127\.0\.0\.1:\d+ is a bootstrap server; it speaks the exact form\.$/);
    expect(doctor.out().at(-1)).toMatch(/^conformant: \d+ exact {2}\(\d+\.\d s\)$/);
    expect(lab.log.state.bootstrap.registry.size).toBe(0);
  });

  test('ends with 1 where something is not exact, and shows it byte by byte with the correction', async () => {
    const at = await wrong(WRONG['a length one too large']);
    const doctor = syncpulse('doctor', at, '--tcp', '--timeout', '400');
    expect(await doctor.ended).toBe(1);
    const text = doctor.out().join('\n');
    expect(text).toContain('came   0013 UNROK 0   (declared 13, sent 12 bytes)');
    expect(text).toContain('exact  0012 UNROK 0');
    expect(text).toContain('came   30 30 31 33 20 55');
    expect(text).toContain('exact  30 30 31 32 20 55');
    expect(text).toContain('^^ byte 4');
    expect(text.replace(/\s+/g, ' ')).toMatch(/~ declared 10 bytes, sent 9: [^(]*\(\d+ places\)/);
    expect(text.match(/declared \d+ bytes/g)).toHaveLength(1);
    // Hostile bytes never reach the terminal.
    expect(text).not.toMatch(/[^\n -~]/);
  });

  test('--json prints the report, with received bytes escaped', async () => {
    const doctor = syncpulse(
      'doctor',
      await wrong(WRONG['unknown words']),
      '--tcp',
      '--json',
      '--timeout',
      '400',
    );
    expect(await doctor.ended).toBe(1);
    const report = JSON.parse(doctor.out().join('\n'));
    expect(report).toMatchObject({ kind: 'bootstrap', conformant: false, reachable: true });
    expect(JSON.stringify(report)).toContain('HELLO \\\\x07');
  });

  test('ends with 2 where no program listens', async () => {
    const doctor = syncpulse('doctor', '127.0.0.1:1', '--timeout', '100');
    expect(await doctor.ended).toBe(2);
    expect(doctor.out()[0]).toBe('127.0.0.1:1 did not answer.');
  });

  test('Ctrl-C ends it early without a claim of conformance, and what it registered is removed', async () => {
    const at = await wrong(byTheBook);
    const server = toStop[0] as Awaited<ReturnType<typeof serve>>;
    const doctor = syncpulse('doctor', at, '--tcp', '--timeout', '2000', '--json');
    await expect.poll(() => server.entries.length, { timeout: 20_000, interval: 1 }).toBeGreaterThan(0);
    doctor.child.kill('SIGINT');
    expect(await doctor.ended).toBe(130);
    expect(server.entries).toEqual([]);
    const report = JSON.parse(doctor.out().join('\n'));
    expect(report).toMatchObject({ conformant: false, recognition: { family: 'uncertain' } });
    expect(JSON.stringify(report)).toContain('the examination was ended before');
  });
});
