// The figures that only a browser can give. Not part of the test run: `cargo xtask bench` starts this after the load generator, alone, because
// two browsers at once would measure each other.
import { defineConfig } from '@playwright/test';

import { launch } from '../fixtures/browser.ts';

export default defineConfig({
  testDir: '.',
  testMatch: '*.bench.ts',
  outputDir: '../test-results/bench',
  workers: 1,
  forbidOnly: true,
  retries: 0,
  timeout: 30 * 60_000,
  expect: { timeout: 30_000 },
  reporter: [['list']],
  use: { browserName: 'chromium', serviceWorkers: 'block', launchOptions: launch },
});
