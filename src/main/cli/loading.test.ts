import { isBuiltin } from 'node:module';
import { relative, resolve } from 'node:path';
import { build, type Rolldown } from 'vite';
import { beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { runProgram } from './program';

const ROOT = resolve(import.meta.dirname, '../../..');
const COMMANDS = [
  'commands/serve',
  'commands/bootstrap',
  'commands/peer',
  'console/command',
  'commands/doctor',
  'experiment/experiment',
];

let chunks: readonly Rolldown.OutputChunk[] = [];

/** The command line as built for a release: packages of node_modules are external. */
beforeAll(async () => {
  const built = await build({
    configFile: false,
    root: ROOT,
    logLevel: 'silent',
    ssr: { external: true },
    build: {
      ssr: true,
      write: false,
      minify: false,
      rolldownOptions: { input: { cli: resolve(ROOT, 'src/main/cli/index.ts') } },
    },
  });
  if (!('output' in built)) throw new Error('one build gives one output');
  chunks = built.output.filter((one) => one.type === 'chunk');
}, 120_000);

/** @returns all modules that are evaluated before the first command is selected: our files and packages */
function loadedAtStart(): { readonly files: string[]; readonly packages: string[] } {
  const files = new Set<string>();
  const packages = new Set<string>();
  const seen = new Set<string>();
  const next = ['cli.js'];
  for (let name = next.pop(); name !== undefined; name = next.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    const chunk = chunks.find(({ fileName }) => fileName === name);
    if (chunk) {
      for (const module of chunk.moduleIds) files.add(relative(ROOT, module));
      next.push(...chunk.imports);
    } else if (!isBuiltin(name)) packages.add(name);
  }
  return { files: [...files].sort(), packages: [...packages].sort() };
}

test('the help of the program loads the list of commands, and neither a command nor the network', () => {
  const { files, packages } = loadedAtStart();
  expect(packages).toEqual(['commander']);
  expect(files).toEqual([
    'package.json',
    'src/main/cli/exit-code-error.ts',
    'src/main/cli/index.ts',
    'src/main/cli/program.ts',
    'src/main/cli/start-error.ts',
  ]);
});

test('each command is a separately loaded chunk', () => {
  const entries = chunks.flatMap(({ facadeModuleId }) => facadeModuleId ?? []);
  const own = COMMANDS.map((name) => resolve(ROOT, `src/main/cli/${name}.ts`));
  expect(entries).toEqual(expect.arrayContaining(own));
});

test.each([
  [['--help'], []],
  [['help'], []],
  [['--version'], []],
  [['nonsense'], []],
  [['serve', '--help'], ['commands/serve']],
  [['help', 'doctor'], ['commands/doctor']],
])('%j loads %j', async (args, expected) => {
  const loaded: string[] = [];
  for (const name of COMMANDS) {
    vi.doMock(`./${name}`, async (original) => {
      loaded.push(name);
      return original();
    });
  }
  const writes = [process.stdout, process.stderr].map((stream) =>
    vi.spyOn(stream, 'write').mockReturnValue(true),
  );
  onTestFinished(() => {
    for (const name of COMMANDS) vi.doUnmock(`./${name}`);
    for (const write of writes) write.mockRestore();
  });
  vi.resetModules();
  await runProgram(['node', 'syncpulse', ...args]);
  expect(loaded).toEqual(expected);
});
