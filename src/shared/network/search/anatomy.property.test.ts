import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { addressOf } from '../../protocol/address';
import { formatFrame } from '../../protocol/codec/format';
import type { MessageOf } from '../../protocol/message';
import type { EventBody, MessageBody, NetworkEvent, PeerId, SearchId } from '../events';
import { anatomiesOf } from './anatomy';
import { Attribution, type MessageContext } from './attribution';

const id = (index: number): PeerId => `10.0.0.1:${index + 1}`;
const TIME_TO_LIVE = 2;
const QUERY = 'happy';

interface Situation {
  /** Who knows whom; a peer may be its own neighbour, or one-sided. */
  readonly links: readonly (readonly [number, number])[];
  readonly holders: readonly number[];
  /** Peers that run elsewhere: nobody sees what they see. Peer 0, who asks, never does. */
  readonly external: readonly number[];
  /** Which message under way arrives next, again and again; a negative one is lost. */
  readonly order: readonly number[];
  /** Peers whose connections are heard before it is known who dialled: they come from no known address. */
  readonly unnamed: readonly number[];
  /** First hops of each search. */
  readonly searches: readonly number[];
  /** Messages wait for their connections: `order` also chooses which is sent next, and a negative one is not sent at all. */
  readonly waiting: boolean;
}

const PEERS = 6;
const anyPeer = fc.nat({ max: PEERS - 1 });
const situation: fc.Arbitrary<Situation> = fc.record({
  links: fc.array(fc.tuple(anyPeer, anyPeer), { maxLength: 14 }),
  holders: fc.uniqueArray(anyPeer, { maxLength: 4 }),
  external: fc.uniqueArray(fc.integer({ min: 1, max: PEERS - 1 }), { maxLength: 2 }),
  order: fc.array(fc.integer({ min: -1, max: 20 }), { minLength: 40, maxLength: 80 }),
  unnamed: fc.constant([]),
  searches: fc.array(fc.nat({ max: TIME_TO_LIVE }), { minLength: 1, maxLength: 2 }),
  waiting: fc.boolean(),
});

interface UnderWay {
  readonly from: number;
  readonly to: number;
  readonly message: MessageOf<'SER' | 'SEROK'>;
  /** What its sender was handling. */
  readonly cause?: NetworkEvent | undefined;
  /** It waits for its connection: the event by which that began. */
  readonly attempt?: NetworkEvent;
}

/** A log as far as anatomies need one: it numbers events and attaches to messages what led to them. */
function recorder(isLocal: (peer: PeerId) => boolean) {
  const events: NetworkEvent[] = [];
  const attribution = new Attribution(isLocal, (address) => address.startsWith('10.'));
  const emit = (body: EventBody, context?: MessageContext): NetworkEvent => {
    const event = { ...body, seq: events.length + 1, at: 1_000 + events.length };
    attribution.attach(event, context);
    events.push(event);
    return event;
  };
  return { events, emit };
}

/** Plays floods as the protocol has them, messages arriving in any order, and writes down what hosted peers see. */
function play({ links, holders, external, unnamed, order, searches, waiting }: Situation): NetworkEvent[] {
  const isHosted = (peer: number) => !external.includes(peer);
  const { events, emit } = recorder((peer) => !external.some((other) => id(other) === peer));
  const underWay: UnderWay[] = [];
  const seen = new Set<string>();

  const see = (type: MessageBody['type'], observer: number, seen: UnderWay): NetworkEvent | undefined => {
    const { from, to, message, cause, attempt } = seen;
    if (!isHosted(observer)) return undefined;
    const frame = formatFrame(message);
    const { verb } = message;
    const bytes = frame.length;
    const hidden = type === 'message:received' && unnamed.includes(from);
    const speaker = hidden ? (`127.0.0.1:${50_000 + from}` as const) : id(from);
    const body: MessageBody = {
      ...{ type, observer: id(observer), from: speaker, to: id(to), verb, bytes, frame },
      ...{ transport: 'tcp', deviations: [] },
      ...(waiting && type === 'message:sent' && { attempted: true }),
    };
    return emit(body, type === 'message:sent' ? { message, cause, attempt } : { message });
  };
  const about = ({ from, to, message }: UnderWay) => {
    const { verb } = message;
    return { observer: id(from), to: id(to), verb, frame: formatFrame(message) };
  };
  const write = (sent: UnderWay) => {
    see('message:sent', sent.from, sent);
    arrivals.add(sent);
    underWay.push(sent);
  };
  const send = (sent: UnderWay) => {
    if (!waiting || !isHosted(sent.from)) return write(sent);
    const { message, cause } = sent;
    const attempt = emit({ type: 'message:attempted', ...about(sent) }, { message, cause });
    underWay.push({ ...sent, attempt });
  };
  const arrivals = new Set<UnderWay>();
  const goOn = (message: UnderWay, isLost: boolean) => {
    const { attempt } = message;
    if (!attempt || arrivals.has(message)) return isLost ? undefined : hear(message);
    const problem = { code: 'no-answer', sentence: 'Nobody listens there.' } as const;
    if (!isLost) return write(message);
    emit({ type: 'message:undelivered', ...about(message), problem }, { message: message.message, attempt });
  };
  const neighboursOf = (peer: number) =>
    new Set(links.flatMap(([from, to]) => (from === peer && to !== peer ? [to] : [])));
  const hear = (arrived: UnderWay) => {
    const { from, to: peer, message } = arrived;
    const cause = see('message:received', peer, arrived);
    if (message.verb !== 'SER' || peer === 0) return;
    const { hops, query } = message;
    const known = seen.has(`${peer} ${query}`);
    seen.add(`${peer} ${query}`);
    const files = holders.includes(peer) ? ['Happy Feet'] : [];
    const answer = { verb: 'SEROK', code: 0, address: addressOf(id(peer)), hops, files } as const;
    if (hops === 0 || (!known && files.length > 0)) send({ from: peer, to: 0, message: answer, cause });
    if (known || hops >= TIME_TO_LIVE) return;
    for (const to of neighboursOf(peer)) {
      if (to === from || to === 0) continue;
      send({ from: peer, to, message: { ...message, hops: hops + 1 }, cause });
    }
  };

  for (let peer = 0; peer < PEERS; peer += 1) {
    emit({ type: 'peer:added', peer: id(peer), name: `p${peer}`, hosted: isHosted(peer) });
    if (!holders.includes(peer)) continue;
    emit({ type: 'files:changed', peer: id(peer), added: [{ name: 'Happy Feet', bytes: 1 }], removed: [] });
  }
  for (const [index, hops] of searches.entries()) {
    const search: SearchId = `s${index + 1}`;
    const strategy = { kind: 'flood', timeToLive: TIME_TO_LIVE - hops } as const;
    emit({ type: 'search:started', search, peer: id(0), query: QUERY, strategy, timeToLive: TIME_TO_LIVE });
    const spelling = spellingOf(index);
    const cause = emit({ type: 'search:round', search, round: 1, spelling, hops });
    const message = { verb: 'SER', address: addressOf(id(0)), query: spelling, hops } as const;
    for (const to of neighboursOf(0)) send({ from: 0, to, message, cause });
  }
  for (const next of order) {
    const [arrived] = underWay.splice(Math.abs(next) % Math.max(1, underWay.length), 1);
    if (arrived) goOn(arrived, next < 0);
  }
  return events;
}

function spellingOf(search: number): string {
  return search === 0 ? QUERY : QUERY.toUpperCase();
}

/** Counts again from the raw events, in the simplest way there is. */
function recount(events: readonly NetworkEvent[], { external, holders, searches }: Situation, index: number) {
  const hosted = (peer: PeerId) => !external.some((other) => id(other) === peer);
  const ofSearch = events.filter(
    (event): event is NetworkEvent & MessageBody =>
      (event.type === 'message:sent' || event.type === 'message:received') &&
      event.frame.includes(` "${spellingOf(index)}" `),
  );
  const arrivals = ofSearch.filter((event) => event.type === 'message:received' || !hosted(event.to));
  const first = new Map<PeerId, { from: PeerId; hops: number }>();
  const again: string[] = [];
  for (const { from, to, frame } of arrivals) {
    const hops = Number(frame.slice(frame.lastIndexOf(' '))) - (searches[index] ?? 0);
    if (first.has(to) || to === id(0)) again.push(`${from} ${to}`);
    else first.set(to, { from, hops });
  }
  return {
    questions: ofSearch.filter((event) => event.type === 'message:sent' || !hosted(event.from)).length,
    arrived: arrivals.length,
    reached: [...first].map(([peer, { from, hops }]) => ({ peer, from, hops })),
    again,
    ends: [...first].filter(([, { hops }]) => hops + (searches[index] ?? 0) >= TIME_TO_LIVE),
    holders: holders.filter((peer) => peer !== 0 && hosted(id(peer))).map(id),
  };
}

test.prop([situation])('the anatomy is what a recount of the raw events gives', (given) => {
  const events = play(given);
  const anatomies = anatomiesOf(events);
  expect(anatomies.size).toBe(given.searches.length);
  for (const index of given.searches.keys()) {
    const anatomy = anatomies.get(`s${index + 1}`);
    if (!anatomy) throw new Error('no anatomy');
    const expected = recount(events, given, index);
    expect(anatomy.messages.SER).toBe(expected.questions);
    expect(anatomy.arrived).toBe(expected.arrived);
    expect(anatomy.reached.map(({ peer, from, hops }) => ({ peer, from, hops }))).toEqual(expected.reached);
    const links = anatomy.duplicates.flatMap(({ from, to, messages }) =>
      Array.from({ length: messages }, () => `${from} ${to}`),
    );
    expect(links.toSorted()).toEqual(expected.again.toSorted());
    expect(anatomy.redundancy).toBe(expected.arrived === 0 ? null : expected.again.length / expected.arrived);
    expect(new Set(anatomy.ends)).toEqual(new Set(expected.ends.map(([peer]) => peer)));
    expect(anatomy.holders.map(({ peer }) => peer).toSorted()).toEqual(expected.holders.toSorted());
    expect(anatomy.missed.toSorted()).toEqual(expected.holders.toSorted());
    expect(anatomy.population).toBe(PEERS - 1);
    expect(anatomy.steps.filter(({ kind }) => kind === 'first')).toHaveLength(expected.reached.length);
  }
});

test('an answer belongs to the search that it answers, however long it waits for its connection', () => {
  const [asker, holder] = [id(0), id(1)];
  const { events, emit } = recorder(() => true);
  const hear = (query: string) => {
    const message = { verb: 'SER', address: addressOf(asker), query, hops: 1 } as const;
    const frame = formatFrame(message);
    const ends = { observer: holder, from: asker, to: holder, transport: 'tcp', deviations: [] } as const;
    return emit({ type: 'message:received', ...ends, verb: 'SER', bytes: frame.length, frame }, { message });
  };
  const about = { observer: holder, to: asker, verb: 'SEROK' } as const;
  const attempt = (query: string) => {
    const files = [query];
    const message = { verb: 'SEROK', code: 0, address: addressOf(holder), hops: 1, files } as const;
    const frame = formatFrame(message);
    const event = emit({ type: 'message:attempted', ...about, frame }, { message, cause: hear(query) });
    return { frame, context: { message, attempt: event } };
  };
  for (const peer of [asker, holder]) emit({ type: 'peer:added', peer, name: 'p', hosted: true });
  const start = (search: SearchId, query: string) => {
    const strategy = { kind: 'flood', timeToLive: TIME_TO_LIVE } as const;
    emit({ type: 'search:started', search, peer: asker, query, strategy, timeToLive: TIME_TO_LIVE });
    emit({ type: 'search:round', search, round: 1, spelling: query, hops: 0 });
    return attempt(query);
  };
  const happy = start('s1', 'happy');
  const feet = start('s2', 'feet');
  const problem = { code: 'no-answer', sentence: 'Nobody listens there.' } as const;
  emit({ type: 'message:undelivered', ...about, frame: feet.frame, problem }, feet.context);
  emit(
    {
      ...{ type: 'message:sent', attempted: true, ...about, from: holder },
      ...{ transport: 'tcp', deviations: [], bytes: 10, frame: happy.frame },
    },
    happy.context,
  );
  const anatomies = anatomiesOf(events);
  expect(anatomies.get('s1')?.messages.SEROK).toBe(1);
  expect(anatomies.get('s2')?.messages.SEROK).toBe(0);
});

test.prop([situation])('every answer that arrives is counted once, for one of the searches', (given) => {
  const events = play(given);
  const ofExternal = ({ from }: MessageBody) => given.external.some((peer) => id(peer) === from);
  const answers = events.filter(
    (event) =>
      (event.type === 'message:sent' || (event.type === 'message:received' && ofExternal(event))) &&
      event.verb === 'SEROK',
  );
  const counted = [...anatomiesOf(events).values()].reduce((sum, { messages }) => sum + messages.SEROK, 0);
  if (given.external.length === 0) expect(counted).toBe(answers.length);
  else expect(counted).toBeLessThanOrEqual(answers.length);
});

/** Two peers send the same frame to a third, and the first to arrive is the one whose dialler is not known. */
const SAME_FRAME: Situation = {
  ...{ holders: [], external: [], unnamed: [], searches: [0], waiting: false },
  links: [
    [0, 4],
    [0, 3],
    [4, 1],
    [3, 1],
  ],
  order: [0, 0, 6, 0, 3, ...Array(35).fill(0)],
};

test.prop([situation, fc.uniqueArray(anyPeer, { maxLength: PEERS })], { examples: [[SAME_FRAME, [3]]] })(
  'no message is counted twice because it is not known who dialled',
  (given, unnamed) => {
    const hosted = { ...given, external: [] };
    const named = anatomiesOf(play(hosted));
    const unknown = anatomiesOf(play({ ...hosted, unnamed }));
    for (const [search, anatomy] of named) {
      const other = unknown.get(search);
      const { messages, arrived, redundancy, ends, recall } = anatomy;
      expect(other).toMatchObject({ messages, arrived, redundancy, ends, recall });
      expect(other?.reached.map(({ peer, hops }) => [peer, hops])).toEqual(
        anatomy.reached.map(({ peer, hops }) => [peer, hops]),
      );
    }
  },
);
