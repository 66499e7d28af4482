// `npm test`: unit and integration tests, then the journeys in both hosts; `unit` or `journeys` asks for those alone,
// `soak` for a minute of churn, and what follows is for their runner. The last line sums all of them up.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildIfStale, root } from './build-if-stale.mjs';
import { ensureChromium } from './ensure-chromium.mjs';

const reports = join(root, 'test-results');
const unit = join(reports, 'unit.json');
const journeys = join(reports, 'journeys.json');

const [only, ...rest] = process.argv.slice(2);
if (only === 'soak') {
  process.env.SYNCPULSE_SOAK_SECONDS ??= '60';
  rest.push('test/network/soak.test.ts');
}

rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });
const results = [];
if (only !== 'journeys') results.push(runUnit());
if (only === undefined || only === 'journeys') results.push(runJourneys());
const passed = sum(results.map((result) => result.passed));
const failed = sum(results.map((result) => result.failed));
process.exitCode = failed === 0 ? 0 : 1;
const skipped = sum(results.map((result) => result.skipped));
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);

function runUnit() {
  const status = node(
    'vitest/vitest.mjs',
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${unit}`,
    ...rest,
  );
  const { numPassedTests = 0, numFailedTests = 0, numPendingTests = 0, numTodoTests = 0 } = read(unit);
  return counted(status, numPassedTests, numFailedTests, numPendingTests + numTodoTests);
}

function runJourneys() {
  const chromium = ensureChromium();
  if (!chromium || !buildIfStale()) return { passed: 0, failed: 1, skipped: 0 };
  process.env.CHROMIUM = chromium;
  const status = node('@playwright/test/cli.js', 'test', '-c', 'e2e/playwright.config.ts', ...rest);
  const { expected = 0, unexpected = 0, flaky = 0, skipped = 0 } = read(journeys).stats ?? {};
  return counted(status, expected, unexpected + flaky, skipped);
}

/** A run that failed without a failed test (a file that does not load, say) counts as one. */
function counted(status, passed, failed, skipped) {
  return { passed, failed: status !== 0 && failed === 0 ? 1 : failed, skipped };
}

function node(program, ...args) {
  const run = spawnSync(process.execPath, [join(root, 'node_modules', program), ...args], {
    cwd: root,
    stdio: 'inherit',
  });
  return run.status ?? 1;
}

function read(report) {
  return existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : {};
}

function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0);
}
