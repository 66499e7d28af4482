import { PassThrough } from 'node:stream';
import { describe, expect, onTestFinished, test } from 'vitest';
import { addPeers, bootstrapPort, portOf, startLab } from '../../../../test/support/lab';
import { until } from '../../../../test/support/until';
import { DEFAULT_SETTINGS } from '../../../shared/settings/settings';
import { ConsolePeer } from './console-peer';
import { runSession } from './session';

const PROMPT = 'syncpulse> ';
const UP = '\u001b[A';
/** Longest wait for an output. */
const TIMEOUT_MS = 10_000;
const CTRL_C = '\u0003';

/** A console in this process: its input, and its output. */
async function open(bootstrap: number, { terminal = false, json = false } = {}) {
  const at = { ip: '127.0.0.1', port: bootstrap };
  const opened = await ConsolePeer.open({ ip: '127.0.0.1', port: 0 }, at, DEFAULT_SETTINGS);
  if (!opened.ok) throw new Error(opened.error.sentence);
  const peer = opened.value;
  const [input, output] = [new PassThrough(), new PassThrough()];
  let written = '';
  let news = () => {};
  output.setEncoding('utf8').on('data', (text) => {
    written += text;
    news();
  });
  const ending = new AbortController();
  onTestFinished(() => ending.abort());
  const { signal } = ending;
  const done = runSession({ peer, bootstrap: at, input, output, terminal, json, signal });
  let read = 0;
  /** Waits for words after those of the previous call. */
  const waitForOutput = async (words: string) => {
    while (!written.includes(words, read)) {
      await new Promise<void>((resolve, fail) => {
        const timer = setTimeout(
          () => fail(new Error(`${words} was never written, but:\n${written.slice(read)}`)),
          TIMEOUT_MS,
        );
        news = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    read = written.indexOf(words, read) + words.length;
  };
  return {
    peer,
    done,
    says: waitForOutput,
    type: (text: string) => void input.write(text),
    end: () => void input.end(),
    ending,
    written: () => written,
  };
}

describe('a script', () => {
  test('shows each command, the frame that is sent, the answer, and what it means', async () => {
    const lab = await startLab();
    const [node1 = 'none:0'] = await addPeers(lab, 1);
    const { done, type, end, written, peer } = await open(bootstrapPort(lab));
    type('REG 127.0.0.1 5001 node1\n');
    type(`JOIN 127.0.0.1 ${portOf(node1)}\nPING 127.0.0.1:${portOf(node1)}\nSER "no such file"\n`);
    type('REG 127.0.0.1 5001 node2\nUNREG 127.0.0.1 5001 node1\nPRINT\n');
    end();
    expect(await done).toBe(false);
    const text = written();
    const self = `127.0.0.1 ${peer.address.port}`;
    expect(text).toContain('syncpulse> REG 127.0.0.1 5001 node1\n');
    expect(text).toContain(
      '(TCP, 29 bytes): 0029 REG 127.0.0.1 5001 node1\n    asks to be registered as node1',
    );
    expect(text).toContain('registered; neighbours offered: Node1\n');
    expect(text).toContain(`JOIN ${self}\n`);
    expect(text).toContain('0013 JOINOK 0\n    accepted as a neighbour\n');
    expect(text).toContain('0009 PONG\n    is alive\n');
    expect(text).toContain('nothing found\n');
    expect(text).toContain(
      '0015 REGOK 9997\n    not registered: this ip and port are registered under another name',
    );
    expect(text).toContain('0012 UNROK 0\n    unregistered\n');
    expect(text).toContain(`127.0.0.1 ${portOf(node1)} Node1\n`);
    // At its end it leaves.
    expect(text).toContain(`LEAVE ${self}\n`);
    expect(lab.log.state.peers.get(node1)?.neighbours.size).toBe(0);
  });

  test('continues after an invalid command, and shows the usage of that command', async () => {
    const lab = await startLab();
    const { done, type, written } = await open(bootstrapPort(lab));
    type('REG 127.0.0.1 5001\nNONSENSE \u001b[31m\nSER "x"\nECHO\nexit\nPING\n');
    expect(await done).toBe(false);
    expect(written()).toContain(
      'the name is missing; the message is "REG ip port name"\nusage: REG ip port name',
    );
    expect(written()).toContain('usage: one of REG, UNREG');
    expect(written()).toContain('This console has no neighbours to search through.');
    expect(written()).toContain('0012 ECHOK 0\n');
    // Nothing is read after exit, and nothing hostile is written.
    expect(written()).not.toContain('PONG');
    expect(written()).not.toContain('\u001b');
  });

  test('that succeeded reports success; with --json every line is an object', async () => {
    const lab = await startLab();
    const { done, type, end, written } = await open(bootstrapPort(lab), { json: true });
    type('0005 ECHO\nREG anna\n');
    end();
    expect(await done).toBe(true);
    const lines = written()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.filter(({ command }) => command !== undefined)).toEqual([
      { command: '0005 ECHO', ok: true, remark: expect.stringContaining('is 0009, not 0005') },
      { command: 'REG anna', ok: true },
    ]);
    expect(lines.filter(({ type: kind }) => kind === 'message:sent').map(({ verb }) => verb)).toEqual([
      'ECHO',
      'REG',
      'UNREG',
    ]);
    expect(lab.log.state.bootstrap.registry.size).toBe(0);
  });

  test('reports that no program answers', async () => {
    const { done, type, end, written } = await open(1);
    type('PING\n');
    end();
    expect(await done).toBe(false);
    expect(written()).toContain('Nobody listens at 127.0.0.1:1.');
  });
});

describe('a terminal', () => {
  test('has a prompt, a history and completion, and shows what arrives meanwhile', async () => {
    const lab = await startLab();
    const [node1 = 'none:0'] = await addPeers(lab, 1);
    const {
      done,
      type,
      says: waitForOutput,
      written,
      peer,
    } = await open(bootstrapPort(lab), { terminal: true });
    type('REG anna\r');
    await waitForOutput('registered; neighbours offered: Node1');
    await waitForOutput(PROMPT);
    // The up arrow recalls the line; the same REG is refused.
    type(`${UP}\r`);
    await waitForOutput('already registered to you');
    await waitForOutput(PROMPT);
    // The offered neighbour can be completed now, and so can the command.
    // A tab completes only where it arrives alone; in pasted text it is a character.
    type('jo');
    type('\t');
    await waitForOutput('JOIN ');
    const port = String(portOf(node1));
    const other = String(bootstrapPort(lab));
    const unlike = [...port].findIndex((digit, at) => digit !== other[at]);
    type(`127.0.0.1 ${port.slice(0, unlike + 1)}`);
    type('\t');
    type('\r');
    await waitForOutput('accepted as a neighbour');
    await lab.ping(node1, peer.id);
    await waitForOutput('0009 PONG');
    type('exit\r');
    expect(await done).toBe(false);
    expect(written()).toContain('syncpulse> ');
    expect(lab.log.state.bootstrap.registry.has(peer.id)).toBe(false);
  });

  test('Ctrl-C clears the line, and on an empty line ends it, leaving in order', async () => {
    const lab = await startLab();
    const [node1 = 'none:0'] = await addPeers(lab, 1);
    const { done, type, says: waitForOutput, peer } = await open(bootstrapPort(lab), { terminal: true });
    type(`JOIN 127.0.0.1 ${portOf(node1)}\r`);
    await until(lab.log, ({ peers }) => peers.get(node1)?.neighbours.has(peer.id) === true);
    await waitForOutput('is a neighbour now');
    await waitForOutput(PROMPT);
    type(`JOIN nobody${CTRL_C}ECHO\r`);
    await waitForOutput('ECHOK 0');
    await waitForOutput(PROMPT);
    type(CTRL_C);
    expect(await done).toBe(true);
    expect(lab.log.state.peers.get(node1)?.neighbours.has(peer.id)).toBe(false);
  });

  test('a signal ends it, leaving in order', async () => {
    const lab = await startLab();
    const { done, type, says: waitForOutput, ending } = await open(bootstrapPort(lab), { terminal: true });
    type('REG anna\r');
    await waitForOutput('registered; no neighbours');
    expect(lab.log.state.bootstrap.registry.size).toBe(1);
    ending.abort();
    expect(await done).toBe(true);
    expect(lab.log.state.bootstrap.registry.size).toBe(0);
  });
});
