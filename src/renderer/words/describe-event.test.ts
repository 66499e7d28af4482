import { describe, expect, test } from 'vitest';
import type { EventBody, EventType, NetworkEvent } from '../../shared/network/events';
import { DEFAULT_SETTINGS } from '../../shared/settings/settings';
import { describeEvent, eventLine } from './describe-event';
import type { NameOf } from './names';

const names: Readonly<Record<string, string>> = {
  '127.0.0.1:5002': 'Node1',
  '127.0.0.1:5003': 'Node2',
  bootstrap: 'Bootstrap',
};
const nameOf: NameOf = (who) => names[who] ?? who;
const at = (body: EventBody): NetworkEvent => ({ seq: 1, at: 0, ...body });

const peer = '127.0.0.1:5002';
const other = '127.0.0.1:5003';
const problem = { code: 'port-in-use', sentence: 'Port 5000 is in use.' } as const;
const message = {
  observer: peer,
  from: peer,
  to: other,
  transport: 'tcp',
  verb: 'JOIN',
  bytes: 24,
  frame: '0024 JOIN 127.0.0.1 5002',
  deviations: [],
} as const;

const transfer = {
  transfer: 't1',
  peer,
  name: 'Twilight',
  bytes: 1_000,
  total: 2_000,
  holders: [other],
} as const;

/** One example of every type of event; the compiler asks for the one that is missing. */
const EXAMPLES: { readonly [T in EventType]: readonly [EventBody & { type: T }, string] } = {
  'settings:changed': [{ type: 'settings:changed', settings: DEFAULT_SETTINGS }, 'The settings changed'],
  'settings:defaulted': [
    { type: 'settings:defaulted', field: 'walkers', why: 'Too big: expected number to be <=100.' },
    `“walkers” in the settings file cannot be used (Too big: expected number to be <=100); its default ${DEFAULT_SETTINGS.walkers} is used`,
  ],
  'process:sampled': [
    { type: 'process:sampled', loopDelayMs: 1.24, loopDelayP99Ms: 3, memory: 1, messagesPerSecond: 1 },
    'The lab sees 1 message a second; its loop is 1.2 ms late',
  ],
  'bootstrap:started': [
    { type: 'bootstrap:started', address: '127.0.0.1:5000' },
    'Bootstrap listens on 127.0.0.1:5000',
  ],
  'bootstrap:stopped': [{ type: 'bootstrap:stopped' }, 'Bootstrap stopped; its registry is forgotten'],
  'bootstrap:elsewhere': [
    { type: 'bootstrap:elsewhere', address: other },
    `Peers use the bootstrap server at ${other}`,
  ],
  'bootstrap:failed': [{ type: 'bootstrap:failed', problem }, 'Bootstrap cannot run: Port 5000 is in use.'],
  'registry:added': [
    { type: 'registry:added', peer, name: 'Node1', offered: [other] },
    'Bootstrap registered Node1 and offered it Node2',
  ],
  'registry:removed': [
    { type: 'registry:removed', peer, name: 'Node1' },
    'Bootstrap took Node1 off its list',
  ],
  'registry:refused': [
    { type: 'registry:refused', peer, name: 'Node1', code: 9996 },
    'Bootstrap refused to register Node1 (9996)',
  ],
  'peer:added': [
    { type: 'peer:added', peer, name: 'Node1', hosted: true },
    'Node1 appeared at 127.0.0.1:5002',
  ],
  'peer:phase-changed': [
    { type: 'peer:phase-changed', peer, phase: 'joined', registered: false },
    'Node1 is joined, and not registered',
  ],
  'peer:problem': [{ type: 'peer:problem', peer, problem }, 'Node1 had a problem: Port 5000 is in use.'],
  'peer:examined': [
    { type: 'peer:examined', peer, conformant: false, deviations: 3 },
    'Node1 was examined: 3 deviations found',
  ],
  'peer:renamed': [
    { type: 'peer:renamed', peer, name: 'anna', previousName: 'Node1' },
    'Node1 is named anna from now on',
  ],
  'peer:removed': [{ type: 'peer:removed', peer }, 'Node1 was removed'],
  'neighbour:added': [{ type: 'neighbour:added', peer, neighbour: other }, 'Node1 has Node2 as a neighbour'],
  'neighbour:removed': [
    { type: 'neighbour:removed', peer, neighbour: other, reason: 'it-left' },
    'Node1 no longer has Node2: it left',
  ],
  'message:sent': [
    { type: 'message:sent', ...message },
    'Node1 sent JOIN to Node2  0024 JOIN 127.0.0.1 5002',
  ],
  'message:received': [
    { type: 'message:received', ...message, observer: other },
    'Node2 received JOIN from Node1  0024 JOIN 127.0.0.1 5002',
  ],
  'frame:rejected': [
    {
      type: 'frame:rejected',
      observer: peer,
      from: '10.0.0.9:4242',
      transport: 'udp',
      bytes: 3,
      frame: 'abc',
      code: 'unknown-verb',
      sentence: 'It begins with no verb.',
    },
    'Node1 could not read a frame from 10.0.0.9:4242: It begins with no verb.',
  ],
  'message:attempted': [
    { type: 'message:attempted', observer: peer, to: other, verb: 'PING', frame: '0009 PING' },
    'Node1 is about to send PING to Node2  0009 PING',
  ],
  'message:undelivered': [
    { type: 'message:undelivered', observer: peer, to: other, verb: 'SEROK', frame: '0009 PING', problem },
    'Node1 could not send SEROK to Node2: Port 5000 is in use.',
  ],
  'request:refused': [
    {
      type: 'request:refused',
      observer: peer,
      from: '10.0.0.9:4242',
      verb: 'LEAVE',
      about: other,
      reason: 'not-its-own',
    },
    'Node1 refused LEAVE from 10.0.0.9:4242: it speaks for another peer, which is alive',
  ],
  'peer:transport': [{ type: 'peer:transport', peer, transport: 'udp' }, 'Node1 sends by UDP'],
  'sender:ignored': [
    {
      type: 'sender:ignored',
      observer: peer,
      from: other,
      transport: 'udp',
      reason: 'error-report',
      frame: 'Not a valid command',
    },
    'Node1 sends no more errors to Node2: it sent what looks like an error report, and those are not answered (“Not a valid command”)',
  ],
  'api:refused': [
    { type: 'api:refused', what: 'connection', count: 3 },
    'The API closed 3 connections that sent no token: too many were open',
  ],
  'connection:dropped': [
    { type: 'connection:dropped', observer: 'bootstrap', from: '10.0.0.9:4242', reason: 'idle' },
    'Bootstrap cut a connection from 10.0.0.9:4242: nothing came for too long',
  ],
  'spawn:started': [{ type: 'spawn:started', addition: 'a1', count: 1_000 }, 'Adding 1,000 peers'],
  'spawn:progressed': [
    { type: 'spawn:progressed', addition: 'a1', added: 20, settled: 12 },
    '20 peers added, 12 of them settled',
  ],
  'spawn:ended': [{ type: 'spawn:ended', addition: 'a1', added: 1 }, '1 peer added'],
  'files:changed': [
    { type: 'files:changed', peer, added: [{ name: 'Twilight', bytes: 7 }], removed: ['Jack', 'Jill'] },
    'Node1 shares 1 more file and no longer shares 2 files',
  ],
  'search:started': [
    {
      type: 'search:started',
      search: 's1',
      peer,
      query: 'twilight',
      strategy: { kind: 'random-walk', walkers: 4, length: 1 },
      timeToLive: 3,
    },
    'Node1 searches for “twilight” by random walk, 4 walkers of at most 1 step',
  ],
  'search:round': [
    { type: 'search:round', search: 's1', round: 2, spelling: 'Twilight', hops: 2 },
    'Search s1, round 2: asks for “Twilight”',
  ],
  'search:step': [
    { type: 'search:step', search: 's1', walker: 2, step: 3, peer: other, from: peer },
    'Search s1: walker 2 goes from Node1 to Node2, step 3',
  ],
  'search:hit': [
    { type: 'search:hit', search: 's1', holder: other, files: ['Twilight'], hops: 1, latencyMs: 12.34 },
    'Node2 has 1 file for search s1: 1 hop, 12.3 ms',
  ],
  'search:ended': [
    { type: 'search:ended', search: 's1', outcome: 'complete', undelivered: 12 },
    'Search s1 ended: everybody in reach was asked; 12 messages of it could not be sent',
  ],
  'download:started': [
    { type: 'download:started', ...transfer, bytes: 0, total: null },
    'Download of “Twilight” began',
  ],
  'download:progressed': [
    { type: 'download:progressed', ...transfer },
    'Download of “Twilight” 1,000 of 2,000 bytes',
  ],
  'download:paused': [
    { type: 'download:paused', ...transfer },
    'Download of “Twilight” paused at 1,000 of 2,000 bytes',
  ],
  'download:ended': [
    { type: 'download:ended', ...transfer, problem },
    'Download of “Twilight” failed at 1,000 of 2,000 bytes: Port 5000 is in use.',
  ],
  'download:moved': [
    { type: 'download:moved', transfer: 't1', peer, from: other, bytes: 4096 },
    '4,096 bytes of download t1 came from Node2',
  ],
  'traffic:aggregated': [
    {
      type: 'traffic:aggregated',
      flows: [
        { observer: peer, direction: 'sent', from: peer, to: other, verb: 'PING', messages: 3, bytes: 30 },
      ],
    },
    '3 messages in short',
  ],
};

test.each([
  [
    {
      type: 'connection:dropped',
      observer: 'bootstrap',
      from: '10.0.0.9:4242',
      reason: 'too-many-datagrams',
      count: 499,
    },
    'Bootstrap dropped 499 datagrams from 10.0.0.9:4242: it sends more datagrams than it may',
  ],
  [
    { type: 'peer:removed', peer, reason: 'no-room' },
    'Node1 is no longer shown: there are more external peers than the settings have room for',
  ],
] as const)('what a bound refuses is told with its reason: %o', (event, line) => {
  expect(eventLine(at(event), nameOf)).toBe(line);
});

describe('every event has plain words', () => {
  test.each(Object.entries(EXAMPLES))('%s', (_, [body, words]) => {
    expect(eventLine(at(body), nameOf)).toBe(words);
  });
});

test('an addition that ended early says why', () => {
  const { words, topic } = describeEvent(
    at({ type: 'spawn:ended', addition: 'a1', added: 3, problem }),
    nameOf,
  );
  expect(words).toBe('Adding stopped after 3 peers: Port 5000 is in use.');
  expect(topic).toBe('error');
});

test('names, files and sentences from the network do not reorder the line that tells of them', () => {
  const hostile = '\u202egnp\u2066\u200f';
  const named = (): string => `Node${hostile}`;
  for (const [body] of Object.values(EXAMPLES))
    expect(eventLine(at(body), named)).not.toMatch(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/);
  const started = at({ ...EXAMPLES['search:started'][0], query: `x${hostile}` } as EventBody);
  expect(eventLine(started, nameOf)).toContain('“x�gnp��”');
});
