import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import {
  type Behaviour,
  exactly,
  type FamilyServer,
  familyA,
  familyC,
  familyD,
  familyE,
  serve,
} from '../../../test/families/bootstraps';
import { DIALECTS, type DialectName } from '../../../test/families/dialects';
import { ForeignPeer } from '../../../test/families/foreign-peer';
import type { Reading } from '../../../test/families/raw';
import { byTheBook, WRONG } from '../../../test/families/wrong';
import type { Check, CheckName, Report } from '../../shared/network/report';
import { type Address, addressOf } from '../../shared/protocol/address';
import { DEFAULT_SETTINGS } from '../../shared/settings/settings';
import { Overlay } from '../network/overlay/overlay';
import { type ExamineOptions, examine } from './examine';

const TIMEOUT_MS = 60_000;
const toStop: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(toStop.splice(0).map((one) => one.stop()));
});

async function overlay(): Promise<Overlay> {
  const made = new Overlay({ settings: { ...DEFAULT_SETTINGS, bootstrapPort: 0, firstPeerPort: 0 } });
  toStop.push(made);
  await made.start();
  return made;
}

async function server(
  behaviour: Behaviour,
  transport: 'tcp' | 'udp' = 'tcp',
  reading: Reading = 'once',
): Promise<FamilyServer> {
  const made = await serve(behaviour, { transport, reading });
  toStop.push(made);
  return made;
}

/** Long enough for a busy machine to answer, short enough for programs that never answer. */
const examineQuickly = (at: Address, options: ExamineOptions = {}) =>
  examine(at, { timeout: 700, ...options });

function check(report: Report, name: CheckName): Check {
  const found = report.checks.find((one) => one.name === name);
  if (!found) throw new Error(`no check ${name}`);
  return found;
}

/** The checks whose verdict is not exact. */
function faults(report: Report): string[] {
  return report.checks
    .filter(({ verdict }) => verdict !== 'exact' && verdict !== 'not tried')
    .map(({ name, verdict }) => `${name}: ${verdict}`);
}

describe('our own', { timeout: TIMEOUT_MS }, () => {
  it('bootstrap server is exact on both transports, and no entry of the doctor remains in it', async () => {
    const network = await overlay();
    await network.addPeers({ count: 3, wiring: 'offered' });
    const before = [...network.log.state.bootstrap.registry.keys()];
    const address = addressOf(network.log.state.bootstrap.address ?? 'none:0');
    const report = await examine(address, { thorough: true });
    expect(faults(report)).toEqual([]);
    expect(report).toMatchObject({
      reachable: true,
      kind: 'bootstrap',
      conformant: true,
      recognition: { family: 'exact', certainty: 'certain' },
    });
    expect(report.transports.map(({ transport, reachable }) => [transport, reachable])).toEqual([
      ['tcp', true],
      ['udp', true],
    ]);
    expect(report.checks.filter(({ verdict }) => verdict === 'exact').length).toBeGreaterThan(25);
    expect([...network.log.state.bootstrap.registry.keys()]).toEqual(before);
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });

  it('peer is exact on both transports, and keeps its neighbours', async () => {
    const network = await overlay();
    const added = await network.addPeers({ count: 3, wiring: 'ring' });
    const id = added.ok ? added.value.peers[0] : undefined;
    if (!id) throw new Error('no peer');
    const before = [...(network.log.state.peers.get(id)?.neighbours.keys() ?? [])];
    const report = await examine(addressOf(id), { thorough: true });
    expect(faults(report)).toEqual([]);
    expect(report).toMatchObject({ kind: 'peer', conformant: true, recognition: { family: 'exact' } });
    expect([...(network.log.state.peers.get(id)?.neighbours.keys() ?? [])]).toEqual(before);
    expect(network.log.state.peers.size).toBe(3);
  });
});

describe('servers of the families', { timeout: TIMEOUT_MS }, () => {
  it('A: pairs, one port once, silence for unknown peers; by UDP alone', async () => {
    const { at, entries } = await server(familyA, 'udp');
    const report = await examineQuickly(at);
    expect(report).toMatchObject({
      kind: 'bootstrap',
      conformant: false,
      recognition: { family: 'A', certainty: 'certain' },
      transports: [
        { transport: 'tcp', reachable: false },
        { transport: 'udp', reachable: true },
      ],
    });
    expect(check(report, 'reg-same-port')).toMatchObject({ verdict: 'tolerated' });
    expect(check(report, 'unreg-again').verdict).toBe('no answer');
    expect(check(report, 'reg-second').verdict).toBe('exact');
    expect(entries).toEqual([]);
  });

  it('C: its own codes, the name as the key, a length that is too small', async () => {
    const { at, entries } = await server(familyC({ cutsNames: true }), 'tcp', 'five-then-rest');
    const report = await examineQuickly(at, { transports: ['tcp'], thorough: true });
    expect(report).toMatchObject({ kind: 'bootstrap', recognition: { family: 'C', certainty: 'certain' } });
    expect(check(report, 'reg-again').verdict).toBe('tolerated');
    expect(check(report, 'reg-again').findings.join()).toContain('9999: already registered');
    expect(check(report, 'reg-malformed').findings.join()).toContain('9998: the request is malformed');
    expect(check(report, 'unreg-again').findings.join()).toContain('declared 12 bytes, sent 15');
    expect(check(report, 'reg-second').findings.join()).toMatch(/as "doc...": the end of the list is cut/);
    expect(check(report, 'split-frame').verdict).toBe('wrong');
    expect(entries).toEqual([]);
  });

  it('C in its first version: an entry is removed by its key', async () => {
    const { at, entries } = await server(familyC({ unregistersByKey: true }), 'tcp', 'five-then-rest');
    const report = await examineQuickly(at, { transports: ['tcp'] });
    expect(report.recognition.family).toBe('C');
    expect(check(report, 'unreg').verdict).toBe('wrong');
    expect(entries).toEqual([]);
  });

  it('D: REG of a known address succeeds, UNREG of an unknown address succeeds', async () => {
    const { at, entries } = await server(familyD);
    const report = await examineQuickly(at, { transports: ['tcp'] });
    expect(report).toMatchObject({ kind: 'bootstrap', recognition: { family: 'D', certainty: 'certain' } });
    expect(check(report, 'reg-again').verdict).toBe('tolerated');
    expect(check(report, 'unreg-again').verdict).toBe('tolerated');
    expect(check(report, 'ping').findings.join()).toContain('0009 PONG');
    expect(entries).toEqual([]);
  });

  it.each(['tcp', 'udp'] as const)('E on %s: UNREGOK and line ends', async (transport) => {
    const { at, entries } = await server(familyE, transport);
    const report = await examineQuickly(at, { transports: [transport] });
    expect(report).toMatchObject({ kind: 'bootstrap', recognition: { family: 'E', certainty: 'certain' } });
    expect(check(report, 'unreg').findings.join()).toContain('UNROK, not UNREGOK');
    expect(entries).toEqual([]);
  });
});

/** The expected report on each peer: the family, and a part of the findings of one check. */
const PEERS: Readonly<Record<DialectName, [family: string, at: CheckName, words: string]>> = {
  A: ['exact', 'join', ''],
  // One trait: it may be the fault of this program alone.
  B: ['uncertain', 'join', 'declared 14 bytes, sent 13'],
  C: ['uncertain', 'split-frame', 'a read may return half a frame'],
  D: ['D', 'join', 'a new connection to the advertised address'],
  'D that waits': ['D', 'leave', 'a new connection to the advertised address'],
  'E on TCP': ['E', 'leave', 'put four digits and a space before it'],
  'E on UDP': ['E', 'search', 'it answers ERROR where it has no such file'],
};

describe('peers of the families', { timeout: TIMEOUT_MS }, () => {
  it.each(Object.entries(PEERS))('%s', async (name, [family, at, words]) => {
    const dialect = DIALECTS[name as DialectName];
    const peer = await ForeignPeer.open('anna', dialect);
    toStop.push(peer);
    const report = await examineQuickly(peer.at);
    expect(report.kind).toBe('peer');
    expect(report.transports.find(({ reachable }) => reachable)?.transport).toBe(dialect.transport);
    expect(report.recognition.family).toBe(family);
    expect(check(report, at).findings.join()).toContain(words);
    expect([...peer.neighbours]).toEqual([]);
  });

  it('a peer that accepts JOIN without a port gets a finding, and the doctor is removed from it', async () => {
    const peer = await ForeignPeer.open('anna', { ...DIALECTS.A, acceptsAnyJoin: true });
    toStop.push(peer);
    const report = await examineQuickly(peer.at, { thorough: true });
    expect(check(report, 'join-malformed')).toMatchObject({ verdict: 'wrong' });
    expect(check(report, 'join-malformed').findings.join()).toContain('0016 JOINOK 9999');
    expect([...peer.neighbours]).toEqual([]);
  });
});

/** The expected report on each fault: the check that shows it, the verdict, and a part of the finding. */
const FAULTS: Readonly<Record<keyof typeof WRONG, [CheckName, Check['verdict'], string]>> = {
  'a length one too large': ['unreg', 'tolerated', 'declared 13 bytes, sent 12'],
  'a length one too small': ['unreg', 'tolerated', 'declared 11 bytes, sent 12'],
  'a length that does not count the prefix': ['unreg', 'tolerated', 'the prefix counts too'],
  'no prefix': ['unreg', 'tolerated', 'without its length'],
  'a line end': ['unreg', 'tolerated', 'ended with a line end'],
  'no answer to UNREG': ['unreg', 'no answer', '0012 UNROK 0'],
  'pairs on TCP': ['reg-second', 'tolerated', 'list "ip port name"'],
  'wrong codes': ['reg-again', 'wrong', '0015 REGOK 9998'],
  'the new peer offered to itself': ['reg-new', 'wrong', 'offers the new peer itself'],
  'silence on garbage': ['garbage', 'no answer', '0010 ERROR'],
  'unknown words': ['echo', 'wrong', 'unreadable'],
};

describe('one fault', { timeout: TIMEOUT_MS }, () => {
  it('none at all is exact', async () => {
    const { at } = await server(byTheBook);
    const report = await examineQuickly(at);
    // It treats the result of one recv as one frame, which fails in two checks.
    expect(faults(report)).toEqual(['two-frames: wrong', 'split-frame: wrong']);
    expect(check(report, 'two-frames').findings.join()).toContain('a read may return more than one frame');
  });

  it('none, but for closing after one answer, is tolerated', async () => {
    const { at } = await server(byTheBook, 'tcp', 'five-then-rest');
    const report = await examineQuickly(at, { transports: ['tcp'] });
    expect(check(report, 'two-frames')).toMatchObject({ verdict: 'tolerated' });
    expect(check(report, 'two-frames').findings.join()).toContain('only the first was answered');
  });

  it.each(Object.entries(FAULTS))('%s is named', async (name, [at, verdict, words]) => {
    const made = await server(WRONG[name as keyof typeof WRONG]);
    const report = await examineQuickly(made.at, { transports: ['tcp'] });
    expect(report.conformant).toBe(false);
    expect(check(report, at)).toMatchObject({ verdict });
    expect(check(report, at).findings.join('; ')).toContain(words);
    if (name !== 'no answer to UNREG') expect(made.entries).toEqual([]);
  });

  it('is shown byte by byte, next to the exact form', async () => {
    const { at } = await server(WRONG['a length one too large']);
    const report = await examineQuickly(at, { transports: ['tcp'] });
    expect(check(report, 'unreg').answers).toMatchObject([
      {
        bytes: { text: '0013 UNROK 0', hex: '30 30 31 33 20 55 4e 52 4f 4b 20 30', length: 12 },
        declared: 13,
        via: 'reply',
        exact: { bytes: { text: '0012 UNROK 0' }, differsAt: 3 },
      },
    ]);
  });

  it('wrong codes are explained with both tables while the family is not known', async () => {
    const { at } = await server(WRONG['wrong codes']);
    const report = await examineQuickly(at, { transports: ['tcp'] });
    expect(report.recognition.family).toBe('uncertain');
    expect(check(report, 'reg-again').findings.join()).toContain('or, if the server is of family C');
  });
});

describe('harm', { timeout: TIMEOUT_MS }, () => {
  it('malformed requests are not sent, unless a thorough examination is requested; then they are sent last', async () => {
    const received: string[] = [];
    const recording: Behaviour = (words, entries) => {
      received.push(words.join(' '));
      return byTheBook(words, entries);
    };
    const { at } = await server(recording);
    const malformed = (text: string) => /^REG \S+ \d+$/.test(text);
    const report = await examineQuickly(at, { transports: ['tcp'] });
    expect(received.filter(malformed)).toEqual([]);
    expect(check(report, 'reg-malformed')).toMatchObject({ verdict: 'not tried' });
    expect(report.thorough).toBe(false);

    received.length = 0;
    const thorough = await examineQuickly(at, { transports: ['tcp'], thorough: true });
    expect(thorough.thorough).toBe(true);
    expect(check(thorough, 'reg-malformed')).toMatchObject({ verdict: 'exact' });
    const last = received.findIndex(malformed);
    // What follows only checks that the program still runs, and removes the entries.
    expect(received.slice(last + 1).every((text) => /^(PING|UNREG .*)$/.test(text))).toBe(true);
  });

  it.each(['tcp', 'udp'] as const)(
    'a program that ends at a request on %s is reported with that request, and receives no further request',
    async (transport) => {
      let ended: Promise<void> | null = null;
      const fragile: Behaviour = (words, entries) => {
        if (words[0] !== 'REG' || words.length !== 3) return ended ? null : byTheBook(words, entries);
        ended = made.stop();
        return null;
      };
      const made: FamilyServer = await serve(fragile, { transport, reading: 'five-then-rest' });
      const report = await examineQuickly(made.at, { transports: [transport], thorough: true });
      await ended;
      expect(report.died).toMatchObject({ transport, name: 'reg-malformed', title: 'REG without a name' });
      expect(report.conformant).toBe(false);
      expect(check(report, 'alive')).toMatchObject({ verdict: 'not tried' });
    },
  );
});

/** A server that answers by UDP, and one on the same port that accepts connections and answers nothing. */
async function answeringByUdpAlone(): Promise<{ udp: FamilyServer; unresponsive: Server }> {
  for (let tries = 0; tries < 20; tries += 1) {
    const udp = await server(byTheBook, 'udp');
    const unresponsive = createServer();
    unresponsive.listen({ host: udp.at.ip, port: udp.at.port });
    // A port that is free for UDP may be in use for TCP.
    const isOpen = await once(unresponsive, 'listening').then(
      () => true,
      () => false,
    );
    if (isOpen) return { udp, unresponsive: unresponsive };
  }
  throw new Error('no port is free for both');
}

describe('what is reported', { timeout: TIMEOUT_MS }, () => {
  it('a program that answers nothing by UDP is not reported as absent; a closed port is', async () => {
    const silentServer = await serve(() => null, { transport: 'udp' });
    const silent = await examineQuickly(silentServer.at, { transports: ['udp'] });
    expect(silent).toMatchObject({ reachable: false, problem: { code: 'no-answer' } });
    expect(silent.problem?.sentence).toContain('A program may listen there');
    await silentServer.stop();
    const closed = await examineQuickly(silentServer.at, { transports: ['udp'] });
    expect(closed.problem?.sentence).toContain('Nothing listens');
  });

  it('a program that accepts connections and answers by UDP alone is evaluated by UDP alone', async () => {
    const { udp, unresponsive } = await answeringByUdpAlone();
    try {
      const report = await examineQuickly(udp.at);
      expect(report.transports.map(({ words }) => words)).toEqual([
        'accepts connections, and answers nothing',
        'answers',
      ]);
      expect(faults(report)).toEqual([]);
      expect(report.conformant).toBe(true);
    } finally {
      unresponsive.close();
    }
  });

  it('a peer that does not answer a search with hops 0 deviates', async () => {
    const replies: Readonly<Record<string, string>> = { PING: 'PONG', JOIN: 'JOINOK 0', LEAVE: 'LEAVEOK 0' };
    const { at } = await server(([verb = '']) => {
      if (verb === 'SER') return null;
      return exactly(replies[verb] ?? 'ERROR');
    });
    const report = await examineQuickly(at, { transports: ['tcp'] });
    expect(report.kind).toBe('peer');
    expect(check(report, 'search')).toMatchObject({ verdict: 'no answer' });
    expect(check(report, 'search').findings.join()).toContain('SEROK 0 ip port 0');
  });

  it('one cause is listed once, with every check that it affects', async () => {
    const { at } = await server(WRONG['a length one too large']);
    const report = await examineQuickly(at, { transports: ['tcp'] });
    const lengths = report.causes.filter(({ sentence }) => sentence.includes('declared'));
    expect(lengths).toHaveLength(1);
    expect(lengths[0]?.places.length).toBeGreaterThan(8);
    const places = new Set(lengths[0]?.places.map(({ name }) => name));
    for (const { name, findings } of report.checks)
      if (findings.some((finding) => finding.includes('declared'))) expect(places).toContain(name);
  });

  it('progress reports each request before it is sent', async () => {
    const { at } = await server(byTheBook);
    const titles: string[] = [];
    const report = await examineQuickly(at, {
      transports: ['tcp'],
      onProgress: ({ title }) => titles.push(title),
    });
    const sent = report.checks.filter(({ verdict }) => verdict !== 'not tried').map(({ title }) => title);
    expect(titles).toEqual(expect.arrayContaining(sent));
  });
});
