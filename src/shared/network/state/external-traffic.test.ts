import { expect, test } from 'vitest';
import type { EventBody, Flow, MessageBody, PeerId } from '../events';
import { reduce } from './reduce';
import { emptyState } from './state';

const [local, external]: readonly [PeerId, PeerId] = ['10.0.0.1:1', '10.0.0.2:2'];

function network() {
  const state = emptyState();
  const add = (body: EventBody) => reduce(state, { ...body, seq: state.seq + 1, at: state.seq + 1 });
  add({ type: 'peer:added', peer: local, name: 'Node1', hosted: true });
  add({ type: 'peer:added', peer: external, name: 'Other', hosted: false });
  return { state, add, trafficOf: (peer: PeerId) => state.peers.get(peer)?.traffic };
}

const body = { observer: local, transport: 'tcp', deviations: [], frame: '' } as const;
const received: MessageBody = {
  ...{ ...body, type: 'message:received', from: external, to: local, verb: 'JOIN', bytes: 25 },
};
const sent: MessageBody = {
  ...{ ...body, type: 'message:sent', from: local, to: external, verb: 'JOINOK', bytes: 13 },
};

test('the messages that a local peer exchanges with an external one are counted for both', () => {
  const { add, trafficOf } = network();
  add(received);
  add(sent);
  const oneEach = { messagesIn: 1, messagesOut: 1 };
  expect(trafficOf(local)).toMatchObject({ ...oneEach, bytesIn: 25, bytesOut: 13, in: { JOIN: 1 } });
  expect(trafficOf(external)).toMatchObject({ ...oneEach, bytesIn: 13, bytesOut: 25, out: { JOIN: 1 } });
});

test('so they are where a watcher is given sums, and never twice for a peer that runs here', () => {
  const { state, add, trafficOf } = network();
  const flows: Flow[] = [
    {
      ...{ observer: local, direction: 'received', from: external, to: local, verb: 'SER' },
      messages: 3,
      bytes: 90,
    },
    {
      ...{ observer: local, direction: 'sent', from: local, to: local, verb: 'PING' },
      messages: 2,
      bytes: 18,
    },
  ];
  add({ type: 'traffic:aggregated', flows });
  expect(trafficOf(external)).toMatchObject({ messagesOut: 3, bytesOut: 90, messagesIn: 0 });
  expect(trafficOf(local)).toMatchObject({ messagesIn: 3, messagesOut: 2 });
  expect(state.totals).toMatchObject({ messagesIn: 3, messagesOut: 2 });
});
