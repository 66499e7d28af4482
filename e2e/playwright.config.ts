import { defineConfig } from '@playwright/test';
import { chromiumOptions } from './chromium';
import { desktopHost, type HostKind } from './lab-test';

export default defineConfig<object, { hostKind: HostKind }>({
  testDir: 'journeys',
  outputDir: '../test-results/journeys',
  // Each test has a lab and a home of its own; two at once is what two cores carry without slowing the canvas.
  fullyParallel: true,
  workers: 2,
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  forbidOnly: process.env['CI'] !== undefined,
  reporter: [['list'], ['json', { outputFile: '../test-results/journeys.json' }]],
  use: {
    viewport: { width: 1280, height: 800 },
    launchOptions: chromiumOptions(),
    screenshot: 'only-on-failure',
  },
  projects: [
    { name: desktopHost().heading, use: { hostKind: 'desktop' } },
    { name: 'browser', use: { hostKind: 'browser' } },
  ],
});
