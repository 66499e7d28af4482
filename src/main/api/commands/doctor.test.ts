import { describe, expect, test } from 'vitest';
import { DIALECTS } from '../../../../test/families/dialects';
import { ForeignPeer } from '../../../../test/families/foreign-peer';
import { startTestLab } from '../../../../test/support/api-lab';
import { examineItemSchema, reportSchema } from '../../../shared/network/report';
import { addressOf, keyOf } from '../../../shared/protocol/address';

describe('POST /api/doctor', { timeout: 30_000 }, () => {
  test('reports on our own bootstrap server as the API describes it, and finds it exact', async () => {
    const { ask, overlay } = await startTestLab();
    const { ip: host, port } = addressOf(overlay.log.state.bootstrap.address ?? 'none:0');
    const { status, json } = await ask('POST', '/api/doctor', { body: { host, port } });
    expect(status).toBe(200);
    expect(reportSchema.parse(json)).toEqual(json);
    expect(json).toMatchObject({ kind: 'bootstrap', conformant: true });
    expect(json.transports).toHaveLength(2);
    expect(overlay.log.state.bootstrap.registry.size).toBe(0);
  });

  test('streams each question before it is sent, and the report at the end', async () => {
    const { ask, overlay } = await startTestLab();
    const { ip: host, port } = addressOf(overlay.log.state.bootstrap.address ?? 'none:0');
    const { status, text } = await ask('POST', '/api/doctor/watch', { body: { host, port, thorough: true } });
    expect(status).toBe(200);
    const items = text
      .split('\n')
      .filter((line: string) => line.startsWith('data: {'))
      .map((line: string) => examineItemSchema.parse(JSON.parse(line.slice('data: '.length))));
    const { report } = items.at(-1) ?? {};
    expect(report).toMatchObject({ conformant: true, thorough: true });
    const titles = items.flatMap(({ progress }) => progress?.title ?? []);
    expect(titles).toEqual(expect.arrayContaining((report?.checks ?? []).map(({ title }) => title)));
  });

  test('names the family of an external peer, asked by one transport alone', async () => {
    const { ask, overlay } = await startTestLab();
    const anna = await ForeignPeer.open('anna', DIALECTS.B);
    try {
      await anna.enter(addressOf(overlay.log.state.bootstrap.address ?? 'none:0'));
      expect(overlay.log.state.peers.get(keyOf(anna.at))).toMatchObject({ hosted: false, name: 'anna' });
      const body = { host: anna.at.ip, port: anna.at.port, transport: 'tcp' };
      const { json } = await ask('POST', '/api/doctor', { body });
      expect(reportSchema.parse(json)).toEqual(json);
      expect(json).toMatchObject({ kind: 'peer', conformant: false });
      expect(json.recognition.why.join()).toContain('family B');
      expect(json.transports).toHaveLength(1);
      // The picture of the peer keeps the result.
      const { examined } = overlay.log.state.peers.get(keyOf(anna.at)) ?? {};
      expect(examined).toMatchObject({ conformant: false, deviations: json.causes.length });
    } finally {
      await anna.stop();
    }
  });

  test('that nobody is there is a report, and what is no address is refused', async () => {
    const { ask } = await startTestLab();
    const report = await ask('POST', '/api/doctor', {
      body: { host: '127.0.0.1', port: 1, transport: 'tcp' },
    });
    expect(report.json).toMatchObject({ reachable: false, problem: { code: 'no-answer' } });
    expect(reportSchema.parse(report.json)).toEqual(report.json);
    for (const body of [
      { host: 'a b', port: 5 },
      { host: '', port: 5 },
      { host: 'a', port: 0 },
      { port: 5 },
    ]) {
      expect((await ask('POST', '/api/doctor', { body })).status).toBe(400);
    }
  });
});
