import { expect, test } from 'vitest';
import { startTestLab } from '../../../../test/support/api-lab';
import { experimentSchema } from '../../../shared/experiment/experiment';
import { experimentStateSchema } from '../../../shared/experiment/experiment-report';
import { metricsDetailSchema } from '../../../shared/network/metrics/metrics-schema';

test('the figures are there from the first peer on, as they are described', async () => {
  const { ask, overlay } = await startTestLab();
  const { peers } = (await ask('POST', '/api/peers', { body: { count: 4, seed: 1 } })).json;
  const started = overlay.searches.start({ peer: peers[0].id, query: 'Twilight' });
  if (!started.ok) throw new Error(started.error.sentence);
  await overlay.searches.ended(started.value.id);
  const { json } = await ask('GET', '/api/metrics');
  expect(metricsDetailSchema.parse(json)).toEqual(json);
  expect(json.peers).toHaveLength(4);
  expect(json.searches).toMatchObject([{ search: started.value.id, query: 'Twilight', outcome: 'complete' }]);
  expect(json.report.figures.degree.count).toBe(4);
  const [{ strategy, timeToLive }] = json.report.groups;
  const chosen = await ask('GET', `/api/metrics?strategy=${strategy}&timeToLive=${timeToLive}`);
  expect(chosen.json.searches).toEqual(json.searches);
  expect(chosen.json.report.choice).toEqual({ strategy, timeToLive });
  expect((await ask('GET', '/api/metrics?strategy=random-walk')).json.searches).toEqual([]);
  expect((await ask('GET', '/api/metrics?strategy=none')).status).toBe(400);
  expect((await ask('POST', '/api/metrics/reset')).json).toEqual({ reset: true });
  expect((await ask('GET', '/api/metrics')).json).toMatchObject({ searches: [], report: { groups: [] } });
});

test('an experiment is run, its file goes over HTTP, and its report is as described', {
  timeout: 60_000,
}, async () => {
  const { ask, experiments } = await startTestLab();
  await ask('POST', '/api/peers', { body: { count: 2 } });
  const body = { peers: 8, askers: 2, queries: ['Twilight', 'nobody has this'] };
  const begun = await ask('POST', '/api/experiment', { body });
  expect(begun.json).toMatchObject({ state: 'running' });
  expect((await ask('POST', '/api/experiment', { body })).status).toBe(409);
  for await (const { state } of experiments.watch()) if (state !== 'running') break;
  const { state } = experiments;
  const ended = JSON.parse(JSON.stringify(state));
  expect(ended).toMatchObject({ state: 'ended', report: { ok: true } });
  expect(experimentStateSchema.parse(ended)).toEqual(ended);
  expect(ended.report.file.name).toMatch(/^generated-[0-9a-f]{16}\.bin$/);
  expect((await ask('POST', '/api/experiment/cancel')).status).toBe(404);
  expect((await ask('GET', '/api/metrics')).json).toMatchObject({ peers: [{}, {}], searches: [] });
});

test('an experiment does not need the API of the lab that it was asked at, which may have stopped', {
  timeout: 60_000,
}, async () => {
  const { api, experiments } = await startTestLab();
  await api.stop();
  const begun = experiments.run(experimentSchema.parse({ peers: 8, askers: 2, queries: ['Twilight'] }));
  expect(begun.ok).toBe(true);
  for await (const { state } of experiments.watch()) if (state !== 'running') break;
  const { state } = experiments;
  expect(state).toMatchObject({ state: 'ended', report: { ok: true } });
});

test.each([
  { peers: 7 },
  { askers: 0 },
  { seed: -1 },
  { queries: [] },
  { queries: ['x'.repeat(251)] },
  { other: 1 },
  { variant: 'another' },
  { peers: 9, askers: 5 },
])('an experiment with %j is refused before it begins', async (body) => {
  const { ask, experiments } = await startTestLab();
  expect((await ask('POST', '/api/experiment', { body })).status).toBe(400);
  expect(experiments.state).toEqual({ state: 'none' });
});
