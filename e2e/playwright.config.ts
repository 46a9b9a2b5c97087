// The browser tests: the system's Chromium against the release binary. `cargo xtask e2e` builds both and starts this.
import { defineConfig } from '@playwright/test';

import { launch } from './fixtures/browser.ts';

export default defineConfig({
  testDir: 'specs',
  outputDir: 'test-results/artifacts',
  // Two cores drive two browsers and their servers; more would measure the machine.
  workers: 2,
  fullyParallel: false,
  forbidOnly: true,
  // A test that passes at the second try is a defect that is seen half the time.
  retries: 0,
  // Long: what is waited for comes, and a machine that has other things to do is no defect. A wait between two attempts to connect alone is up to 30 s.
  timeout: 180_000,
  expect: { timeout: 30_000 },
  reporter: [['list'], ['json', { outputFile: 'test-results/report.json' }]],
  use: {
    browserName: 'chromium',
    serviceWorkers: 'block',
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: launch,
  },
});
