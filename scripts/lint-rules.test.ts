import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

/** @returns how many errors the linter reports for a file that holds this code; without a path, a file of the core */
function errorsIn(code: string, path = 'src/main/network/peer/example.ts'): number {
  const folder = mkdtempSync(join(tmpdir(), 'syncpulse-lint-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const file of ['biome.json', 'lint-time.grit', 'lint-title.grit'])
    copyFileSync(join(root, file), join(folder, file));
  mkdirSync(join(folder, path, '..'), { recursive: true });
  writeFileSync(join(folder, path), `${code}\n`);
  const biome = join(root, 'node_modules/@biomejs/biome/bin/biome');
  const options = ['lint', '--vcs-enabled=false', '--reporter=json', path];
  try {
    return errors(
      execFileSync(process.execPath, [biome, ...options], { cwd: folder, encoding: 'utf8', stdio: 'pipe' }),
    );
  } catch (error) {
    return errors((error as { stdout: string }).stdout);
  }
}

function errors(report: string): number {
  return (JSON.parse(report) as { summary: { errors: number } }).summary.errors;
}

test.each([
  'export const now = () => performance.now();',
  'export const now = () => Date.now();',
  'export const now = () => new Date();',
  'export const later = (job: () => void) => setTimeout(job, 1);',
  'export const often = (job: () => void) => setInterval(job, 1);',
  'export const soon = (job: () => void) => setImmediate(job);',
  'export const limit = () => AbortSignal.timeout(1);',
  'export const draw = () => Math.random();',
  'export const draw = Math.random;',
  "import { setTimeout as wait } from 'node:timers/promises';\nexport const later = () => wait(1);",
  "import { randomUUID } from 'node:crypto';\nexport const id = () => randomUUID();",
])('the core may not use time and chance of its own: %s', (code) => {
  expect(errorsIn(code)).toBeGreaterThan(0);
  expect(errorsIn(code, 'src/main/network/peer/example.test.ts')).toBe(0);
});

test('the core may use what it is given', () => {
  expect(errorsIn('export const now = (runtime: { now(): number }) => runtime.now();')).toBe(0);
  expect(errorsIn('export const text = (at: number) => new Date(at).toUTCString();')).toBe(0);
});

test.each(['<p title="why">1</p>', '<img alt="" title={`why`} />'])(
  'the window may not use the tooltips of the browser: %s',
  (element) => {
    expect(errorsIn(`export const shown = ${element};`, 'src/renderer/panel/example.tsx')).toBe(1);
  },
);

test('a component of the window may have a title', () => {
  const code =
    'import { Section } from \'./Section\';\nexport const shown = <Section title="Files">none</Section>;';
  expect(errorsIn(code, 'src/renderer/panel/example.tsx')).toBe(0);
});
