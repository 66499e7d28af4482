import { expect, test } from 'vitest';
import { simulate } from '../../../../test/simulation/simulation';
import { addPeers, startLab } from '../../../../test/support/lab';
import type { MessageBody, NetworkEvent } from '../../../shared/network/events';
import { Metrics } from '../../../shared/network/metrics/metrics';
import { anatomiesOf } from '../../../shared/network/search/anatomy';
import { emptyState } from '../../../shared/network/state/state';
import { VERBS } from '../../../shared/protocol/verbs';

type Message = NetworkEvent & MessageBody;

const isMessage = (event: NetworkEvent | undefined): event is Message =>
  event?.type === 'message:sent' || event?.type === 'message:received';

/** The events of a random run on virtual time, as a recording has them. */
async function run(seed: number, loss = 0): Promise<NetworkEvent[]> {
  const events: NetworkEvent[] = [];
  const options = { seed, peers: 8, minutes: 0.3, links: { loss } };
  await simulate(options, (line) => events.push(JSON.parse(line)));
  return events;
}

/** Matches arrivals to sendings in the plainest way: by looking through all that were sent before. */
function checkArrivals(events: readonly NetworkEvent[]): { matched: number; lost: number } {
  const local = new Set<string>();
  const open: Message[] = [];
  const givenUp = new Set<string>();
  let matched = 0;
  for (const event of events) {
    if (event.type === 'peer:added' && event.hosted) local.add(event.peer);
    if (event.type === 'bootstrap:started') local.add(event.address);
    if (event.type === 'message:undelivered') givenUp.add(`${event.observer} ${event.to} ${event.frame}`);
    if (!isMessage(event)) continue;
    if (event.type === 'message:sent') {
      if (local.has(event.to)) open.push(event);
      continue;
    }
    const { from, to, frame, cause } = event;
    const place = open.findIndex((sent) => sent.from === from && sent.to === to && sent.frame === frame);
    const sent = open[place];
    expect(cause, `event ${event.seq}: ${frame} from ${from} to ${to}`).toBe(sent?.seq ?? null);
    // A peer may crash while its bytes are on the way: what it gave up can still arrive.
    if (!sent && local.has(from)) expect(givenUp, `event ${event.seq}`).toContain(`${from} ${to} ${frame}`);
    if (!sent) continue;
    open.splice(place, 1);
    matched += 1;
  }
  return { matched, lost: open.length };
}

/** Every cause and request is an earlier event, and the answers answer what they say. */
function checkLinks(events: readonly NetworkEvent[]): void {
  const links = events.flatMap((event) =>
    event.type.startsWith('message:') ? [event as NetworkEvent & Pick<Message, 'cause' | 'request'>] : [],
  );
  expect(links.length).toBeGreaterThan(0);
  for (const { seq, cause, request } of links) {
    expect(cause, `event ${seq}`).not.toBeUndefined();
    for (const earlier of [cause, request]) {
      if (typeof earlier === 'number') expect(earlier).toBeLessThan(seq);
    }
  }
  for (const event of events) {
    if (!isMessage(event) || event.request === undefined) continue;
    const request = events[event.request - 1];
    expect(request && 'verb' in request && request.observer, `event ${event.seq}`).toBe(event.observer);
    const reply = request && 'verb' in request ? VERBS[request.verb].reply : undefined;
    expect([reply, 'ERROR'], `event ${event.seq}`).toContain(event.verb);
  }
}

function checkCounts(events: readonly NetworkEvent[]): number {
  const metrics = new Metrics(emptyState());
  for (const event of events) metrics.add(event);
  const anatomies = anatomiesOf(events);
  let counted = 0;
  for (const { search, messages, received, reached } of metrics.measured(emptyState()).searches) {
    const anatomy = anatomies.get(search);
    const inAll = Object.values(anatomy?.messages ?? {}).reduce((sum, one) => sum + one, 0);
    expect({ messages: inAll, received: anatomy?.arrived, reached: anatomy?.reached.length }, search).toEqual(
      {
        ...{ messages, received, reached },
      },
    );
    counted += messages;
  }
  return counted;
}

test('in random runs each arrival has its sending as its cause, and everything that counts messages agrees', {
  timeout: 120_000,
}, async () => {
  let searched = 0;
  for (let seed = 1; seed <= 12; seed += 1) {
    const events = await run(seed);
    expect(checkArrivals(events).matched).toBeGreaterThan(20);
    checkLinks(events);
    searched += checkCounts(events);
  }
  expect(searched).toBeGreaterThan(50);
});

test('what is lost on the way is a sending without an arrival, and all else is matched', {
  timeout: 120_000,
}, async () => {
  let lost = 0;
  for (let seed = 1; seed <= 6; seed += 1) {
    const events = await run(seed, 0.2);
    const arrivals = checkArrivals(events);
    expect(arrivals.matched).toBeGreaterThan(10);
    lost += arrivals.lost;
    checkLinks(events);
    checkCounts(events);
  }
  expect(lost).toBeGreaterThan(0);
});

for (const transport of ['tcp', 'udp'] as const) {
  test(`over real sockets (${transport}) every message of a search leads back to its round`, async () => {
    const overlay = await startLab({ transport });
    const peers = await addPeers(overlay, 10, 'random');
    for (const peer of peers) await overlay.share(peer, { names: ['Happy Feet'] });
    const events: NetworkEvent[] = [...overlay.log.since(0).events];
    overlay.log.subscribe((event) => events.push(event));
    const [asker = '127.0.0.1:1'] = peers;
    const started = overlay.searches.start({ peer: asker, query: 'happy' });
    if (!started.ok) throw new Error(started.error.sentence);
    const { id } = started.value;
    const ended = await overlay.searches.ended(id);
    if (!ended.ok) throw new Error(ended.error.sentence);
    const ofSearch = events.filter((event) => isMessage(event) && /^SER/.test(event.verb)).filter(isMessage);
    const arrived = ofSearch.filter(({ type }) => type === 'message:received');
    expect(arrived.length).toBeGreaterThanOrEqual(18);
    for (const event of ofSearch) {
      expect(event.search, `event ${event.seq}`).toBe(id);
      let from: NetworkEvent | undefined = event;
      const path: string[] = [];
      while (isMessage(from) && typeof from.cause === 'number') {
        path.push(`${from.type} ${from.verb}`);
        from = events[from.cause - 1];
      }
      expect(from?.type, path.join(', ')).toBe('search:round');
    }
    for (const { cause, from, frame } of arrived) {
      expect(events[(cause ?? 0) - 1]).toMatchObject({ type: 'message:sent', from, frame });
    }
    const answers = ofSearch.filter(({ verb, type }) => verb === 'SEROK' && type === 'message:sent');
    for (const { request } of answers) {
      expect(events[(request ?? 0) - 1]).toMatchObject({ type: 'message:received', verb: 'SER' });
    }
  });
}
