import { expect, test } from 'vitest';
import type { Address } from '../../../shared/protocol/address';
import { VirtualRuntime } from '../../runtime/virtual';
import { LOCAL_NETWORK, SimulatedNetwork } from '../../transport/simulated/network';
import type { Endpoint, FrameHandler } from './frame-transport';
import { framesOn } from './frames';

const HERE: Address = { ip: '10.0.0.1', port: 5001 };
const THERE: Address = { ip: '10.0.0.2', port: 5002 };

/** @returns an endpoint, and the names that another one reads in the messages that come, in order */
async function start(waitingMessages: number) {
  const runtime = new VirtualRuntime(1);
  const network = new SimulatedNetwork(runtime, { ...LOCAL_NETWORK, latency: () => 1 });
  const transport = framesOn(network.transport, { runtime, bounds: () => ({ waitingMessages }) });
  const read: string[] = [];
  const open = async (at: Address, receiver: Partial<FrameHandler> = {}): Promise<Endpoint> => {
    const opened = await transport.open(at, {
      onFrame: () => undefined,
      onDropped: () => undefined,
      ...receiver,
    });
    if (!opened.ok) throw new Error(opened.error.sentence);
    return opened.value;
  };
  await open(THERE, { onFrame: ({ result }) => read.push(result.ok ? result.frame.body : '?') });
  const endpoint = await open(HERE);
  const problems: string[] = [];
  const send = (source: string, count: number) => {
    for (let sent = 0; sent < count; sent += 1) {
      const text = `${String(5 + source.length).padStart(4, '0')} ${source}`;
      endpoint.sendPaced?.(THERE, text, (problem) => problem && problems.push(problem.code), source);
    }
  };
  return { runtime, read, send, problems };
}

test('the datagrams of sources take turns: a flood of one delays its own', async () => {
  const { runtime, read, send } = await start(2_000);
  send('flood', 500);
  send('other', 3);
  await runtime.pass(100);
  expect(read).toHaveLength(503);
  expect(read.lastIndexOf('other')).toBeLessThan(80);
});

test('where too many of one source wait, those beyond are not sent, and it is told of each', async () => {
  const { runtime, read, send, problems } = await start(100);
  send('flood', 150);
  send('other', 1);
  await runtime.pass(100);
  expect(read).toContain('other');
  expect(problems.length + read.length).toBe(151);
  expect(problems.length).toBeGreaterThan(0);
});
