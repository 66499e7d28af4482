import fc from 'fast-check';
import type { EventBody, PeerId } from '../../src/shared/network/events';
import { DEFAULT_SETTINGS } from '../../src/shared/settings/settings';

/** Few peers, so that random events meet the same ones again and again: removed, added anew, unknown. */
const PEERS: readonly PeerId[] = ['10.0.0.1:1', '10.0.0.1:2', '10.0.0.2:1', '[fe80]:9', 'a.example:70'];

const peer = fc.constantFrom(...PEERS);
const observer = fc.oneof(peer, fc.constant('bootstrap' as const));
const address = fc.oneof(peer, fc.constantFrom<PeerId>('127.0.0.1:50000', '127.0.0.1:50001'));
const name = fc.constantFrom('ann', 'ben', '<b>', 'නම');
const problem = fc.record({
  code: fc.constantFrom('no-answer', 'refused'),
  sentence: fc.string({ maxLength: 5 }),
});
const verb = fc.constantFrom('REG', 'JOIN', 'PING', 'ERROR');
const transport = fc.constantFrom('tcp', 'udp');
const addition = fc.constantFrom('a1', 'a2');
const count = fc.nat({ max: 100 });
const search = fc.constantFrom('s1', 's2');
const transfer = fc.constantFrom('t1', 't2');
const strategy = fc.oneof(
  fc.record({ kind: fc.constantFrom('flood', 'expanding-ring'), timeToLive: fc.integer({ min: 1, max: 5 }) }),
  fc.record({ kind: fc.constant('random-walk'), walkers: fc.constant(2), length: fc.constant(8) }),
);
const file = fc.constantFrom('Twilight', 'Windows 8', 'Twilight saga');
const query = fc.constantFrom('twilight', 'windows', 'nothing');
const phase = fc.constantFrom(
  'listening',
  'registering',
  'registered',
  'joining',
  'joined',
  'left',
  'crashed',
);

const kinds = {
  settings: fc.record({
    type: fc.constant('settings:changed'),
    settings: fc.record({ ...constants(DEFAULT_SETTINGS), timeToLive: fc.integer({ min: 1, max: 50 }) }),
  }),
  settingsSaved: fc.record({
    type: fc.constant('settings:changed'),
    settings: fc.constant(DEFAULT_SETTINGS),
    saved: fc.subarray(['bindHost', 'walkers'], { minLength: 1 }),
  }),
  settingDefaulted: fc.record({
    type: fc.constant('settings:defaulted'),
    field: fc.constantFrom('bindHost', 'walkers', 'fileList'),
    why: fc.string({ maxLength: 5 }),
  }),
  sampled: fc.record({
    type: fc.constant('process:sampled'),
    loopDelayMs: count,
    loopDelayP99Ms: count,
    memory: count,
    messagesPerSecond: count,
  }),
  started: fc.record({ type: fc.constant('bootstrap:started'), address }),
  stopped: fc.record({ type: fc.constant('bootstrap:stopped') }),
  failed: fc.record({ type: fc.constant('bootstrap:failed'), problem }),
  registered: fc.record({
    type: fc.constant('registry:added'),
    peer,
    name,
    offered: fc.array(peer, { maxLength: 2 }),
  }),
  unregistered: fc.record({ type: fc.constant('registry:removed'), peer, name }),
  refused: fc.record({ type: fc.constant('registry:refused'), peer, name, code: fc.constant(9998) }),
  added: fc.record(
    {
      type: fc.constant('peer:added'),
      peer,
      name,
      hosted: fc.boolean(),
      place: fc.record({ x: count, y: count }),
    },
    { requiredKeys: ['type', 'peer', 'name', 'hosted'] },
  ),
  entered: fc.record(
    {
      type: fc.constant('peer:phase-changed'),
      peer,
      phase,
      registered: fc.boolean(),
      silentSince: fc.integer({ min: 0, max: 1_000_000 }),
    },
    { requiredKeys: ['type', 'peer', 'phase', 'registered'] },
  ),
  peerFailed: fc.record({ type: fc.constant('peer:problem'), peer, problem }),
  examined: fc.record({
    type: fc.constant('peer:examined'),
    peer,
    conformant: fc.boolean(),
    deviations: fc.nat({ max: 30 }),
  }),
  transport: fc.record({ type: fc.constant('peer:transport'), peer, transport }),
  renamed: fc.record({ type: fc.constant('peer:renamed'), peer, name, previousName: name }),
  removed: fc.record({ type: fc.constant('peer:removed'), peer }),
  neighbourAdded: fc.record({ type: fc.constant('neighbour:added'), peer, neighbour: peer }),
  neighbourRemoved: fc.record({
    type: fc.constant('neighbour:removed'),
    peer,
    neighbour: peer,
    reason: fc.constantFrom('it-left', 'we-left', 'crashed', 'unreachable', 'one-sided'),
  }),
  message: fc.record({
    type: fc.constantFrom('message:sent', 'message:received'),
    observer,
    from: address,
    to: address,
    transport,
    verb,
    bytes: count,
    frame: fc.constant('0009 PING'),
    deviations: fc.constant([]),
  }),
  rejected: fc.record({
    type: fc.constant('frame:rejected'),
    observer,
    from: address,
    transport,
    bytes: count,
    frame: fc.string({ maxLength: 5 }),
    code: fc.constant('verb-unknown'),
    sentence: fc.constant(''),
  }),
  ignored: fc.record({
    type: fc.constant('sender:ignored'),
    observer,
    from: address,
    transport,
    reason: fc.constantFrom('error-report', 'too-many-errors'),
    frame: fc.string({ maxLength: 5 }),
  }),
  attempted: fc.record({
    type: fc.constant('message:attempted'),
    observer,
    to: address,
    verb,
    frame: fc.constant('0009 PING'),
  }),
  undelivered: fc.record({
    type: fc.constant('message:undelivered'),
    observer,
    to: address,
    verb: fc.constantFrom('SER', 'SEROK'),
    frame: fc.string({ maxLength: 5 }),
    problem: fc.constant({ code: 'no-answer', sentence: 'Nobody listens there.' }),
  }),
  cut: fc.record({
    type: fc.constant('connection:dropped'),
    observer,
    from: address,
    reason: fc.constantFrom('idle', 'frame-too-slow'),
  }),
  additionStarted: fc.record({ type: fc.constant('spawn:started'), addition, count }),
  additionProgressed: fc.record({
    type: fc.constant('spawn:progressed'),
    addition,
    added: count,
    settled: count,
  }),
  filesChanged: fc.record({
    type: fc.constant('files:changed'),
    peer,
    added: fc.array(fc.record({ name: file, bytes: count }), { maxLength: 2 }),
    removed: fc.array(file, { maxLength: 1 }),
  }),
  searchStarted: fc.record({
    type: fc.constant('search:started'),
    search,
    peer,
    query,
    strategy,
    timeToLive: fc.constant(3),
  }),
  searchRound: fc.record({
    type: fc.constant('search:round'),
    search,
    round: fc.integer({ min: 1, max: 4 }),
    spelling: query,
    hops: fc.nat({ max: 3 }),
  }),
  searchWalked: fc.record({
    type: fc.constant('search:step'),
    search,
    walker: fc.constant(1),
    step: fc.constant(2),
    peer,
    from: peer,
  }),
  searchAnswered: fc.record({
    type: fc.constant('search:hit'),
    search,
    holder: peer,
    files: fc.array(file, { maxLength: 2 }),
    hops: fc.nat({ max: 3 }),
    latencyMs: count,
  }),
  searchEnded: fc.record({
    type: fc.constant('search:ended'),
    search,
    outcome: fc.constantFrom('complete', 'found', 'cancelled', 'nobody'),
  }),
  transferred: fc.record(
    {
      type: fc.constantFrom('download:started', 'download:progressed', 'download:paused', 'download:ended'),
      transfer,
      peer: fc.option(peer),
      name: file,
      bytes: count,
      total: fc.option(count),
      holders: fc.array(peer, { maxLength: 2 }),
      problem,
    },
    { requiredKeys: ['type', 'transfer', 'peer', 'name', 'bytes', 'total', 'holders'] },
  ),
  additionEnded: fc.record({ type: fc.constant('spawn:ended'), addition, added: count }),
};

/** Any event at all, about few peers; those that make and change peers, tables and traffic come more often. */
const anyEvent = fc.oneof(
  ...Object.values(kinds),
  { weight: 4, arbitrary: kinds.added },
  { weight: 2, arbitrary: kinds.removed },
  { weight: 5, arbitrary: kinds.neighbourAdded },
  { weight: 3, arbitrary: kinds.neighbourRemoved },
  { weight: 6, arbitrary: kinds.message },
) as fc.Arbitrary<EventBody>;

/** A whole life of a network. */
export const anyHistory = fc.array(anyEvent, { maxLength: 120 });

function constants<T extends object>(values: T): { [K in keyof T]: fc.Arbitrary<T[K]> } {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, fc.constant(value)]),
  ) as unknown as { [K in keyof T]: fc.Arbitrary<T[K]> };
}
