import { expect, onTestFinished, test, vi } from 'vitest';
import { runProgram } from './program';

/** Runs a command line in this process, for those that start nothing. */
async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const written = { out: '', err: '' };
  const out = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    written.out += text;
    return true;
  });
  const err = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    written.err += text;
    return true;
  });
  const restore = () => {
    out.mockRestore();
    err.mockRestore();
  };
  onTestFinished(restore);
  const code = await runProgram(['node', 'syncpulse', ...args]).finally(restore);
  return { code, ...written };
}

test.each([
  [['serve', '--peers', '-1'], '--peers'],
  [['serve', '--peers', '10001'], '--peers'],
  [['serve', '--api-port', '65536'], '--api-port'],
  [['serve', '--api-port', '4e3'], '--api-port'],
  [['serve', '--api-port', ''], '--api-port'],
  [['serve', '--bootstrap-port', 'five'], '--bootstrap-port'],
  [['serve', '--host', 'a b'], '--host'],
  [['serve', '--allow-host', 'http://x'], '--allow-host'],
  [['serve', '--nonsense'], '--nonsense'],
  [['serve', '--peer-prot', '1'], 'Did you mean --peer-port?'],
  [['serve', 'nonsense'], 'argument'],
  [['nonsense'], 'nonsense'],
  [['help', 'nonsense'], 'nonsense'],
  [['bootstrap', '--capacity', '0'], '--capacity'],
  [['bootstrap', '--port', 'x'], '--port'],
  [['peer'], '--name'],
  [['peer', '--name', 'a b'], 'a name holds no blank'],
  [['peer', '--name', 'a', '--bootstrap', '127.0.0.1'], 'write ip and port'],
  [['peer', '--name', 'a', '--transport', 'smoke'], 'tcp, udp'],
  [['console', '--bootstrap', ':5000'], 'write ip and port'],
  [['console', '--port', '-1'], '--port'],
  [['experiment', '--variant', 'another'], 'five-trials, two-leave'],
  [['doctor'], 'host:port'],
  [['doctor', '127.0.0.1'], 'write ip and port'],
  [['doctor', '127.0.0.1:5000', '--tcp', '--udp'], 'cannot be used with'],
  [['doctor', '127.0.0.1:5000', '--timeout', '1'], '--timeout'],
])('%j is refused in one line, with exit code 2', async (args, words) => {
  const { code, err, out } = await run(...args);
  expect(code).toBe(2);
  expect(err).toContain(words);
  expect(err.trim().split('\n')).toHaveLength(1);
  expect(out).toBe('');
});

test('no command at all shows the help, as misuse', async () => {
  const { code, err } = await run();
  expect(code).toBe(2);
  expect(err).toContain('Commands:');
});

test('--version and --help answer and end with 0', async () => {
  const version = await run('--version');
  expect(version.code).toBe(0);
  expect(version.out).toMatch(/^\d+\.\d+\.\d+\n$/);
  const commands = ['serve', 'bootstrap', 'peer', 'console', 'doctor', 'experiment'];
  for (const args of [['--help'], ['help', 'serve'], ...commands.map((command) => [command, '--help'])]) {
    const help = await run(...args);
    expect(help.code).toBe(0);
    expect(help.out).toContain('Examples:');
    expect(help.out).not.toContain('[]');
  }
});
